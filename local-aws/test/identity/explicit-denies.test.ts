import type { Caller } from '../../src/identity/caller.ts'
import { ExplicitDenies } from '../../src/identity/explicit-denies.ts'

const caller = (arn: string): Caller => ({
  kind: 'principal',
  accountId: '000000000000',
  arn,
  userId: 'X',
  accessKeyId: 'X',
})
const WORKER = caller('arn:aws:sts::000000000000:assumed-role/worker/session')
const ORDERS = 'arn:aws:sqs:us-east-1:000000000000:orders'

function isDenied(denies: ExplicitDenies, action: string, resource = ORDERS, by = WORKER): boolean {
  try {
    denies.check(by, () => [{ action, resource }])
    return false
  } catch {
    return true
  }
}

function deniesWith(statement: object): ExplicitDenies {
  const denies = new ExplicitDenies()
  denies.replace('worker', [{ Statement: { Effect: 'Deny', Resource: '*', ...statement } }])
  return denies
}

/**
 * @documented IAM User Guide, IAM JSON policy elements: Action, NotAction, Resource, NotResource: "The prefix
 *   and the action name are case insensitive"; "explicitly matches everything except the specified list of
 *   actions"; "explicitly matches every resource except those specified"
 */
test.each([
  ['an action', { Action: 'sqs:SendMessage' }, true],
  ['an action in other letters', { Action: 'SQS:sendmessage' }, true],
  ['one of several actions', { Action: ['sns:*', 'sqs:SendMessage'] }, true],
  ['all actions of a service', { Action: 'sqs:*' }, true],
  ['everything', { Action: '*' }, true],
  ['a pattern', { Action: 'sqs:Send?essage' }, true],
  ['another action', { Action: 'sqs:Receive*' }, false],
  ['all but other actions', { NotAction: ['sns:*', 'sqs:Receive*'] }, true],
  ['all but the action', { NotAction: 'sqs:*' }, false],
  ['the resource', { Action: '*', Resource: ORDERS }, true],
  ['a pattern of the resource', { Action: '*', Resource: ['arn:aws:s3:::*', 'arn:aws:sqs:*:*:ord*'] }, true],
  ['another resource', { Action: '*', Resource: 'arn:aws:sqs:us-east-1:000000000000:returns' }, false],
  ['all but another resource', { Action: '*', Resource: undefined, NotResource: 'arn:aws:s3:::*' }, true],
  ['all but the resource', { Action: '*', Resource: undefined, NotResource: ORDERS }, false],
  ['what only allows', { Action: '*', Effect: 'Allow' }, false],
])('a statement about %s', (_, statement, denied) => {
  expect(isDenied(deniesWith(statement), 'sqs:SendMessage')).toBe(denied)
})

/** @own a resource that the local AWS does not know */
test('if the resource is unknown, only a statement about all resources denies', () => {
  expect(isDenied(deniesWith({ Action: '*' }), 'ses:SendEmail', '*')).toBe(true)
  expect(isDenied(deniesWith({ Action: '*', Resource: 'arn:aws:ses:*' }), 'ses:SendEmail', '*')).toBe(false)
})

/** @own which permissions an operation needs */
test('one denied permission of several is enough', () => {
  const both = () => ['s3:GetObject', 's3:PutObject'].map(action => ({ action, resource: '*' }))
  expect(() => deniesWith({ Action: 's3:PutObject' }).check(WORKER, both)).toThrow('s3:PutObject')
})

/**
 * @documented IAM User Guide, Policy evaluation logic: "Identity-based policies and resource-based policies
 *   grant permissions to the identities or resources to which they are attached"
 */
test.each([
  ['another role', caller('arn:aws:sts::000000000000:assumed-role/worker2/session')],
  ['a user of that name', caller('arn:aws:iam::000000000000:user/worker')],
  ['a service', { kind: 'service', service: 'sns.amazonaws.com', sourceArn: ORDERS } as const],
])('%s is not denied what the role is', (_, other) => {
  expect(isDenied(deniesWith({ Action: '*' }), 'sqs:SendMessage', ORDERS, other)).toBe(false)
})

/** @own no permission is computed in vain */
test('needed permissions are computed only if the role has a Deny', () => {
  const needed = jest.fn(() => [])
  const denies = deniesWith({ Action: 'sns:*' })
  denies.check(caller('arn:aws:sts::000000000000:assumed-role/other/session'), needed)
  expect(needed).not.toHaveBeenCalled()
  denies.check(WORKER, needed)
  expect(needed).toHaveBeenCalledTimes(1)
})
