import type { ServiceCaller } from './caller.ts'

/** A statement of a policy that is attached to a topic, a queue or a function. */
export interface PolicyStatement {
  Sid?: string
  Effect: string
  Principal?: unknown
  Action?: unknown
  Resource?: unknown
  Condition?: unknown
}

/** What an AWS service wants to do, on behalf of a resource of this account. */
export interface ServiceRequest {
  /** `sns:Publish` */
  action: string
  /** ARN of what it is done to. */
  resource: string
  caller: ServiceCaller
  accountId: string
}

/** Which values of a condition key a caller must have, in the words of IAM. */
type Test = (actual: string, wanted: string) => boolean

const OPERATORS: Readonly<Record<string, Test>> = {
  ArnEquals: isLike,
  ArnLike: isLike,
  Bool: (actual, wanted) => actual === wanted.toLowerCase(),
  StringEquals: (actual, wanted) => actual === wanted,
  StringLike: isLike,
}

/**
 * Whether a policy lets an AWS service do something: by one of its statements, "an explicit deny … overrides". For a
 * service the policy of the resource alone decides. Services call over TLS.
 */
export function allowsService(statements: readonly PolicyStatement[], request: ServiceRequest): boolean {
  const { action, resource, caller, accountId } = request
  const keys = {
    'aws:sourcearn': caller.sourceArn,
    'aws:sourceaccount': accountId,
    'aws:sourceowner': accountId,
    'aws:securetransport': 'true',
  }
  return isAllowed(statements, { action, resource, principal: caller.service, keys })
}

/** What somebody without credentials wants to do. */
export interface AnonymousRequest {
  action: string
  /** ARN of what it is done to. */
  resource: string
  /** The values of condition keys, by name in lower case. */
  keys: Readonly<Record<string, string>>
}

/** Whether a policy lets everybody do something. */
export function allowsEveryone(statements: readonly PolicyStatement[], request: AnonymousRequest): boolean {
  return isAllowed(statements, { ...request, principal: '*' })
}

interface Request extends AnonymousRequest {
  principal: string
}

function isAllowed(statements: readonly PolicyStatement[], request: Request): boolean {
  const keys = new Map(Object.entries(request.keys))
  const effects = statements
    // Policies are kept as they were given.
    .filter(statement => typeof statement === 'object' && statement !== null)
    .filter(statement => isAbout(statement, request) && isMet(statement, keys))
    .map(({ Effect }) => Effect)
  return effects.includes('Allow') && !effects.includes('Deny')
}

function isAbout(
  { Principal, Action, Resource }: PolicyStatement,
  { action, resource, principal }: Request,
): boolean {
  return (
    principals(Principal).some(named => named === '*' || named === principal) &&
    texts(Action).some(pattern => isLike(action.toLowerCase(), pattern.toLowerCase())) &&
    texts(Resource).some(pattern => isLike(resource, pattern))
  )
}

/** `"*"`, or names by kind: `{ "Service": "ses.amazonaws.com" }`. */
function principals(principal: unknown): string[] {
  if (typeof principal !== 'object' || principal === null) return texts(principal)
  return Object.values(principal).flatMap(texts)
}

/** A condition with an operator or a key that the request has no value for is not met. */
function isMet({ Condition }: PolicyStatement, keys: ReadonlyMap<string, string>): boolean {
  return Object.entries(Condition ?? {}).every(([operator, conditions]) =>
    Object.entries(conditions ?? {}).every(([key, wanted]) => {
      const test = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
      const actual = keys.get(key.toLowerCase())
      return test !== undefined && actual !== undefined && texts(wanted).some(value => test(actual, value))
    }),
  )
}

/** Policies have one text or a list of them. */
export function texts(value: unknown): string[] {
  return [value]
    .flat()
    .filter(text => text !== undefined)
    .map(String)
}

/**
 * `*` for any run of characters, `?` for one. Where a text does not fit after a `*`, that `*` takes one character more;
 * those before it need no second look, so that no pattern takes longer than its length times the text's.
 */
export function isLike(text: string, pattern: string): boolean {
  let [at, next] = [0, 0]
  let star: { at: number; next: number } | undefined
  while (at < text.length) {
    if (pattern[next] === '*') {
      star = { at, next: ++next }
    } else if (pattern[next] === '?' || pattern[next] === text[at]) {
      at++
      next++
    } else if (star) {
      at = ++star.at
      next = star.next
    } else return false
  }
  while (pattern[next] === '*') next++
  return next === pattern.length
}
