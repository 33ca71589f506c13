import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { KMS } from '@aws-sdk/client-kms'
import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { SteppedClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { ALLOW_ACCOUNT, allowService, KEY_ACTIONS_OF_SENDERS } from '../../resource-policies.ts'
import { setRolePolicies } from '../../role-policies.ts'
import { Assembly } from '../../template/assembly.ts'

const keyArn = { 'Fn::GetAtt': ['Key', 'Arn'] }
const bucket = (BucketName: string, BucketKeyEnabled: boolean) => ({
  Type: 'AWS::S3::Bucket',
  Properties: {
    BucketName,
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
        },
      ],
    },
  },
})

/** One of everything that is encrypted with a key. */
const RESOURCES = {
  Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [ALLOW_ACCOUNT] } } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders', KmsMasterKeyId: keyArn } },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news', KmsMasterKeyId: keyArn } },
  Files: bucket('files', false),
  Pooled: bucket('pooled', true),
  Stream: {
    Type: 'AWS::Kinesis::Stream',
    Properties: {
      Name: 'clicks',
      ShardCount: 1,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: keyArn },
    },
  },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'stock',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn },
    },
  },
  QueuePolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Queue' }],
      PolicyDocument: { Statement: [allowService('sns.amazonaws.com', 'sqs:SendMessage')] },
    },
  },
}

const clock = new SteppedClock()
let aws: LocalAws
let key: string
let clients: ReturnType<typeof clientsOf>

function clientsOf(credentials: { accessKeyId: string; secretAccessKey: string }) {
  const options = { endpoint: aws.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  return {
    dynamoDb: new DynamoDB(options),
    kinesis: new Kinesis(options),
    s3: new S3({ ...options, forcePathStyle: true }),
    sns: new SNS(options),
    sqs: new SQS(options),
  }
}

beforeAll(async () => {
  const Outputs = { Key: { Value: keyArn } }
  const assembly = await Assembly.of({ Shop: { Resources: RESOURCES, Outputs } })
  aws = await LocalAws.start({ assembly: assembly.directory, clock })
  await assembly.remove()
  key = aws.stacks.Shop?.Key as string
  clients = clientsOf(aws.credentials.assumeRole('arn:aws:iam::000000000000:role/worker', 's'))
  allow(['kms:GenerateDataKey', 'kms:Decrypt'])
  for (const Bucket of ['files', 'pooled']) await clients.s3.putObject({ Bucket, Key: 'a', Body: 'a' })
})
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy()
  await aws.stop()
})

/** Kinesis lets a shard be read five times a second. */
beforeEach(() => clock.advanceBy({ seconds: 1 }))

const arn = (service: string, resource: string) => aws.account.arn(service, resource)
const QueueUrl = () => `${aws.endpoint}/000000000000/orders`

/** Lets the role do everything with the services, and these with the key. */
function allow(actions: readonly string[], Condition?: object): void {
  const all = ['dynamodb:*', 'kinesis:*', 's3:*', 'sns:*', 'sqs:*']
  const ofKey = { Effect: 'Allow', Action: actions, Resource: key, ...(Condition && { Condition }) }
  const Statement = [{ Effect: 'Allow', Action: all, Resource: '*' }, ...(actions.length > 0 ? [ofKey] : [])]
  setRolePolicies(aws.account, 'worker', [{ Version: '2012-10-17', Statement }])
}

interface KeyUse {
  /** The service as `kms:ViaService` names it. */
  via: string
  needs: string[]
  /** The encryption context: its name and its value. */
  context: () => [name: string, value: string]
  call: () => Promise<unknown>
  /** The name of the service's error. */
  refusal: string
}

async function multipartUpload() {
  const object = { Bucket: 'files', Key: 'parts' }
  const { UploadId } = await clients.s3.createMultipartUpload(object)
  const { ETag } = await clients.s3.uploadPart({ ...object, UploadId, PartNumber: 1, Body: 'a' })
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
  await clients.s3.completeMultipartUpload({ ...object, UploadId, MultipartUpload })
}

async function readStream() {
  const StreamName = 'clicks'
  const { Shards = [] } = await clients.kinesis.listShards({ StreamName })
  const ShardId = Shards[0]?.ShardId
  const from = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const
  const { ShardIterator } = await clients.kinesis.getShardIterator(from)
  await clients.kinesis.getRecords({ ShardIterator })
}

const BOTH = ['kms:GenerateDataKey', 'kms:Decrypt']
const OF_QUEUE = { via: 'sqs', context: () => ['aws:sqs:arn', arn('sqs', 'orders')] as [string, string] }
const OF_STREAM = {
  via: 'kinesis',
  context: () => ['aws:kinesis:arn', arn('kinesis', 'stream/clicks')] as [string, string],
}
const OF_TABLE = {
  via: 'dynamodb',
  needs: ['kms:Decrypt'],
  refusal: 'AccessDeniedException',
  context: () => ['aws:dynamodb:tableName', 'stock'] as [string, string],
}
const ofObject = (path: string) => ({
  via: 's3',
  refusal: 'AccessDenied',
  context: () => ['aws:s3:arn', `arn:aws:s3:::${path}`] as [string, string],
})

/**
 * @documented SQS, SNS, Kinesis, DynamoDB and S3 Developer Guides, encryption at rest: the KMS permissions of who writes
 *   and who reads, the encryption context, and the errors of the API references
 */
