import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { FirehoseRig } from './firehose-rig.ts'

const rig = new FirehoseRig()
let logs: CloudWatchLogs
let cloudWatch: CloudWatch
const logGroupName = '/aws/kinesisfirehose/clicks'
const logStreamName = 'S3Delivery'
const LOGGING = {
  BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
  CloudWatchLoggingOptions: { Enabled: true, LogGroupName: logGroupName, LogStreamName: logStreamName },
}

beforeAll(async () => {
  await rig.open()
  logs = new CloudWatchLogs(rig.rig.client)
  cloudWatch = new CloudWatch(rig.rig.client)
  rig.cloudWatch.start()
})
afterAll(async () => {
  rig.cloudWatch.stop()
  logs.destroy()
  cloudWatch.destroy()
  await rig.close()
})
afterEach(() => {
  rig.allow()
  rig.service.close()
})

async function errors(): Promise<Record<string, unknown>[]> {
  const { events = [] } = await logs.getLogEvents({ logGroupName, logStreamName })
  return events.map(({ message = '' }) => JSON.parse(message))
}

/**
 * "You must create a log group and a log stream in advance."
 * @documented Firehose Developer Guide, Monitoring with CloudWatch Logs: "create a log group and a log stream
 *   in advance"
 */
test('errors are logged where there is a log stream, and the role may write to it', async () => {
  const DeliveryStreamName = await rig.stream('unlogged', LOGGING)
  rig.deny('s3:PutObject')
  await rig.put('unlogged', 'a')
  await rig.clock.advanceBy({ minutes: 2 })
  const { logGroups } = await logs.describeLogGroups({})
  expect(logGroups).toEqual([])

  await logs.createLogGroup({ logGroupName })
  await logs.createLogStream({ logGroupName, logStreamName })
  rig.deny(['s3:PutObject', 'logs:PutLogEvents'])
  await rig.clock.advanceBy({ minutes: 2 })
  expect(await errors()).toEqual([])

  rig.deny('s3:PutObject')
  await rig.clock.advanceBy({ minutes: 1 })
  expect((await errors())[0]).toEqual({
    deliveryStreamARN: `arn:aws:firehose:us-east-1:000000000000:deliverystream/${DeliveryStreamName}`,
    destination: 'arn:aws:s3:::lake',
    deliveryStreamVersionId: 1,
    message: expect.stringMatching(/^Access was denied\. Ensure that the trust policy/),
    errorCode: 'S3.AccessDenied',
  })
})

/**
 * @documented Firehose Developer Guide, Monitoring with CloudWatch Logs, Amazon S3 data delivery errors:
 *   S3.NoSuchBucket and S3.KMS.NotFoundException
 */
test.each([
  ['a bucket that is missing', { BucketARN: 'arn:aws:s3:::nowhere' }, 'S3.NoSuchBucket'],
  [
    'a key that is missing',
    {
      EncryptionConfiguration: {
        KMSEncryptionConfig: { AWSKMSKeyARN: 'arn:aws:kms:us-east-1:000000000000:key/none' },
      },
    },
    'S3.KMS.NotFoundException',
  ],
])('%s', async (what, settings, errorCode) => {
  const name = what.replaceAll(' ', '-')
  await rig.stream(name, { ...LOGGING, ...settings })
  await rig.put(name, 'a')
  await rig.clock.advanceBy({ minutes: 2 })
  expect(await errors()).toContainEqual(
    expect.objectContaining({ deliveryStreamARN: expect.stringContaining(name), errorCode }),
  )
  await rig.client.updateDestination({
    DeliveryStreamName: name,
    CurrentDeliveryStreamVersionId: '1',
    DestinationId: 'destinationId-000000000001',
    ExtendedS3DestinationUpdate: {
      BucketARN: 'arn:aws:s3:::lake',
      EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
    },
  })
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await rig.contents(`${name}/`)).toEqual(['a'])
})

