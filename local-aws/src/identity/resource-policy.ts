import { isLike } from '../patterns/like.ts'
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

/** A request by an AWS service on behalf of a resource of this account. */
export interface ServiceRequest {
  /** `sns:Publish` */
  action: string
  /** ARN of the resource that the action applies to. */
  resource: string
  caller: ServiceCaller
  accountId: string
}

/** Compares the value of a condition key, as IAM's condition operators do. */
type Test = (actual: string, wanted: string) => boolean

const OPERATORS: Readonly<Record<string, Test>> = {
  ArnEquals: isLike,
  ArnLike: isLike,
  Bool: (actual, wanted) => actual === wanted.toLowerCase(),
  StringEquals: (actual, wanted) => actual === wanted,
  StringLike: isLike,
}

/**
 * Whether a policy allows the request of an AWS service, by one of its statements; "an explicit deny … overrides". For
 * services, only the policy of the resource counts. Services use TLS.
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

/** A request without credentials. */
export interface AnonymousRequest {
  action: string
  /** ARN of the resource that the action applies to. */
  resource: string
  /** The values of condition keys, by lower-case name. */
  keys: Readonly<Record<string, string>>
}

/** Whether a policy allows everyone to make the request. */
export function allowsEveryone(statements: readonly PolicyStatement[], request: AnonymousRequest): boolean {
  return isAllowed(statements, { ...request, principal: '*' })
}

interface Request extends AnonymousRequest {
  principal: string
}

function isAllowed(statements: readonly PolicyStatement[], request: Request): boolean {
  const keys = new Map(Object.entries(request.keys))
  const effects = statements
    // Policies are stored unchecked.
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

/** A condition is not met if its operator is unknown or the request has no value for its key. */
function isMet({ Condition }: PolicyStatement, keys: ReadonlyMap<string, string>): boolean {
  return Object.entries(Condition ?? {}).every(([operator, conditions]) =>
    Object.entries(conditions ?? {}).every(([key, wanted]) => {
      const test = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
      const actual = keys.get(key.toLowerCase())
      return test !== undefined && actual !== undefined && texts(wanted).some(value => test(actual, value))
    }),
  )
}

/** A policy member is one text or a list of texts. */
export function texts(value: unknown): string[] {
  return [value]
    .flat()
    .filter(text => text !== undefined)
    .map(String)
}
