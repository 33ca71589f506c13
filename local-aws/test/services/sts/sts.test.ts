import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { compilePolicy } from '../../../src/identity/policies/policy.ts'
import { Sts } from '../../../src/services/sts/sts.ts'
import { Rig } from '../../rig.ts'

const ROLE = 'arn:aws:iam::000000000000:role/team/operator'

const ACCOUNT = { AWS: 'arn:aws:iam::000000000000:root' }

const rig = Rig.stepped()
let client: STSClient

beforeAll(async () => {
  await rig.open([new Sts(rig.account, rig.credentials).api])
  client = new STSClient(rig.client)
  role('operator', { Principal: ACCOUNT }, { arn: ROLE, maxSessionSeconds: 43_200 })
})
afterAll(() => rig.close())

/**
 * Makes a role; gives its ARN.
 *
 * @param trust a statement of its trust policy
 */
function role(
  name: string,
  trust: object,
  {
    arn = `arn:aws:iam::000000000000:role/${name}`,
    maxSessionSeconds = 3600,
    identity = [] as object[],
  } = {},
): string {
  const Statement = { Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }
  rig.account.authorization.setRole(name, {
    ...{ arn, id: `AROA${name.toUpperCase()}`, maxSessionSeconds },
    trust: compilePolicy({ Version: '2012-10-17', Statement }, { name, kind: 'trust' }),
    identity: identity.map(given => compilePolicy({ Statement: given }, { name, kind: 'identity' })),
  })
  return arn
}

const assume = (given: Partial<AssumeRoleCommandInput> = {}, by = client) =>
  by.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'jo', ...given }))

/** A client of a session of the role. */
function sessionOf(roleArn: string): STSClient {
  return new STSClient({ ...rig.client, credentials: rig.credentials.assumeRole(roleArn, 'session') })
}

/**
 * @documented STS API Reference, GetCallerIdentity: "Returns details about the IAM user or role whose
 *   credentials are used to call the operation."
 */
test('GetCallerIdentity returns the signer of the request', async () => {
  expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:user/test',
    UserId: 'test',
  })
})

/** @documented STS API Reference, AssumeRole, DurationSeconds: one hour by default */
test('AssumeRole returns temporary credentials of the role for an hour (AssumeRole: "By default … one hour")', async () => {
  const { Credentials, AssumedRoleUser } = await assume()

  expect(Credentials?.Expiration).toEqual(new Date(rig.clock.now() + 3_600_000))
  expect(AssumedRoleUser).toEqual({
    Arn: 'arn:aws:sts::000000000000:assumed-role/operator/jo',
    AssumedRoleId: 'AROAOPERATOR:jo',
  })
  const assumed = new STSClient({
    ...rig.client,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId as string,
      secretAccessKey: Credentials?.SecretAccessKey as string,
      sessionToken: Credentials?.SessionToken as string,
    },
  })
  expect(await assumed.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: AssumedRoleUser?.Arn,
    UserId: AssumedRoleUser?.AssumedRoleId,
  })
})

/** @documented STS API Reference, AssumeRole: the credentials are valid for DurationSeconds */
test('the credentials are good until they expire', async () => {
  const { Credentials } = await assume({ DurationSeconds: 900 })
  const known = () => rig.credentials.find(Credentials?.AccessKeyId as string)

  await rig.clock.advanceBy({ seconds: 899 })
  expect(known()).toBeDefined()
  await rig.clock.advanceBy({ seconds: 1 })
  expect(known()).toBeUndefined()
})

/**
 * @documented STS API Reference, AssumeRole: the length and pattern of RoleArn and RoleSessionName;
 *   DurationSeconds from 900 to 43,200
 */
test.each([
  { RoleArn: 'operator' },
  { RoleSessionName: 'j' },
  { RoleSessionName: 'jo/doe' },
  { DurationSeconds: 899 },
  { DurationSeconds: 43_201 },
])('%j is a ValidationError', async given => {
  await expect(assume(given)).rejects.toMatchObject({ name: 'ValidationError' })
})

/** @own roles of other accounts, which there are not */
test('a role of another account cannot be assumed', async () => {
  await expect(assume({ RoleArn: 'arn:aws:iam::111111111111:role/operator' })).rejects.toMatchObject({
    name: 'AccessDenied',
  })
})

