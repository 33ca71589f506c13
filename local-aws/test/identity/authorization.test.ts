import { Account } from '../../src/account.ts'
import { SteppedClock } from '../../src/clock.ts'
import type { Authorization } from '../../src/identity/authorization.ts'
import type { Caller, ServiceCaller } from '../../src/identity/caller.ts'
import { compilePolicy } from '../../src/identity/policies/policy.ts'
import { Random } from '../../src/random.ts'
import { setRolePolicies } from '../role-policies.ts'

const caller = (arn: string): Caller => ({
  kind: 'principal',
  accountId: '000000000000',
  arn,
  userId: 'AROA1:session',
  accessKeyId: 'X',
})
const WORKER_ARN = 'arn:aws:sts::000000000000:assumed-role/worker/session'
const WORKER = caller(WORKER_ARN)
const ORDERS = 'arn:aws:sqs:us-east-1:000000000000:orders'

function isDenied(authorization: Authorization, action: string, resource = ORDERS, by = WORKER): boolean {
  try {
    authorization.check(by, () => [{ action, resource }])
    return false
  } catch {
    return true
  }
}

function deniesWith(statement: object): Authorization {
  const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
  const Statement = { Effect: 'Deny', Resource: '*', ...statement }
  setRolePolicies(account, 'worker', [{ Version: '2012-10-17', Statement }])
  return account.authorization
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
  const authorization = deniesWith({ Action: 'sns:*' })
  authorization.check(caller('arn:aws:sts::000000000000:assumed-role/other/session'), needed)
  expect(needed).not.toHaveBeenCalled()
  authorization.check(WORKER, needed)
  expect(needed).toHaveBeenCalledTimes(1)
})

/** The epoch, which the clock of the account shows. */
const NOW = '1970-01-01T00:00:00Z'

/**
 * @documented IAM User Guide, AWS global condition context keys: the keys of requests by the session of a role
 */
test.each<[string, object, boolean]>([
  ['its role', { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::000000000000:role/worker' } }, true],
  ['its session', { ArnEquals: { 'aws:PrincipalArn': WORKER_ARN } }, false],
  ['its account', { StringEquals: { 'aws:PrincipalAccount': '000000000000' } }, true],
  ['its kind', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }, true],
  ['its id', { StringLike: { 'aws:userid': 'AROA1:*' } }, true],
  ['a name of users', { Null: { 'aws:username': 'true' } }, true],
  ['TLS', { Bool: { 'aws:SecureTransport': 'false' } }, false],
  ['the region', { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } }, false],
  ['another region', { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, true],
  ['the time', { DateLessThanEquals: { 'aws:CurrentTime': NOW } }, true],
  ['a time before', { DateLessThan: { 'aws:CurrentTime': NOW } }, false],
  ['the seconds', { NumericLessThan: { 'aws:EpochTime': '1' } }, true],
  ['MFA', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, true],
  ['an organization', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }, true],
  ['a source', { StringEquals: { 'aws:SourceAccount': '000000000000' } }, false],
  ['an AWS service', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }, true],
])('a Deny with a condition about %s', (_, Condition, denied) => {
  expect(isDenied(deniesWith({ Action: '*', Condition }), 'sqs:SendMessage')).toBe(denied)
})

/** @documented IAM User Guide, AWS global condition context keys, aws:CurrentTime: "This key is always included in the request context." */
test('a Deny until a time ends by the clock of the account', async () => {
  const clock = new SteppedClock(0)
  const account = new Account('us-east-1', clock, new Random(1))
  const Condition = { DateLessThan: { 'aws:CurrentTime': '1970-01-01T01:00:00Z' } }
  const Statement = { Effect: 'Deny', Action: '*', Resource: '*', Condition }
  setRolePolicies(account, 'worker', [{ Statement }])
  expect(isDenied(account.authorization, 'sqs:SendMessage')).toBe(true)
  await clock.advanceBy({ hours: 1 })
  expect(isDenied(account.authorization, 'sqs:SendMessage')).toBe(false)
})

/** @documented IAM User Guide, IAM policy elements: Variables and tags: a variable stands for a value of the request */
test('a Deny with a policy variable', () => {
  const Resource = 'arn:aws:sqs:${aws:RequestedRegion}:${aws:PrincipalAccount}:orders'
  expect(isDenied(deniesWith({ Action: '*', Resource }), 'sqs:SendMessage')).toBe(true)
  expect(isDenied(deniesWith({ Action: '*', Resource }), 'sqs:SendMessage', `${ORDERS}-dlq`)).toBe(false)
})

