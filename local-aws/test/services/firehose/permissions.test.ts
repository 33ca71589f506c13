import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import type { Firehose as FirehoseClient } from '@aws-sdk/client-firehose'
import { expectNeeded, grant, type NeededPermission, on } from '../../needed-permissions.ts'
import { BUCKET, FirehoseRig, ROLE, ROLE_ARN } from './firehose-rig.ts'

const rig = new FirehoseRig()
const logGroupName = 'errors'
const logStreamName = 's3'
let producer: FirehoseClient
let logs: CloudWatchLogs

beforeAll(async () => {
  await rig.open()
  producer = rig.as('producer')
  await rig.stream('orders')
  logs = new CloudWatchLogs(rig.rig.client)
  await logs.createLogGroup({ logGroupName })
  await logs.createLogStream({ logGroupName, logStreamName })
})
afterAll(async () => {
  producer.destroy()
  logs.destroy()
  await rig.close()
})

const DeliveryStreamName = 'orders'
const Record = { Data: Buffer.from('a') }
const arn = (name: string) => rig.account.arn('firehose', `deliverystream/${name}`)
const stream = (operation: string) => on(`firehose:${operation}`, arn('orders'))

type Row = [
  operation: string,
  needed: (operation: string) => NeededPermission[],
  call: () => Promise<unknown>,
]

const TABLE: Row[] = [
  ['ListDeliveryStreams', operation => [`firehose:${operation} *`], () => producer.listDeliveryStreams({})],
  [
    'CreateDeliveryStream',
    operation => on(`firehose:${operation}`, arn('new')),
    () =>
      producer.createDeliveryStream({
        DeliveryStreamName: 'new',
        ExtendedS3DestinationConfiguration: { RoleARN: ROLE_ARN, BucketARN: `arn:aws:s3:::${BUCKET}` },
      }),
  ],
  ['DescribeDeliveryStream', stream, () => producer.describeDeliveryStream({ DeliveryStreamName })],
  ['PutRecord', stream, () => producer.putRecord({ DeliveryStreamName, Record })],
  ['PutRecordBatch', stream, () => producer.putRecordBatch({ DeliveryStreamName, Records: [Record] })],
  [
    'UpdateDestination',
    stream,
    () =>
      producer.updateDestination({
        DeliveryStreamName,
        CurrentDeliveryStreamVersionId: '9',
        DestinationId: 'destinationId-000000000001',
      }),
  ],
  [
    'StartDeliveryStreamEncryption',
    stream,
    () => producer.startDeliveryStreamEncryption({ DeliveryStreamName }),
  ],
  [
    'StopDeliveryStreamEncryption',
    stream,
    () => producer.stopDeliveryStreamEncryption({ DeliveryStreamName }),
  ],
  [
    'TagDeliveryStream',
    stream,
    () => producer.tagDeliveryStream({ DeliveryStreamName, Tags: [{ Key: 'a', Value: 'b' }] }),
  ],
  ['UntagDeliveryStream', stream, () => producer.untagDeliveryStream({ DeliveryStreamName, TagKeys: ['a'] })],
  ['ListTagsForDeliveryStream', stream, () => producer.listTagsForDeliveryStream({ DeliveryStreamName })],
  ['DeleteDeliveryStream', stream, () => producer.deleteDeliveryStream({ DeliveryStreamName })],
]

/** @documented Service Authorization Reference, Data Firehose: the actions, on the delivery stream */
test.each(TABLE)('%s needs what AWS’s reference says', async (operation, needed, call) => {
  await expectNeeded({ account: rig.account, role: 'producer' }, needed(operation), call)
})

/** @own the table above: it has every operation */
test('every operation is in the table', () => {
  const known = new Set(TABLE.map(([operation]) => operation))
  expect(rig.service.api.operations.filter(name => !known.has(name))).toEqual([])
})

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:transform'
const SETTINGS = {
  ...{ RoleARN: ROLE_ARN, BucketARN: `arn:aws:s3:::${BUCKET}` },
  BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
  CloudWatchLoggingOptions: { Enabled: true, LogGroupName: logGroupName, LogStreamName: logStreamName },
  ProcessingConfiguration: {
    Enabled: true,
    Processors: [
      {
        Type: 'Lambda' as const,
        Parameters: [
          { ParameterName: 'LambdaArn' as const, ParameterValue: FUNCTION },
          { ParameterName: 'NumberOfRetries' as const, ParameterValue: '0' },
        ],
      },
    ],
  },
}

/**
 * @documented Firehose Developer Guide, Controlling access: the role of a delivery stream needs permissions for its source,
 *   its function, its bucket and its error log
 */
describe('the role of a delivery stream', () => {
  const needed = (name: string): NeededPermission[] => [
    ...on('kinesis:DescribeStream', rig.arn(name)),
    ...on('kinesis:ListShards', rig.arn(name)),
    ...on('kinesis:GetShardIterator', rig.arn(name)),
    ...on('kinesis:GetRecords', rig.arn(name)),
    ...on('lambda:InvokeFunction', FUNCTION),
    ...on('s3:PutObject', `arn:aws:s3:::${BUCKET}/${name}/*`),
  ]
  const logging = on(
    'logs:PutLogEvents',
    'arn:aws:logs:us-east-1:000000000000:log-group:errors:log-stream:s3',
  )

  async function codes(): Promise<string[]> {
    const { events = [] } = await logs.getLogEvents({ logGroupName, logStreamName })
    return events.map(({ message = '' }) => JSON.parse(message).errorCode)
  }

  /** The codes of the errors that are logged while a role with these permissions reads and delivers. */
  async function delivery(name: string, permissions: readonly NeededPermission[]): Promise<string[]> {
    rig.transform = ({ records }) => ({
      payload: { records: records.map(({ recordId, data }) => ({ recordId, data, result: 'Ok' })) },
    })
    const before = (await codes()).length
    grant(rig.account, ROLE, [...needed(name), ...logging])
    await rig.reader(name, { ...SETTINGS, Prefix: `${name}/`, ErrorOutputPrefix: 'failed/' })
    grant(rig.account, ROLE, [...permissions, ...logging])
    await rig.produce(name, 'a')
    await rig.clock.advanceBy({ minutes: 5 })
    return [...new Set((await codes()).slice(before))]
  }

  test('delivers with these permissions', async () => {
    expect(await delivery('complete', needed('complete'))).toEqual([])
    expect(await rig.contents('complete/')).toEqual(['a'])
  })

  test.each([
    ['kinesis:ListShards', 'Kinesis.AccessDeniedException'],
    ['kinesis:GetRecords', 'Kinesis.AccessDeniedException'],
    ['lambda:InvokeFunction', 'Lambda.InvokeAccessDenied'],
    ['s3:PutObject', 'S3.AccessDenied'],
  ])('delivers nothing without %s, and logs why', async (action, code) => {
    const name = action.replace(/\W/g, '-').toLowerCase()
    const others = needed(name).filter(permission => !permission.startsWith(action))
    expect(await delivery(name, others)).toContain(code)
    expect(await rig.contents(`${name}/`)).toEqual([])
  })

  test('logs nothing without logs:PutLogEvents', async () => {
    grant(rig.account, ROLE, needed('silent'))
    const before = (await codes()).length
    await rig.reader('silent', { ...SETTINGS, BucketARN: 'arn:aws:s3:::nowhere', Prefix: 'silent/' })
    await rig.produce('silent', 'a')
    await rig.clock.advanceBy({ minutes: 5 })
    expect(await codes()).toHaveLength(before)
  })
})
