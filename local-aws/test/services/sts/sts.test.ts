import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { Sts } from '../../../src/services/sts/sts.ts'
import { Stage } from '../../stage.ts'

const ROLE = 'arn:aws:iam::000000000000:role/team/operator'

const stage = Stage.stepped()
let client: STSClient

beforeAll(async () => {
  await stage.open([new Sts(stage.account, stage.credentials).api])
  client = new STSClient(stage.client)
})
afterAll(() => stage.close())

const assume = (given: { RoleArn?: string; RoleSessionName?: string; DurationSeconds?: number } = {}) =>
  client.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'jo', ...given }))

test('GetCallerIdentity tells who signed the request', async () => {
  expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:user/test',
    UserId: 'test',
  })
})

test('AssumeRole gives temporary credentials of that role for an hour (AssumeRole: "By default … one hour")', async () => {
  const { Credentials, AssumedRoleUser } = await assume()

  expect(Credentials?.Expiration).toEqual(new Date(stage.clock.now() + 3_600_000))
  expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::000000000000:assumed-role/operator/jo')
  const assumed = new STSClient({
    ...stage.client,
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

test('the credentials are good until they expire', async () => {
  const { Credentials } = await assume({ DurationSeconds: 900 })
  const known = () => stage.credentials.find(Credentials?.AccessKeyId as string)

  await stage.clock.advanceBy({ seconds: 899 })
  expect(known()).toBeDefined()
  await stage.clock.advanceBy({ seconds: 1 })
  expect(known()).toBeUndefined()
})

test.each([
  { RoleArn: 'operator' },
  { RoleSessionName: 'j' },
  { RoleSessionName: 'jo/doe' },
  { DurationSeconds: 899 },
  { DurationSeconds: 43_201 },
])('%j is a ValidationError', async given => {
  await expect(assume(given)).rejects.toMatchObject({ name: 'ValidationError' })
})

test('a role of another account cannot be assumed', async () => {
  await expect(assume({ RoleArn: 'arn:aws:iam::111111111111:role/operator' })).rejects.toMatchObject({
    name: 'AccessDenied',
  })
})