/** @documented IAM User Guide, Role trust policy: only principals that it names may assume the role */
describe('a role is assumed by those whom its trust policy names, and who may assume it', () => {
  const USER = 'arn:aws:iam::000000000000:user/test'
  const refusal = (arn: string, by = USER) => ({
    name: 'AccessDenied',
    message: `User: ${by} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    $metadata: { httpStatusCode: 403 },
  })

  test.each<[string, object, boolean]>([
    ['the account', { Principal: ACCOUNT }, true],
    ['the user', { Principal: { AWS: USER } }, true],
    ['everyone', { Principal: '*' }, true],
    ['another user', { Principal: { AWS: 'arn:aws:iam::000000000000:user/other' } }, false],
    ['a service', { Principal: { Service: 'lambda.amazonaws.com' } }, false],
    ['another account', { Principal: { AWS: '111111111111' } }, false],
    ['nobody', { Principal: '*', Effect: 'Deny' }, false],
    ['for another action', { Principal: ACCOUNT, Action: 'sts:TagSession' }, false],
    ['by name', { Principal: ACCOUNT, Condition: { StringEquals: { 'aws:username': 'test' } } }, true],
    ['by session', { Principal: ACCOUNT, Condition: { StringLike: { 'sts:RoleSessionName': 'j?' } } }, true],
    [
      'other sessions',
      { Principal: ACCOUNT, Condition: { StringLike: { 'sts:RoleSessionName': 'x*' } } },
      false,
    ],
    [
      'with MFA',
      { Principal: ACCOUNT, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
      false,
    ],
  ])('%s', async (_, trust, allowed) => {
    const arn = role('trusting', trust)
    if (allowed) await expect(assume({ RoleArn: arn })).resolves.toHaveProperty('Credentials')
    else await expect(assume({ RoleArn: arn })).rejects.toMatchObject(refusal(arn))
  })

  /** @documented IAM User Guide, The confused deputy problem: the condition key sts:ExternalId */
  test('with an external id, where the trust policy asks for one', async () => {
    const arn = role('external', {
      Principal: ACCOUNT,
      Condition: { StringEquals: { 'sts:ExternalId': 'secret' } },
    })
    await expect(assume({ RoleArn: arn })).rejects.toMatchObject(refusal(arn))
    await expect(assume({ RoleArn: arn, ExternalId: 'guess' })).rejects.toMatchObject(refusal(arn))
    await expect(assume({ RoleArn: arn, ExternalId: 'secret' })).resolves.toHaveProperty('Credentials')
  })

  /** @documented STS API Reference, AssumeRole: the same answer for a role that does not exist */
  test('a role that is missing is refused in the same words', async () => {
    const arn = 'arn:aws:iam::000000000000:role/nobody'
    await expect(assume({ RoleArn: arn })).rejects.toMatchObject(refusal(arn))
    const otherPath = ROLE.replace('team', 'other')
    await expect(assume({ RoleArn: otherPath })).rejects.toMatchObject(refusal(otherPath))
  })

  /**
   * @documented IAM User Guide, Granting a user permissions to switch roles: a role whose trust policy names the account
   *   needs an Allow of the caller's own policies
   */
  test('another role needs an Allow of its own, unless the trust policy names it', async () => {
    const identity = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE }]
    const allowed = sessionOf(role('allowed', { Principal: ACCOUNT }, { identity }))
    const plain = role('plain', { Principal: ACCOUNT })
    const denied = sessionOf(plain)
    await expect(assume({}, allowed)).resolves.toHaveProperty('Credentials')
    await expect(assume({}, denied)).rejects.toMatchObject(
      refusal(ROLE, 'arn:aws:sts::000000000000:assumed-role/plain/session'),
    )
    const RoleArn = role('friendly', { Principal: { AWS: plain } })
    await expect(assume({ RoleArn }, denied)).resolves.toHaveProperty('Credentials')
    for (const each of [allowed, denied]) each.destroy()
  })
})

/**
 * @documented STS API Reference, AssumeRole, DurationSeconds: up to the maximum session duration setting of the role
 * @documented IAM User Guide, Roles terms and concepts, Role chaining: "if you assume a role using role chaining and
 *   provide a DurationSeconds parameter value greater than one hour, the operation fails"
 */
test('a session is no longer than its role allows, and one hour where a role assumes another', async () => {
  const RoleArn = role('brief', { Principal: ACCOUNT }, { maxSessionSeconds: 7200 })
  await expect(assume({ RoleArn, DurationSeconds: 7200 })).resolves.toHaveProperty('Credentials')
  await expect(assume({ RoleArn, DurationSeconds: 7201 })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  })
  const identity = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }]
  const chained = sessionOf(role('chained', { Principal: ACCOUNT }, { identity }))
  await expect(assume({ RoleArn, DurationSeconds: 3600 }, chained)).resolves.toHaveProperty('Credentials')
  await expect(assume({ RoleArn, DurationSeconds: 3601 }, chained)).rejects.toMatchObject({
    name: 'ValidationError',
    message:
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  })
  chained.destroy()
})