/** @documented IAM User Guide, Permissions boundaries for IAM entities: an explicit deny in a boundary overrides the allow */
test('a Deny of the permissions boundary', () => {
  const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
  const Statement = { Effect: 'Deny', Action: 'sqs:*', Resource: '*' }
  const boundary = compilePolicy({ Statement }, { name: 'boundary', kind: 'identity' })
  const arn = 'arn:aws:iam::000000000000:role/worker'
  account.authorization.setRole('worker', { arn, identity: [], boundary })
  const needed = () => [{ action: 'sqs:SendMessage', resource: ORDERS }]
  expect(() => account.authorization.check(WORKER, needed)).toThrow(
    `on resource: ${ORDERS} with an explicit deny in a permissions boundary`,
  )
})

describe('a request that only the policy of the resource decides', () => {
  const TOPIC = 'arn:aws:sns:us-east-1:000000000000:news'
  const sns = { kind: 'service', service: 'sns.amazonaws.com', sourceArn: TOPIC } as const
  const { authorization } = new Account('us-east-1', new SteppedClock(0), new Random(1))

  function allows(caller: ServiceCaller | undefined, statement: object): boolean {
    const Statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: ORDERS, ...statement }
    const policy = compilePolicy({ Version: '2012-10-17', Statement }, { name: ORDERS, kind: 'resource' })
    return authorization.allows(policy, { caller, action: 'sqs:SendMessage', resource: ORDERS })
  }

  /** @documented IAM User Guide, AWS global condition context keys: the keys of requests by AWS services */
  test.each<[string, object, boolean]>([
    ['its source', { ArnLike: { 'AWS:SourceArn': 'arn:aws:sns:*:*:news' } }, true],
    ['another source', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:news2' } }, false],
    ['its account', { StringEquals: { 'aws:SourceAccount': '000000000000' } }, true],
    ['its owner', { StringEquals: { 'AWS:SourceOwner': '000000000000' } }, true],
    ['its name', { StringEquals: { 'aws:PrincipalServiceName': 'sns.amazonaws.com' } }, true],
    [
      'its names',
      { 'ForAnyValue:StringEquals': { 'aws:PrincipalServiceNamesList': ['s3.amazonaws.com'] } },
      false,
    ],
    ['AWS services', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }, true],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }, true],
    ['the time', { DateGreaterThan: { 'aws:CurrentTime': NOW } }, false],
    ['an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, false],
  ])('of a service is allowed by a condition about %s, or not', (_, Condition, allowed) => {
    expect(allows(sns, { Condition })).toBe(allowed)
  })

  /** @documented IAM User Guide, AWS global condition context keys, aws:CurrentTime: "This key is always included in the request context." */
  test('of a service is decided anew where the time counts', async () => {
    const clock = new SteppedClock(0)
    const account = new Account('us-east-1', clock, new Random(1))
    const Condition = { DateLessThan: { 'aws:CurrentTime': '1970-01-01T01:00:00Z' } }
    const Statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: ORDERS, Condition }
    const policy = compilePolicy({ Statement }, { name: ORDERS, kind: 'resource' })
    const request = { caller: sns, action: 'sqs:SendMessage', resource: ORDERS }
    expect(account.authorization.allows(policy, request)).toBe(true)
    await clock.advanceBy({ hours: 1 })
    expect(account.authorization.allows(policy, request)).toBe(false)
  })

  /** @own decisions that are kept */
  test('of a service is decided by its action and resource, whatever was asked before', () => {
    const Statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: ORDERS }
    const policy = compilePolicy({ Statement }, { name: ORDERS, kind: 'resource' })
    const ask = (action: string, resource: string) =>
      authorization.allows(policy, { caller: sns, action, resource })
    expect(ask('sqs:SendMessage', ORDERS)).toBe(true)
    expect(ask('sqs:ReceiveMessage', ORDERS)).toBe(false)
    expect(ask('sqs:SendMessage', ORDERS)).toBe(true)
    expect(ask('sqs:SendMessage', `${ORDERS}2`)).toBe(false)
  })

  /** @documented IAM User Guide, AWS JSON policy elements: Principal: everyone, anonymous callers among them */
  test('of nobody is allowed by a statement for everyone alone', () => {
    expect(allows(undefined, {})).toBe(true)
    expect(allows(undefined, { Principal: { Service: 'sns.amazonaws.com' } })).toBe(false)
    expect(allows(undefined, { Condition: { Null: { 'aws:SourceArn': 'false' } } })).toBe(false)
  })
})
