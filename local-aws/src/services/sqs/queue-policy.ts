import type { Policy } from '../../identity/policies/policy.ts'
import { storedPolicy } from '../../identity/policies/stored-policy.ts'
import {
  invalidAttributeValue,
  invalidParameter,
  invalidValue,
  missingParameter,
  overLimit,
} from './errors.ts'

interface Statement {
  Sid?: string
  [member: string]: unknown
}

interface PolicyDocument {
  Version: string
  Id: string
  Statement: Statement[]
}

export interface Permission {
  label: string
  accountIds: readonly string[]
  actions: readonly string[]
}

const LABEL = /^[\w-]{1,80}$/
const ACCOUNT_ID = /^\d{12}$/
/** "An Amazon SQS policy can have a maximum of seven actions per statement" and 20 statements (AddPermission; quotas) */
const MAX_ACTIONS = 7
const MAX_STATEMENTS = 20
/** Actions that can be granted; each "also grants permissions for the corresponding batch versions". */
const ACTIONS: ReadonlySet<string> = new Set([
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
])

/**
 * Compiles the policy of a queue, which decides what services may send to it.
 *
 * @param text JSON
 * @throws AwsError `InvalidAttributeValue`
 */
export function compileQueuePolicy(text: string): Policy {
  return storedPolicy(text, { name: 'Policy', kind: 'resource' }, reason =>
    invalidAttributeValue('Policy', reason),
  )
}

/**
 * Adds a statement to the policy `text`, as `AddPermission` does.
 *
 * @param text the queue's current policy, if any
 * @throws AwsError `InvalidParameterValue`, `OverLimit`
 */
export function addPermission(text: string | undefined, queueArn: string, permission: Permission): string {
  const policy = parse(text, queueArn)
  const { label, accountIds, actions } = checked(permission)
  if (policy.Statement.some(({ Sid }) => Sid === label)) throw invalidValue('Label', label, 'Already exists')
  if (policy.Statement.length >= MAX_STATEMENTS) {
    throw overLimit(
      `${policy.Statement.length + 1} statements were found, maximum allowed is ${MAX_STATEMENTS}.`,
    )
  }
  policy.Statement.push({
    Sid: label,
    Effect: 'Allow',
    Principal: { AWS: single(accountIds.map(id => `arn:aws:iam::${id}:root`)) },
    Action: single(actions.map(action => `SQS:${action}`)),
    Resource: queueArn,
  })
  return JSON.stringify(policy)
}

/**
 * Removes the statement `label` from the policy `text`; returns an empty text if it was the last statement.
 *
 * @throws AwsError `InvalidParameterValue` if there is no such statement
 */
export function removePermission(text: string | undefined, queueArn: string, label: string): string {
  const policy = parse(text, queueArn)
  const rest = policy.Statement.filter(({ Sid }) => Sid !== label)
  if (rest.length === policy.Statement.length) {
    throw invalidValue('Label', label, "can't find label")
  }
  return rest.length === 0 ? '' : JSON.stringify({ ...policy, Statement: rest })
}

function parse(text: string | undefined, queueArn: string): PolicyDocument {
  if (text === undefined) return { Version: '2008-10-17', Id: `${queueArn}/SQSDefaultPolicy`, Statement: [] }
  const policy = JSON.parse(text) as PolicyDocument
  return { ...policy, Statement: Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement] }
}

function checked({ label, accountIds, actions }: Permission) {
  if (!LABEL.test(label)) {
    throw invalidValue(
      'Label',
      label,
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    )
  }
  if (accountIds.length === 0) throw missingParameter('AWSAccountIds')
  const badAccount = accountIds.find(id => !ACCOUNT_ID.test(id))
  if (badAccount !== undefined) {
    throw invalidParameter(
      `Value [${badAccount}] for parameter PrincipalId is invalid. Reason: Unable to verify.`,
    )
  }
  if (actions.length === 0) throw missingParameter('Actions')
  if (actions.length > MAX_ACTIONS) {
    throw overLimit(`${actions.length} Actions were found, maximum allowed is ${MAX_ACTIONS}.`)
  }
  const badAction = actions.find(action => !ACTIONS.has(action))
  if (badAction !== undefined) {
    throw invalidValue(
      'ActionName',
      `SQS:${badAction}`,
      'Please refer to the appropriate WSDL for a list of valid actions',
    )
  }
  return { label, accountIds, actions }
}

function single<T>(values: readonly T[]): T | readonly T[] {
  return values.length === 1 ? (values[0] as T) : values
}