/** @own how often a failure is logged */
test('a stream that cannot be read is logged once while that lasts', async () => {
  await rig.reader('unread', LOGGING)
  const unread = async () =>
    (await errors()).filter(({ errorCode }) => errorCode === 'Kinesis.AccessDeniedException')
  rig.deny('kinesis:GetRecords')
  await rig.clock.advanceBy({ minutes: 1 })
  expect(await unread()).toHaveLength(1)
  rig.allow()
  await rig.clock.advanceBy({ minutes: 1 })
  rig.deny('kinesis:GetRecords')
  await rig.clock.advanceBy({ minutes: 1 })
  expect(await unread()).toHaveLength(2)
  expect(rig.happenings).toContainEqual({
    kind: 'retry',
    name: 'unread',
    reason: expect.stringMatching(/^arn:aws:kinesis:.+AccessDeniedException: User: /),
  })
})

/** @own what is told of deliveries */
test('an outage is told once, and the delivery after it', async () => {
  await rig.stream('told', LOGGING)
  rig.deny('s3:PutObject')
  await rig.put('told', 'one', 'two')
  await rig.clock.advanceBy({ hours: 1 })
  rig.allow()
  await rig.clock.advanceBy({ minutes: 1 })
  const [object] = await rig.delivered('told/')
  expect(rig.happenings.filter(happening => 'name' in happening && happening.name === 'told')).toEqual([
    { kind: 'retry', name: 'told', reason: expect.stringMatching(/^arn:aws:s3:::lake: AccessDenied: /) },
    expect.objectContaining({ kind: 'object', bucket: 'lake', key: object?.key, records: 2, bytes: 6 }),
  ])
})

/**
 * @documented Firehose Developer Guide, CloudWatch metrics: DeliveryToS3.DataFreshness and
 *   DeliveryToS3.Success
 */
test('an alarm on the freshness goes on while nothing is delivered, and off again', async () => {
  await rig.reader('fresh', LOGGING)
  const AlarmName = 'freshness'
  await cloudWatch.putMetricAlarm({
    AlarmName,
    Namespace: 'AWS/Firehose',
    MetricName: 'DeliveryToS3.DataFreshness',
    Dimensions: [{ Name: 'DeliveryStreamName', Value: 'fresh' }],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 600,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  })
  const state = async () => {
    const { MetricAlarms = [] } = await cloudWatch.describeAlarms({ AlarmNames: [AlarmName] })
    return MetricAlarms[0]?.StateValue
  }
  const produceFor = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      await rig.produce('fresh', 'a')
      await rig.clock.advanceBy({ minutes: 1 })
    }
  }
  await produceFor(15)
  expect(await state()).toBe('OK')
  const fresh = rig.values('fresh', 'DeliveryToS3.DataFreshness')
  expect(Math.max(...fresh)).toBeLessThanOrEqual(63)

  rig.deny('s3:PutObject')
  await produceFor(15)
  expect(await state()).toBe('ALARM')
  const rising = rig.values('fresh', 'DeliveryToS3.DataFreshness').slice(-8)
  expect(rising.every((value, index) => value > (rising[index - 1] ?? 0))).toBe(true)
  expect(rig.values('fresh', 'DeliveryToS3.Success').at(-1)).toBe(0)

  rig.allow()
  await produceFor(6)
  expect(await state()).toBe('OK')
})

/**
 * @documented Firehose Developer Guide, CloudWatch metrics: DataReadFromKinesisStream,
 *   KinesisMillisBehindLatest and DeliveryToS3
 */
test('what is read, delivered and behind is counted', async () => {
  await rig.reader('counted', { ...LOGGING, CompressionFormat: 'GZIP' })
  await rig.produce('counted', 'a', 'bb', 'ccc')
  await rig.clock.advanceBy({ seconds: 62 })
  const [object] = await rig.delivered('counted/')
  const { ContentLength } = await rig.objects.headObject({ Bucket: 'lake', Key: object?.key })
  expect(rig.sum('counted', 'DataReadFromKinesisStream.Records')).toBe(3)
  expect(rig.sum('counted', 'DataReadFromKinesisStream.Bytes')).toBe(6)
  expect(rig.sum('counted', 'KinesisMillisBehindLatest')).toBe(0)
  expect(rig.sum('counted', 'DeliveryToS3.Records')).toBe(3)
  expect(rig.sum('counted', 'DeliveryToS3.Bytes')).toBe(ContentLength)
  expect(rig.sum('counted', 'DeliveryToS3.Success')).toBe(1)
  expect(rig.sum('counted', 'IncomingRecords')).toBe(0)
})
