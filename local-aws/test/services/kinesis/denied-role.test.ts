import { Kinesis } from '@aws-sdk/client-kinesis'
import { KinesisStage, shardId } from './kinesis-stage.ts'

const ROLE = 'worker'
const stage = new KinesisStage()
const StreamName = 'orders'
const StreamARN = stage.arn(StreamName)
let worker: Kinesis
let iterator: string
let token: string | undefined

beforeAll(async () => {
  await stage.open()
  await stage.stream(StreamName, 3)
  iterator = await stage.iterator(StreamName)
  token = (await stage.client.listShards({ StreamName, MaxResults: 1 })).NextToken
  worker = new Kinesis({
    ...stage.stage.client,
    credentials: stage.stage.credentials.assumeRole(`arn:aws:iam::000000000000:role/${ROLE}`, 'function'),
  })
})
afterAll(async () => {
  worker.destroy()
  await stage.close()
})

function deny(Action: string, Resource: string): void {
  stage.stage.account.denies.replace(ROLE, [{ Statement: { Effect: 'Deny', Action, Resource } }])
}

const record = { Data: Buffer.of(1), PartitionKey: 'a' }

/** IAM's Service Authorization Reference: each operation is an action on the stream that it is about. */
test.each([
  ['PutRecord', () => worker.putRecord({ StreamName, ...record })],
  ['PutRecords', () => worker.putRecords({ StreamARN, Records: [record] })],
  ['GetRecords', () => worker.getRecords({ ShardIterator: iterator })],
  [
    'GetShardIterator',
    () => worker.getShardIterator({ StreamName, ShardId: shardId(0), ShardIteratorType: 'LATEST' }),
  ],
  ['DescribeStreamSummary', () => worker.describeStreamSummary({ StreamARN })],
  ['ListShards', () => worker.listShards({ StreamName })],
  ['ListShards', () => worker.listShards({ NextToken: token })],
  ['ListTagsForResource', () => worker.listTagsForResource({ ResourceARN: StreamARN })],
] as [string, () => Promise<unknown>][])('%s is denied on its stream alone', async (operation, call) => {
  deny(`kinesis:${operation}`, stage.arn('another'))
  await expect(call()).resolves.toBeDefined()
  deny(`kinesis:${operation}`, StreamARN)
  await expect(call()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: arn:aws:sts::000000000000:assumed-role/${ROLE}/function is not authorized to perform: kinesis:${operation} on resource: ${StreamARN} with an explicit deny in an identity-based policy`,
  })
})

// "To write to an encrypted stream, a producer needs kms:GenerateDataKey; to read, a consumer needs kms:Decrypt"
// (developer guide, "Permissions to use user-generated KMS keys").
test.each([
  ['kms:GenerateDataKey', () => worker.putRecord({ StreamName: 'sealed', ...record })],
  ['kms:Decrypt', async () => worker.getRecords({ ShardIterator: await stage.iterator('sealed') })],
] as [string, () => Promise<unknown>][])(
  'a role that is denied %s cannot use an encrypted stream',
  async (action, call) => {
    if (action === 'kms:GenerateDataKey') {
      const { KeyMetadata } = await stage.keys.createKey({})
      await stage.stream('sealed')
      const KeyId = KeyMetadata?.KeyId as string
      await stage.client.startStreamEncryption({ StreamName: 'sealed', EncryptionType: 'KMS', KeyId })
      await stage.settle()
    }
    deny('kms:CreateKey', '*')
    await call()
    deny(action, '*')
    await expect(call()).rejects.toMatchObject({
      name: 'KMSAccessDeniedException',
      message: expect.stringContaining(`is not authorized to perform: ${action}`),
    })
  },
)
