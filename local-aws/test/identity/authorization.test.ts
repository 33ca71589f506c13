import { Account } from '../../src/account.ts'
import { SteppedClock } from '../../src/clock.ts'
import type { Authorization } from '../../src/identity/authorization.ts'
import type { Caller } from '../../src/identity/caller.ts'
import { compilePolicy } from '../../src/identity/policies/policy.ts'
import { Random } from '../../src/random.ts'
import { administratorRole, setRolePolicies } from '../role-policies.ts'
import { TRUST } from '../trust-policy.ts'

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
    authorization.check(by, [{ action, resource }])
    return false
  } catch {
    return true
  }
}

function deniesWith(statement: object): Authorization {
  const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
  administratorRole(account, 'worker', { Resource: '*', ...statement })
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
  const both = ['s3:GetObject', 's3:PutObject'].map(action => ({ action, resource: '*' }))
  expect(() => deniesWith({ Action: 's3:PutObject' }).check(WORKER, both)).toThrow('s3:PutObject')
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
  administratorRole(account, 'worker', { Action: '*', Resource: '*', Condition })
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

/** A role whose permissions boundary has one statement; it may do everything else that it is granted. */
function bounded(statement: object): Authorization {
  const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
  const compile = (Statement: object) => compilePolicy({ Statement }, { name: 'x', kind: 'identity' })
  account.authorization.setRole('worker', {
    ...{ arn: 'arn:aws:iam::000000000000:role/worker', id: 'AROA1', maxSessionSeconds: 3600 },
    trust: compilePolicy(TRUST, { name: 'worker', kind: 'trust' }),
    identity: [compile({ Effect: 'Allow', Action: '*', Resource: '*' })],
    boundary: compile({ Resource: '*', ...statement }),
  })
  return account.authorization
}

/**
 * @documented IAM User Guide, Permissions boundaries for IAM entities: an explicit deny in a boundary overrides the
 *   allow, and what it does not allow is denied
 */
test.each([
  [{ Effect: 'Deny', Action: 'sqs:*' }, 'with an explicit deny in a permissions boundary'],
  [{ Effect: 'Allow', Action: 'sns:*' }, 'because no permissions boundary allows the sqs:sendmessage action'],
])('the permissions boundary %j denies', (statement, reason) => {
  const needed = [{ action: 'sqs:SendMessage', resource: ORDERS }]
  expect(() => bounded(statement).check(WORKER, needed)).toThrow(`on resource: ${ORDERS} ${reason}`)
})

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:news'
const SNS = { kind: 'service', service: 'sns.amazonaws.com', sourceArn: TOPIC } as const
const ADA = caller('arn:aws:iam::000000000000:user/ada')
const ALLOW = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' }

/** The policies of the role `worker`, and of the queue. */
interface Given {
  role?: object[]
  queue?: object
  /** Whether the queue's policy decides as that of a key does. */
  decide?: boolean
}

function given({ role, queue, decide }: Given): Authorization {
  const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
  if (role)
    setRolePolicies(
      account,
      'worker',
      role.map(Statement => ({ Statement })),
    )
  const Statement = { Effect: 'Allow', Action: 'sqs:*', Resource: ORDERS, ...queue }
  const policy =
    queue && compilePolicy({ Version: '2012-10-17', Statement }, { name: ORDERS, kind: 'resource' })
  account.authorization.setResourcePolicies('sqs', {
    policyOf: arn => (arn === ORDERS ? policy : undefined),
    decide,
  })
  return account.authorization
}

const ACCOUNT = { AWS: 'arn:aws:iam::000000000000:root' }
const ROLE = { AWS: 'arn:aws:iam::000000000000:role/worker' }

/**
 * @documented IAM User Guide, Policy evaluation logic: within an account, an identity-based or a resource-based policy
 *   must allow a request and none may deny it; key policies and trust policies must name the principal or its account
 */
test.each<[string, Given, Caller | undefined, boolean]>([
  ['a user is an administrator', {}, ADA, true],
  ['a user is denied what the queue denies', { queue: { Effect: 'Deny', Principal: '*' } }, ADA, false],
  ['a user is denied what a deciding policy does not give', { decide: true }, ADA, false],
  [
    'a user may what a deciding policy gives the account',
    { decide: true, queue: { Principal: ACCOUNT } },
    ADA,
    true,
  ],
  ['a role without policies', { role: [] }, WORKER, false],
  ['a role that is missing', {}, WORKER, false],
  ['a role that is allowed', { role: [ALLOW] }, WORKER, true],
  ['a role that is allowed something else', { role: [{ ...ALLOW, Action: 'sns:*' }] }, WORKER, false],
  ['a role that is allowed another queue', { role: [{ ...ALLOW, Resource: `${ORDERS}2` }] }, WORKER, false],
  ['a role that is allowed and denied', { role: [ALLOW, { ...ALLOW, Effect: 'Deny' }] }, WORKER, false],
  ['a role that the queue allows', { role: [], queue: { Principal: ROLE } }, WORKER, true],
  ['a session that the queue allows', { role: [], queue: { Principal: { AWS: WORKER_ARN } } }, WORKER, true],
  ['a role whose account the queue allows', { role: [], queue: { Principal: ACCOUNT } }, WORKER, false],
  [
    'a role that the queue denies',
    { role: [ALLOW], queue: { Effect: 'Deny', Principal: ROLE } },
    WORKER,
    false,
  ],
  ['a role without a deciding policy', { decide: true, role: [ALLOW] }, WORKER, false],
  [
    'a role whose account decides',
    { decide: true, role: [ALLOW], queue: { Principal: ACCOUNT } },
    WORKER,
    true,
  ],
  ['a role of the account alone', { decide: true, role: [], queue: { Principal: ACCOUNT } }, WORKER, false],
  [
    'a role that a deciding policy names',
    { decide: true, role: [], queue: { Principal: ROLE } },
    WORKER,
    true,
  ],
  ['a service without a policy', {}, SNS, false],
  ['a service of the policy', { queue: { Principal: { Service: 'sns.amazonaws.com' } } }, SNS, true],
  ['another service', { queue: { Principal: { Service: 's3.amazonaws.com' } } }, SNS, false],
  ['a service is not its account', { queue: { Principal: ACCOUNT } }, SNS, false],
  ['a service among everyone', { queue: { Principal: '*' } }, SNS, true],
  ['nobody without a policy', {}, undefined, false],
  ['nobody among everyone', { queue: { Principal: '*' } }, undefined, true],
  ['nobody is not the account', { queue: { Principal: ACCOUNT } }, undefined, false],
])('%s', (_, policies, by, allowed) => {
  expect(given(policies).allows(by, { action: 'sqs:SendMessage', resource: ORDERS })).toBe(allowed)
})

/** @own roles are known by their names, which are unique */
test('a role that is deleted may do nothing, and what is granted later counts at once', () => {
  const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
  const may = () => account.authorization.allows(WORKER, { action: 'sqs:SendMessage', resource: ORDERS })
  administratorRole(account, 'worker')
  expect(may()).toBe(true)
  account.authorization.deleteRole('worker')
  expect(may()).toBe(false)
  setRolePolicies(account, 'worker', [{ Statement: ALLOW }])
  expect(may()).toBe(true)
})

/**
 * @documented IAM User Guide, Troubleshoot access denied error messages: the caller, the action, the resource, and the
 *   type of the policy that lacks an Allow
 */
test.each<[string, string, string, number]>([
  [
    'dynamodb:GetItem',
    'AccessDeniedException',
    'dynamodb:GetItem on resource: r because no identity-based policy allows the dynamodb:GetItem action',
    400,
  ],
  [
    'sqs:SendMessage',
    'AccessDeniedException',
    'sqs:sendmessage on resource: r because no identity-based policy allows the sqs:sendmessage action',
    403,
  ],
  [
    'sns:Publish',
    'AuthorizationErrorException',
    'SNS:Publish on resource: r because no identity-based policy allows the SNS:Publish action',
    403,
  ],
  [
    's3:GetObject',
    'AccessDenied',
    's3:GetObject on resource: "r" because no identity-based policy allows the s3:GetObject action',
    403,
  ],
  [
    'lambda:InvokeFunction',
    'AccessDeniedException',
    'lambda:InvokeFunction on resource: r because no identity-based policy allows the lambda:InvokeFunction action',
    403,
  ],
  ['sts:AssumeRole', 'AccessDenied', 'sts:AssumeRole on resource: r', 403],
])('without an Allow of %s, the service answers %s', (action, code, reason, statusCode) => {
  const { authorization } = new Account('us-east-1', new SteppedClock(0), new Random(1))
  const message = `User: ${WORKER_ARN} is not authorized to perform: ${reason}`
  const denied = expect.objectContaining({ code, message, statusCode })
  expect(() => authorization.check(WORKER, [{ action, resource: 'r' }])).toThrow(denied)
})

/**
 * @documented IAM User Guide, Troubleshoot access denied error messages: the form of messages; CloudWatch and X-Ray name
 *   no resource where an action has none (quoted in github-aws-runners/terraform-aws-github-runner#3067)
 */
test.each(['cloudwatch:PutMetricData', 'xray:PutTraceSegments'])(
  '%s is denied without a resource',
  action => {
    const { authorization } = new Account('us-east-1', new SteppedClock(0), new Random(1))
    const message = `User: ${WORKER_ARN} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`
    const denied = expect.objectContaining({ message })
    expect(() => authorization.check(WORKER, [{ action, resource: '*' }])).toThrow(denied)
  },
)

/**
 * @documented SES Developer Guide, Identity and access management: a mail needs ses:SendEmail on its identity (the message
 *   is quoted in medplum/medplum#10102)
 */
test('a mail is denied in the words of SES', () => {
  const { authorization } = new Account('us-east-1', new SteppedClock(0), new Random(1))
  const message = `User \`${WORKER_ARN}' is not authorized to perform \`ses:SendEmail' on resource \`r'`
  const denied = expect.objectContaining({ code: 'AccessDeniedException', message, statusCode: 403 })
  expect(() => authorization.check(WORKER, [{ action: 'ses:SendEmail', resource: 'r' }])).toThrow(denied)
})

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
])('a service is allowed by a condition about %s, or not', (_, Condition, allowed) => {
  const authorization = given({ queue: { Principal: '*', Condition } })
  expect(authorization.allows(SNS, { action: 'sqs:SendMessage', resource: ORDERS })).toBe(allowed)
})

