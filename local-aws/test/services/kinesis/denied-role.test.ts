import { Kinesis } from '@aws-sdk/client-kinesis'
import { administratorRole } from '../../role-policies.ts'
import { KinesisRig, shardId } from './kinesis-rig.ts'

const ROLE = 'worker'
const rig = new KinesisRig()
const StreamName = 'orders'
const StreamARN = rig.arn(StreamName)
let worker: Kinesis
let iterator: string
let token: string | undefined

beforeAll(async () => {
  await rig.open()
  await rig.stream(StreamName, 3)
  iterator = await rig.iterator(StreamName)
  token = (await rig.client.listShards({ StreamName, MaxResults: 1 })).NextToken
  worker = new Kinesis({
    ...rig.rig.client,
    credentials: rig.rig.credentials.assumeRole(`arn:aws:iam::000000000000:role/${ROLE}`, 'function'),
  })
})
afterAll(async () => {
  worker.destroy()
  await rig.close()
})

function deny(Action: string, Resource: string): void {
  administratorRole(rig.rig.account, ROLE, { Action, Resource })
}

const record = { Data: Buffer.of(1), PartitionKey: 'a' }

/** @documented Service Authorization Reference, Kinesis: each operation is an action on its stream */
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
] as [string, () => Promise<unknown>][])('%s is denied only on its stream', async (operation, call) => {
  deny(`kinesis:${operation}`, rig.arn('another'))
  await expect(call()).resolves.toBeDefined()
  deny(`kinesis:${operation}`, StreamARN)
  await expect(call()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: arn:aws:sts::000000000000:assumed-role/${ROLE}/function is not authorized to perform: kinesis:${operation} on resource: ${StreamARN} with an explicit deny in an identity-based policy`,
  })
})

/**
 * @documented Kinesis Developer Guide, Permissions to use user-generated KMS keys: a producer needs
 *   kms:GenerateDataKey, a consumer kms:Decrypt
 */
test.each([
  ['kms:GenerateDataKey', () => worker.putRecord({ StreamName: 'sealed', ...record })],
  ['kms:Decrypt', async () => worker.getRecords({ ShardIterator: await rig.iterator('sealed') })],
] as [string, () => Promise<unknown>][])(
  'a role that is denied %s cannot use an encrypted stream',
  async (action, call) => {
    if (action === 'kms:GenerateDataKey') {
      const { KeyMetadata } = await rig.keys.createKey({})
      await rig.stream('sealed')
      const KeyId = KeyMetadata?.KeyId as string
      await rig.client.startStreamEncryption({ StreamName: 'sealed', EncryptionType: 'KMS', KeyId })
      await rig.settle()
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
