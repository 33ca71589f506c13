import { type ApplicablePolicies, decide } from '../../../src/identity/policies/decide.ts'
import { compilePolicy, type PolicyKind } from '../../../src/identity/policies/policy.ts'
import { PolicyError } from '../../../src/identity/policies/policy-error.ts'
import type { ContextKeys, Principal } from '../../../src/identity/policies/request.ts'

const ACCOUNT = '111122223333'
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/buyer`
const SESSION_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/buyer/session`
const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/ada`
const ROOT = `arn:aws:iam::${ACCOUNT}:root`

const ROLE: Principal = { kind: 'role', arn: ROLE_ARN, sessionArn: SESSION_ARN, accountId: ACCOUNT }
const USER: Principal = { kind: 'user', arn: USER_ARN, accountId: ACCOUNT }
const SNS: Principal = { kind: 'service', name: 'sns.amazonaws.com' }
const ANYBODY: Principal = { kind: 'anonymous' }

const ALLOW = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE }
const DENY = { ...ALLOW, Effect: 'Deny' }

const policy = (kind: PolicyKind, ...Statement: object[]) =>
  compilePolicy({ Version: '2012-10-17', Statement }, { name: 'a policy', kind })
const identity = (...statements: object[]) => policy('identity', ...statements)
const resource = (...statements: object[]) => policy('resource', ...statements)

function isAllowed(
  principal: Principal,
  policies: ApplicablePolicies,
  { action = 'sqs:SendMessage', arn = QUEUE, keys = {} as ContextKeys } = {},
): boolean {
  return decide({ principal, action, resource: arn, keys }, policies).allowed
}

/**
 * @documented IAM User Guide, Policy evaluation for requests within a single account: an explicit deny overrides every
 *   allow; without an allow of the identity or of the resource, a request is denied
 */
describe('a request inside one account', () => {
  test.each<[string, Principal, ApplicablePolicies, boolean]>([
    ['no policy', ROLE, {}, false],
    ['an allow of the role', ROLE, { identity: [identity(ALLOW)] }, true],
    [
      'an allow of another of its policies',
      ROLE,
      { identity: [identity({ ...ALLOW, Action: 'sns:*' }), identity(ALLOW)] },
      true,
    ],
    ['an allow and a deny of the role', ROLE, { identity: [identity(ALLOW), identity(DENY)] }, false],
    [
      'an allow of the role, a deny of the queue',
      ROLE,
      { identity: [identity(ALLOW)], resource: resource({ ...DENY, Principal: '*' }) },
      false,
    ],
    [
      'an allow of the queue for the role, a deny of the role',
      ROLE,
      { identity: [identity(DENY)], resource: resource({ ...ALLOW, Principal: { AWS: ROLE_ARN } }) },
      false,
    ],
    [
      'an allow of the queue for the role alone',
      ROLE,
      { resource: resource({ ...ALLOW, Principal: { AWS: ROLE_ARN } }) },
      true,
    ],
    [
      'an allow of the queue for the session alone',
      ROLE,
      { resource: resource({ ...ALLOW, Principal: { AWS: SESSION_ARN } }) },
      true,
    ],
    ['an allow of the queue for everyone', ROLE, { resource: resource({ ...ALLOW, Principal: '*' }) }, true],
    [
      'an allow of the queue for everyone, as AWS',
      ROLE,
      { resource: resource({ ...ALLOW, Principal: { AWS: '*' } }) },
      true,
    ],
    [
      'an allow of the queue for the account only delegates',
      ROLE,
      { resource: resource({ ...ALLOW, Principal: { AWS: ROOT } }) },
      false,
    ],
    [
      'the same with an allow of the role',
      ROLE,
      { identity: [identity(ALLOW)], resource: resource({ ...ALLOW, Principal: { AWS: ACCOUNT } }) },
      true,
    ],
    [
      'an allow of the queue for another role',
      ROLE,
      { resource: resource({ ...ALLOW, Principal: { AWS: `${ROLE_ARN}s` } }) },
      false,
    ],
    [
      'an allow of the queue for another session',
      ROLE,
      { resource: resource({ ...ALLOW, Principal: { AWS: `${SESSION_ARN}s` } }) },
      false,
    ],
    [
      'an allow of the queue for another account',
      ROLE,
      { resource: resource({ ...ALLOW, Principal: { AWS: '999999999999' } }) },
      false,
    ],
    [
      'an allow of the queue for a service',
      ROLE,
      { resource: resource({ ...ALLOW, Principal: { Service: 'sns.amazonaws.com' } }) },
      false,
    ],
    [
      'an allow of the queue for the user',
      USER,
      { resource: resource({ ...ALLOW, Principal: { AWS: USER_ARN } }) },
      true,
    ],
    [
      'an allow of the queue for another user',
      USER,
      { resource: resource({ ...ALLOW, Principal: { AWS: `${USER_ARN}2` } }) },
      false,
    ],
    [
      'a service that the queue allows',
      SNS,
      { resource: resource({ ...ALLOW, Principal: { Service: 'sns.amazonaws.com' } }) },
      true,
    ],
    [
      'a service, and the queue allows another',
      SNS,
      { resource: resource({ ...ALLOW, Principal: { Service: 's3.amazonaws.com' } }) },
      false,
    ],
    [
      'a service, and the queue allows everyone',
      SNS,
      { resource: resource({ ...ALLOW, Principal: '*' }) },
      true,
    ],
    [
      'a service, and the queue allows the account',
      SNS,
      { resource: resource({ ...ALLOW, Principal: { AWS: ROOT } }) },
      false,
    ],
    [
      'a service that the queue denies',
      SNS,
      {
        resource: resource(
          { ...ALLOW, Principal: '*' },
          { ...DENY, Principal: { Service: 'sns.amazonaws.com' } },
        ),
      },
      false,
    ],
    [
      'nobody in particular, and the queue allows everyone',
      ANYBODY,
      { resource: resource({ ...ALLOW, Principal: '*' }) },
      true,
    ],
    [
      'nobody in particular, and the queue allows the account',
      ANYBODY,
      { resource: resource({ ...ALLOW, Principal: { AWS: ROOT } }) },
      false,
    ],
    ['nobody in particular, and no policy', ANYBODY, {}, false],
  ])('%s', (_, principal, policies, expected) => {
    expect(isAllowed(principal, policies)).toBe(expected)
  })
})

/** @documented IAM User Guide, Permissions boundaries for IAM entities: a boundary limits what policies of the identity, and of resources that name the role, allow */
describe('a permissions boundary', () => {
  const boundary = identity({ Effect: 'Allow', Action: 's3:*', Resource: '*' })
  const wide = identity({ Effect: 'Allow', Action: 'sqs:*', Resource: '*' })

  test('limits what policies of the identity allow', () => {
    expect(isAllowed(ROLE, { identity: [identity(ALLOW)], boundary })).toBe(false)
    expect(isAllowed(ROLE, { identity: [identity(ALLOW)], boundary: wide })).toBe(true)
    expect(isAllowed(ROLE, { identity: [], boundary: wide })).toBe(false)
  })

  test('limits what a resource allows the role, and not what it allows the session or a user', () => {
    const to = (AWS: string) => ({ boundary, resource: resource({ ...ALLOW, Principal: { AWS } }) })
    expect(isAllowed(ROLE, to(ROLE_ARN))).toBe(false)
    expect(isAllowed(ROLE, to(SESSION_ARN))).toBe(true)
    expect(isAllowed(USER, to(USER_ARN))).toBe(true)
    const everyone = resource({ ...ALLOW, Principal: '*' })
    expect(isAllowed(ROLE, { boundary, resource: everyone })).toBe(true)
  })

  test('denies', () => {
    const denying = identity({ Effect: 'Allow', Action: '*', Resource: '*' }, DENY)
    expect(isAllowed(ROLE, { identity: [identity(ALLOW)], boundary: denying })).toBe(false)
    const direct = resource({ ...ALLOW, Principal: { AWS: SESSION_ARN } })
    expect(isAllowed(ROLE, { boundary: denying, resource: direct })).toBe(false)
  })
})

/** @documented KMS Developer Guide, Key policies: "No AWS principal, including the account root user or key creator, has any permissions to a KMS key unless they are explicitly allowed, and never denied, in a key policy, IAM policy, or grant." */
describe('where the policy of the resource decides first', () => {
  const first = (...statements: object[]) => ({ resource: resource(...statements), resourceDecides: true })
  const identities = [identity(ALLOW)]

  test.each<[string, ApplicablePolicies, boolean]>([
    ['the identity alone', { identity: identities, resourceDecides: true }, false],
    [
      'the identity, and a policy that names another',
      { identity: identities, ...first({ ...ALLOW, Principal: { AWS: USER_ARN } }) },
      false,
    ],
    [
      'the account, and the identity',
      { identity: identities, ...first({ ...ALLOW, Principal: { AWS: ROOT } }) },
      true,
    ],
    ['the account, and no identity policy', first({ ...ALLOW, Principal: { AWS: ROOT } }), false],
    ['the role, and no identity policy', first({ ...ALLOW, Principal: { AWS: ROLE_ARN } }), true],
  ])('%s', (_, policies, expected) => {
    expect(isAllowed(ROLE, policies)).toBe(expected)
  })
})

/**
 * @documented IAM User Guide, IAM JSON policy element reference: what Action, Resource, their opposites, Condition and
 *   NotPrincipal match
 */
describe('elements', () => {
  const allows = (statement: object, request = {}, principal = ROLE) =>
    isAllowed(
      principal,
      { identity: [identity({ Effect: 'Allow', Action: '*', Resource: '*', ...statement })] },
      request,
    )

  test.each([
    ['sqs:SendMessage', true],
    ['SQS:sendmessage', true],
    ['sqs:Send*', true],
    ['sqs:*', true],
    ['*', true],
    ['sqs:SendMessag?', true],
    ['sqs:SendMessage?', false],
    ['sns:SendMessage', false],
    [['sns:Publish', 'sqs:SendMessage'], true],
  ])('Action %j: %p', (Action, expected) => {
    expect(allows({ Action })).toBe(expected)
  })

  test.each([
    [QUEUE, true],
    [`${QUEUE}*`, true],
    ['arn:aws:sqs:*:*:orders', true],
    ['arn:aws:sqs:*', true],
    [QUEUE.toUpperCase().replace('ARN', 'arn'), false],
    [`${QUEUE}-dlq`, false],
    [['arn:aws:sqs:*:*:other', QUEUE], true],
  ])('Resource %j: %p', (Resource, expected) => {
    expect(allows({ Resource })).toBe(expected)
  })

  test('NotAction and NotResource mean all others', () => {
    expect(allows({ Action: undefined, NotAction: 'sqs:*' })).toBe(false)
    expect(allows({ Action: undefined, NotAction: ['sns:*', 's3:*'] })).toBe(true)
    expect(allows({ Resource: undefined, NotResource: QUEUE })).toBe(false)
    expect(allows({ Resource: undefined, NotResource: 'arn:aws:sqs:*:*:other' })).toBe(true)
  })

  test('a policy variable in Resource', () => {
    const Resource = 'arn:aws:sqs:*:*:${aws:PrincipalTag/team}'
    expect(allows({ Resource }, { keys: { 'aws:principaltag/team': 'orders' } })).toBe(true)
    expect(allows({ Resource }, { keys: { 'aws:principaltag/team': 'others' } })).toBe(false)
    expect(allows({ Resource }, { keys: { 'aws:principaltag/team': '*' } })).toBe(false)
    expect(allows({ Resource })).toBe(false)
  })

  test('a condition that is not met: neither allows nor denies', () => {
    const Condition = { StringEquals: { 'aws:SourceAccount': ACCOUNT } }
    const denying = identity(ALLOW, { ...DENY, Condition })
    expect(isAllowed(ROLE, { identity: [denying] }, { keys: { 'aws:sourceaccount': ACCOUNT } })).toBe(false)
    expect(isAllowed(ROLE, { identity: [denying] })).toBe(true)
    expect(allows({ Condition })).toBe(false)
  })

  test('NotPrincipal exempts who is named as the session, the role and the account', () => {
    const denies = (principal: Principal, AWS: string[]) =>
      !isAllowed(principal, {
        identity: [identity(ALLOW)],
        resource: resource({ ...DENY, NotPrincipal: { AWS } }),
      })
    expect(denies(ROLE, [SESSION_ARN, ROLE_ARN, ROOT])).toBe(false)
    expect(denies(ROLE, [ROLE_ARN, ROOT])).toBe(true)
    expect(denies(ROLE, [ROOT])).toBe(true)
    expect(denies(USER, [USER_ARN, ROOT])).toBe(false)
    expect(denies(USER, [SESSION_ARN, ROLE_ARN, ROOT])).toBe(true)
  })

  test('"The NotPrincipal element with a Deny effect will always deny any IAM principal that has a permissions boundary policy attached"', () => {
    const policies = {
      identity: [identity(ALLOW)],
      boundary: identity(ALLOW),
      resource: resource({ ...DENY, NotPrincipal: { AWS: [SESSION_ARN, ROLE_ARN, ROOT] } }),
    }
    expect(isAllowed(ROLE, policies)).toBe(true)
    expect(isAllowed({ ...ROLE, bounded: true }, policies)).toBe(false)
  })

  test('NotPrincipal exempts a service by its name', () => {
    const statements = [
      { ...ALLOW, Principal: '*' },
      { ...DENY, NotPrincipal: { Service: 'sns.amazonaws.com' } },
    ]
    expect(isAllowed(SNS, { resource: resource(...statements) })).toBe(true)
    expect(
      isAllowed({ kind: 'service', name: 's3.amazonaws.com' }, { resource: resource(...statements) }),
    ).toBe(false)
  })

  test('a trust policy has no Resource', () => {
    const trust = policy('trust', { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: USER_ARN } })
    const request = { action: 'sts:AssumeRole', arn: ROLE_ARN }
    expect(isAllowed(USER, { resource: trust, resourceDecides: true }, request)).toBe(true)
    expect(isAllowed(ROLE, { resource: trust, resourceDecides: true }, request)).toBe(false)
  })
})

/** @own decisions say which statements decided */
describe('what a decision names', () => {
  const request = { principal: ROLE, action: 'sqs:SendMessage', resource: QUEUE, keys: {} }

  test('all statements that allow, with the patterns that matched', () => {
    const policies = {
      identity: [
        identity({ ...ALLOW, Sid: 'Send', Action: ['sns:*', 'sqs:Send*'] }),
        identity({ ...ALLOW, Resource: ['*'] }),
      ],
    }
    const { allowed, by } = decide(request, policies)
    expect(allowed).toBe(true)
    expect([by].flat()).toMatchObject([
      { statement: { sid: 'Send', index: 0 }, action: 'sqs:Send*', resource: QUEUE },
      { statement: { sid: undefined, index: 0 }, action: 'sqs:SendMessage', resource: '*' },
    ])
  })

  test('the statement that denies, and where', () => {
    const policies = {
      identity: [identity(ALLOW)],
      resource: resource({ ...ALLOW, Principal: '*' }, { ...DENY, Sid: 'No', Principal: '*' }),
    }
    expect(decide(request, policies)).toMatchObject({
      allowed: false,
      where: 'resource',
      by: { statement: { sid: 'No', index: 1 } },
    })
  })

  test.each<[string, ApplicablePolicies, string]>([
    ['no identity policy', {}, 'identity'],
    [
      'the boundary',
      { identity: [identity(ALLOW)], boundary: identity({ ...ALLOW, Action: 's3:*' }) },
      'boundary',
    ],
    ['no resource policy', { identity: [identity(ALLOW)], resourceDecides: true }, 'resource'],
  ])('where an allow is missing: %s', (_, policies, where) => {
    expect(decide(request, policies)).toEqual({ allowed: false, by: undefined, where })
  })
})

/** @own what a policy says and nobody here could decide is refused */
describe('a policy that is refused', () => {
  const of = (kind: PolicyKind, statement: object) => () => policy(kind, statement)

  test.each<[() => unknown, string]>([
    [() => compilePolicy('{}', { name: 'p', kind: 'identity' }), 'A policy is a JSON object'],
    [
      () => compilePolicy({ Version: '2020-01-01', Statement: [ALLOW] }, { name: 'p', kind: 'identity' }),
      '"2020-01-01"',
    ],
    [() => compilePolicy({ Statement: [] }, { name: 'p', kind: 'identity' }), 'at least one Statement'],
    [() => compilePolicy({ Statement: [ALLOW], Rules: [] }, { name: 'p', kind: 'identity' }), '"Rules"'],
    [
      () => compilePolicy({ Statement: ['Allow'] }, { name: 'p', kind: 'identity' }),
      'A statement is a JSON object',
    ],
    [of('identity', { ...ALLOW, Effect: 'allow' }), '"allow"'],
    [of('identity', { ...ALLOW, Conditions: {} }), '"Conditions"'],
    [of('identity', { ...ALLOW, Principal: '*' }), 'should not specify a principal'],
    [of('identity', { ...ALLOW, Action: 'SendMessage' }), '"SendMessage"'],
    [of('identity', { ...ALLOW, Action: [] }), 'either Action or NotAction'],
    [of('identity', { ...ALLOW, NotAction: 'sqs:*' }), 'either Action or NotAction'],
    [of('identity', { ...ALLOW, Resource: undefined }), 'either Resource or NotResource'],
    [of('identity', { ...ALLOW, Resource: 'orders' }), '"orders" must be in ARN format'],
    [of('identity', { ...ALLOW, Condition: { StringIs: { k: 'a' } } }), '"StringIs"'],
    [of('resource', ALLOW), 'either Principal or NotPrincipal'],
    [of('resource', { ...ALLOW, Principal: 'sns.amazonaws.com' }), '"sns.amazonaws.com"'],
    [of('resource', { ...ALLOW, Principal: { AWS: 'ada' } }), '"ada"'],
    [of('resource', { ...ALLOW, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/*` } }), 'Invalid principal'],
    [of('resource', { ...ALLOW, Principal: { CanonicalUser: '79a59d' } }), '"CanonicalUser"'],
    [of('resource', { ...ALLOW, Principal: {} }), 'at least one'],
    [of('resource', { ...ALLOW, NotPrincipal: '*' }), 'NotPrincipal with Allow'],
    [of('trust', { ...ALLOW, Principal: '*' }), 'prohibited field Resource'],
  ])('%#: %s', (make, message) => {
    expect(make).toThrow(PolicyError)
    expect(make).toThrow(message)
  })
})
