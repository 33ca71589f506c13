import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { Sts } from '../../../src/services/sts/sts.ts'
import { Rig } from '../../rig.ts'

const ROLE = 'arn:aws:iam::000000000000:role/team/operator'

const rig = Rig.stepped()
let client: STSClient

beforeAll(async () => {
  await rig.open([new Sts(rig.account, rig.credentials).api])
  client = new STSClient(rig.client)
})
afterAll(() => rig.close())

const assume = (given: { RoleArn?: string; RoleSessionName?: string; DurationSeconds?: number } = {}) =>
  client.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'jo', ...given }))

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
  expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::000000000000:assumed-role/operator/jo')
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
