import { AwsError } from '../../api/aws-error.ts'
import type { ServiceCaller } from '../../identity/caller.ts'
import type { AccessStatement } from './access-policy.ts'
import type { Topic } from './topic.ts'

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
 * Whether an AWS service may publish to a topic is a matter of the topic's policy alone. It is the one policy that is
 * evaluated: a service that may not publish tells nobody, and what it had to say is lost.
 *
 * @throws AwsError `AuthorizationError`
 */
export function assertServiceMayPublish(topic: Topic, caller: ServiceCaller, accountId: string): void {
  const statements = [topic.policy.Statement]
    .flat()
    .filter(statement => isAbout(statement, topic.arn, caller))
  const keys = new Map([
    ['aws:sourcearn', caller.sourceArn],
    ['aws:sourceaccount', accountId],
    ['aws:sourceowner', accountId],
    ['aws:securetransport', 'true'],
  ])
  const effects = statements.filter(statement => isMet(statement, keys)).map(({ Effect }) => Effect)
  if (effects.includes('Allow') && !effects.includes('Deny')) return
  throw new AwsError(
    'AuthorizationErrorException',
    `${caller.service} for ${caller.sourceArn} is not authorized to perform: SNS:Publish on resource: ${topic.arn}`,
    { queryCode: 'AuthorizationError', statusCode: 403 },
  )
}

function isAbout(statement: AccessStatement, topicArn: string, { service }: ServiceCaller): boolean {
  const { Principal, Action, Resource } = statement
  return (
    principals(Principal).some(principal => principal === '*' || principal === service) &&
    texts(Action).some(action => isLike('sns:publish', action.toLowerCase())) &&
    texts(Resource).some(resource => isLike(topicArn, resource))
  )
}

/** `"*"`, or names by kind: `{ "Service": "ses.amazonaws.com" }`. */
function principals(principal: unknown): string[] {
  if (typeof principal !== 'object' || principal === null) return texts(principal)
  return Object.values(principal).flatMap(texts)
}

/** A condition with an operator or a key that services have no value for is not met. */
function isMet({ Condition = {} }: AccessStatement, keys: ReadonlyMap<string, string>): boolean {
  return Object.entries(Condition as object).every(([operator, conditions]) =>
    Object.entries(conditions as object).every(([key, wanted]) => {
      const test = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
      const actual = keys.get(key.toLowerCase())
      return test !== undefined && actual !== undefined && texts(wanted).some(value => test(actual, value))
    }),
  )
}

function texts(value: unknown): string[] {
  return [value]
    .flat()
    .filter(text => text !== undefined)
    .map(String)
}

/** `*` for any run of characters, `?` for one. */
function isLike(actual: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(actual)
}