/** @own the keys of one request, beside those of every request of its caller */
test('a condition about a key of the request', () => {
  const Condition = { StringEquals: { 'sns:Protocol': 'https' } }
  const authorization = given({ role: [{ ...ALLOW, Condition }] })
  const permission = { action: 'sqs:SendMessage', resource: ORDERS }
  expect(authorization.allows(WORKER, { ...permission, keys: { 'sns:protocol': 'https' } })).toBe(true)
  expect(authorization.allows(WORKER, { ...permission, keys: { 'sns:protocol': 'sms' } })).toBe(false)
  expect(authorization.allows(WORKER, permission)).toBe(false)
})

/** @documented IAM User Guide, AWS global condition context keys, aws:CurrentTime: "This key is always included in the request context." */
test('a service is decided anew where the time counts', async () => {
  const clock = new SteppedClock(0)
  const account = new Account('us-east-1', clock, new Random(1))
  const Condition = { DateLessThan: { 'aws:CurrentTime': '1970-01-01T01:00:00Z' } }
  const Statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: ORDERS, Condition }
  const policy = compilePolicy({ Statement }, { name: ORDERS, kind: 'resource' })
  account.authorization.setResourcePolicies('sqs', { policyOf: () => policy })
  const request = { action: 'sqs:SendMessage', resource: ORDERS }
  expect(account.authorization.allows(SNS, request)).toBe(true)
  await clock.advanceBy({ hours: 1 })
  expect(account.authorization.allows(SNS, request)).toBe(false)
})