describe.each<[string, KeyUse]>([
  [
    'SendMessage',
    {
      ...OF_QUEUE,
      needs: BOTH,
      call: () => clients.sqs.sendMessage({ QueueUrl: QueueUrl(), MessageBody: 'a' }),
      refusal: 'KmsAccessDenied',
    },
  ],
  [
    'ReceiveMessage',
    {
      ...OF_QUEUE,
      needs: ['kms:Decrypt'],
      call: () => clients.sqs.receiveMessage({ QueueUrl: QueueUrl() }),
      refusal: 'KmsAccessDenied',
    },
  ],
  [
    'Publish',
    {
      via: 'sns',
      needs: BOTH,
      context: () => ['aws:sns:topicArn', arn('sns', 'news')],
      call: () => clients.sns.publish({ TopicArn: arn('sns', 'news'), Message: 'a' }),
      refusal: 'KMSAccessDeniedException',
    },
  ],
  [
    'PutRecord',
    {
      ...OF_STREAM,
      needs: ['kms:GenerateDataKey'],
      call: () => clients.kinesis.putRecord({ StreamName: 'clicks', Data: Buffer.of(1), PartitionKey: 'a' }),
      refusal: 'KMSAccessDeniedException',
    },
  ],
  [
    'GetRecords',
    { ...OF_STREAM, needs: ['kms:Decrypt'], call: readStream, refusal: 'KMSAccessDeniedException' },
  ],
  [
    'GetItem',
    { ...OF_TABLE, call: () => clients.dynamoDb.getItem({ TableName: 'stock', Key: { id: { S: 'a' } } }) },
  ],
  [
    'PutItem',
    { ...OF_TABLE, call: () => clients.dynamoDb.putItem({ TableName: 'stock', Item: { id: { S: 'a' } } }) },
  ],
  [
    'PutObject',
    {
      ...ofObject('files/a'),
      needs: ['kms:GenerateDataKey'],
      call: () => clients.s3.putObject({ Bucket: 'files', Key: 'a', Body: 'a' }),
    },
  ],
  [
    'GetObject',
    {
      ...ofObject('files/a'),
      needs: ['kms:Decrypt'],
      call: () => clients.s3.getObject({ Bucket: 'files', Key: 'a' }),
    },
  ],
  ['a multipart upload', { ...ofObject('files/parts'), needs: BOTH, call: multipartUpload }],
  [
    'PutObject with a bucket key',
    {
      ...ofObject('pooled'),
      needs: ['kms:GenerateDataKey'],
      call: () => clients.s3.putObject({ Bucket: 'pooled', Key: 'a', Body: 'a' }),
    },
  ],
  [
    'GetObject with a bucket key',
    {
      ...ofObject('pooled'),
      needs: ['kms:Decrypt'],
      call: () => clients.s3.getObject({ Bucket: 'pooled', Key: 'a' }),
    },
  ],
])('%s', (_, { via, needs, context, call, refusal }) => {
  const viaService = (service: string) => ({ 'kms:ViaService': `${service}.us-east-1.amazonaws.com` })

  test('needs its KMS actions, no more and no fewer', async () => {
    allow(needs)
    await expect(call()).resolves.not.toThrow()
    for (const missing of needs) {
      allow(needs.filter(action => action !== missing))
      await expect(call()).rejects.toMatchObject({
        name: refusal,
        message: expect.stringContaining(`is not authorized to perform: ${missing} on resource: ${key}`),
      })
    }
  })

  test('reaches KMS through its service', async () => {
    allow(needs, { StringEquals: viaService(via) })
    await expect(call()).resolves.not.toThrow()
    allow(needs, { StringEquals: viaService('lambda') })
    await expect(call()).rejects.toMatchObject({ name: refusal })
  })

  test('tells KMS what is encrypted', async () => {
    const [name, value] = context()
    allow(needs, { StringEquals: { [`kms:EncryptionContext:${name}`]: value } })
    await expect(call()).resolves.not.toThrow()
    allow(needs, { StringEquals: { [`kms:EncryptionContext:${name}`]: 'another' } })
    await expect(call()).rejects.toMatchObject({ name: refusal })
  })
})

/**
 * @documented SQS Developer Guide, Key management: the key policy must let the service that is an event source use the
 *   key
 */
test('SNS delivers to an encrypted queue where the key policy lets it', async () => {
  allow(BOTH)
  const TopicArn = arn('sns', 'news')
  const Protocol = 'sqs'
  await clients.sns.subscribe({ TopicArn, Protocol, Endpoint: arn('sqs', 'orders') })
  await clients.sqs.purgeQueue({ QueueUrl: QueueUrl() })
  const received = async () => {
    await clients.sns.publish({ TopicArn, Message: 'told' })
    const { Messages = [] } = await clients.sqs.receiveMessage({ QueueUrl: QueueUrl() })
    return Messages.length
  }
  expect(await received()).toBe(0)
  const kms = new KMS({ endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer })
  const ofSns = allowService('sns.amazonaws.com', KEY_ACTIONS_OF_SENDERS)
  for (const [source, count] of [
    ['other', 0],
    ['news', 1],
  ] as const) {
    const Condition = { ArnEquals: { 'aws:SourceArn': arn('sns', source) } }
    const Statement = [ALLOW_ACCOUNT, { ...ofSns, Condition }]
    await kms.putKeyPolicy({ KeyId: key, Policy: JSON.stringify({ Statement }) })
    expect(await received()).toBe(count)
  }
  kms.destroy()
})