/** @documented IAM User Guide, AWS JSON policy elements: Principal: everyone, anonymous callers among them */
test('the condition keys of services are not those of nobody', () => {
  const Condition = { Null: { 'aws:SourceArn': 'false' } }
  const authorization = given({ queue: { Principal: '*', Condition } })
  expect(authorization.allows(undefined, { action: 'sqs:SendMessage', resource: ORDERS })).toBe(false)
})

describe('what was allowed before', () => {
  const SEND = { action: 'sqs:SendMessage', resource: ORDERS }
  const allow = (more: object = {}) => ({ Effect: 'Allow', Action: 'sqs:*', Resource: '*', ...more })

  /** @own allowed requests are remembered as long as their policies stay as they are */
  test('is denied once the policy of the role, or that of the resource, says so', () => {
    const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
    const deny = { Statement: { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' } }
    let policy: ReturnType<typeof compilePolicy> | undefined
    account.authorization.setResourcePolicies('sqs', { policyOf: () => policy })
    setRolePolicies(account, 'worker', [{ Statement: allow() }])
    expect(account.authorization.allows(WORKER, SEND)).toBe(true)
    policy = compilePolicy(deny, { name: 'Policy', kind: 'resource' })
    expect(account.authorization.allows(WORKER, SEND)).toBe(false)
    policy = undefined
    expect(account.authorization.allows(WORKER, SEND)).toBe(true)
    setRolePolicies(account, 'worker', [])
    expect(account.authorization.allows(WORKER, SEND)).toBe(false)
  })

  /** @own what a statement asks of each request is asked of each */
  test('is decided anew where a statement asks for a key of the request, or for the time', async () => {
    const clock = new SteppedClock(0)
    const account = new Account('us-east-1', clock, new Random(1))
    const Condition = {
      StringEquals: { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' },
      DateLessThan: { 'aws:CurrentTime': '1970-01-01T01:00:00Z' },
    }
    setRolePolicies(account, 'worker', [{ Statement: allow({ Condition }) }])
    const through = (service: string) => ({
      ...SEND,
      keys: { 'kms:viaservice': `${service}.us-east-1.amazonaws.com` },
    })
    expect(account.authorization.allows(WORKER, through('sqs'))).toBe(true)
    expect(account.authorization.allows(WORKER, through('s3'))).toBe(false)
    expect(account.authorization.allows(WORKER, SEND)).toBe(false)
    await clock.advanceBy({ hours: 1 })
    expect(account.authorization.allows(WORKER, through('sqs'))).toBe(false)
  })

  /** @own what was allowed for some values of keys is not allowed for others */
  test('is denied for other values of the keys that a statement asks for', () => {
    const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
    const Condition = { StringEquals: { 'kms:ViaService': 'sqs' } }
    setRolePolicies(account, 'worker', [{ Statement: allow({ Condition, Resource: ORDERS }) }])
    const allows = (via: string, resource = ORDERS) =>
      account.authorization.allows(WORKER, { ...SEND, resource, keys: { 'kms:viaservice': via } })
    for (const _ of ['at first', 'again']) {
      expect(allows('sqs')).toBe(true)
      expect(allows('s3')).toBe(false)
      expect(allows('sqs', `${ORDERS}-of-others`)).toBe(false)
    }
    expect(account.authorization.allows(WORKER, SEND)).toBe(false)
    setRolePolicies(account, 'worker', [])
    expect(allows('sqs')).toBe(false)
  })

  /** @documented IAM User Guide, Condition operators: "If the key that you specify in a policy condition is not present in the request context, the values do not match […]. If the policy condition requires that the key is not matched, such as StringNotLike or ArnNotLike, and the right key is not present, the condition is true." */
  test('without the keys that a statement asks for, is denied with them', () => {
    const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
    const Condition = { StringNotEquals: { 'kms:ViaService': 's3' } }
    setRolePolicies(account, 'worker', [{ Statement: allow({ Condition }) }])
    for (const keys of [undefined, {}]) {
      expect(account.authorization.allows(WORKER, { ...SEND, keys })).toBe(true)
      expect(account.authorization.allows(WORKER, { ...SEND, keys: { 'kms:viaservice': 's3' } })).toBe(false)
    }
  })

  /** @own each request is in the log of decisions */
  test('is logged each time', () => {
    const account = new Account('us-east-1', new SteppedClock(0), new Random(1))
    setRolePolicies(account, 'worker', [{ Statement: allow() }])
    for (let request = 0; request < 3; request++) account.authorization.check(WORKER, [SEND])
    expect(account.authorization.log.latest()).toHaveLength(3)
  })
})
