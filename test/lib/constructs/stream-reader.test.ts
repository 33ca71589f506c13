import { Duration } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import type { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { DomainBucket } from '../../../lib/constructs/domain-bucket.ts'
import { DomainFunction } from '../../../lib/constructs/domain-function.ts'
import { GuardedStream, type GuardedStreamProps } from '../../../lib/constructs/guarded-stream.ts'
import { RefusedError } from '../../../lib/constructs/refusal.ts'
import { StreamReader, type StreamReaderProps } from '../../../lib/constructs/stream-reader.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { functionNames } from '../../../lib/packaging/functions.ts'
import { domain, resources, snapshotOf } from '../fixture.ts'
import { statementsOf } from '../resource.ts'

const { seconds, millis, minutes, hours, days } = Duration

type Settings = Partial<Omit<StreamReaderProps, 'domain' | 'stream' | 'givenUp'>>

interface Site {
  readonly stack: DomainStack
  readonly stream: GuardedStream
  readonly givenUp: DomainBucket
}

function site(settings: Partial<GuardedStreamProps> = {}): Site {
  const stack = domain()
  const stream = new GuardedStream(stack, 'Events', { domain: stack, ...settings })
  const givenUp = new DomainBucket(stack, 'GivenUp', {
    domain: stack,
    name: 'given-up',
    expiries: { 'in/': Duration.days(1) },
    withoutAccessLogs: 'A test.',
  })
  return { stack, stream, givenUp }
}

function reader({ stack, stream, givenUp }: Site, settings: Settings = {}, id = 'Counter'): StreamReader {
  return new StreamReader(stack, id, {
    domain: stack,
    stream,
    function: 'clickstream/trends',
    description: 'Counts',
    timeout: minutes(1),
    environment: {},
    givenUp,
    ...settings,
  })
}

function readerSnapshot(stack: DomainStack): Record<string, unknown> {
  return Object.fromEntries(Object.entries(snapshotOf(stack)).filter(([id]) => id.startsWith('Counter')))
}

const mappingOf = ({ stack }: Site) =>
  Object.values(Template.fromStack(stack).findResources('AWS::Lambda::EventSourceMapping'))[0]?.Properties

test('minimal props', () => {
  const one = site()
  reader(one)
  expect(readerSnapshot(one.stack)).toMatchSnapshot()
})

test('all props', () => {
  const one = site()
  reader(one, {
    batchSize: 500,
    batchingWindow: seconds(5),
    parallelization: 10,
    retries: 5,
    maximumAge: hours(2),
    fanOut: true,
    alarmAtAge: minutes(20),
  })
  expect(mappingOf(one)).toMatchObject({
    EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^CounterConsumer/), 'ConsumerARN'] },
    BatchSize: 500,
    MaximumBatchingWindowInSeconds: 5,
    ParallelizationFactor: 10,
    MaximumRetryAttempts: 5,
    MaximumRecordAgeInSeconds: 7200,
  })
  const template = Template.fromStack(one.stack)
  template.hasResourceProperties('AWS::Kinesis::StreamConsumer', { ConsumerName: 'clickstream-trends' })
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'IteratorAge',
    Threshold: 1_200_000,
  })
})

test('reads all that the stream holds, and sets apart what fails: halved, retried, kept', () => {
  const one = site()
  reader(one)
  expect(mappingOf(one)).toMatchObject({
    EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^EventsStream/), 'Arn'] },
    StartingPosition: 'TRIM_HORIZON',
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: 3,
    DestinationConfig: {
      OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^GivenUpBucket/), 'Arn'] } },
    },
  })
})

test.each([
  [hours(24), 82_800],
  [days(2), 169_200],
  [days(365), 604_800],
])('of a stream that keeps records for %s it gives them up after %i s', (retentionPeriod, age) => {
  const one = site({ retentionPeriod })
  reader(one)
  expect(mappingOf(one)).toMatchObject({ MaximumRecordAgeInSeconds: age })
})

function grants({ stack }: Site, of: RegExp): unknown[] {
  return Object.values(resources(Template.fromStack(stack)))
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(statementsOf)
    .filter(({ Action }) => of.test(String(Action)))
    .map(({ Action, Resource }) => [Action, Resource])
}

const READING = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
]
const STREAM = { 'Fn::GetAtt': ['EventsStream', 'Arn'] }

test('may read its stream, and put what is given up where Lambda puts it', () => {
  const one = site()
  reader(one)
  expect(grants(one, /kinesis/)).toEqual([[READING, STREAM]])
  const bucket = { 'Fn::GetAtt': ['GivenUpBucket', 'Arn'] }
  expect(grants(one, /s3/)).toEqual([
    ['s3:PutObject', { 'Fn::Join': ['', [bucket, '/aws/lambda/*']] }],
    ['s3:ListBucket', bucket],
  ])
  // To put an object takes the second alone; the first is for the stream.
  expect(grants(one, /kms/).flatMap(grant => (grant as unknown[])[0])).toEqual([
    'kms:GenerateDataKey',
    'kms:Decrypt',
  ])
})

test('by enhanced fan-out it may subscribe to its own consumer alone', () => {
  const one = site()
  reader(one, { fanOut: true })
  expect(grants(one, /kinesis/)).toEqual([
    [READING, STREAM],
    [
      ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
      { 'Fn::GetAtt': ['CounterConsumer', 'ConsumerARN'] },
    ],
  ])
})

describe('its alarms', () => {
  const FUNCTION = [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^CounterWorker') } }]

  test('a record that is old wakes somebody, also while the try of an old batch lasts', () => {
    const one = site()
    reader(one, { timeout: minutes(15) })
    Template.fromStack(one.stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Messaging-dev-clickstream-trends-old-records',
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: FUNCTION,
      Statistic: 'Maximum',
      Period: 300,
      Threshold: 300_000,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 1,
    })
  })

  test('so does what Lambda gives up, by the counts of the event source', () => {
    const one = site()
    reader(one)
    expect(mappingOf(one)?.MetricsConfig).toEqual({ Metrics: ['EventCount'] })
    Template.fromStack(one.stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Messaging-dev-clickstream-trends-given-up',
      Namespace: 'AWS/Lambda',
      MetricName: 'OnFailureDestinationDeliveredEventCount',
      Dimensions: [
        { Name: 'EventSourceMappingUUID', Value: { Ref: Match.stringLikeRegexp('^CounterSource') } },
      ],
      Statistic: 'Sum',
      Threshold: 1,
    })
  })

  test('and batches that it could not even keep', () => {
    const one = site()
    reader(one)
    Template.fromStack(one.stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Messaging-dev-clickstream-trends-lost-records',
      Namespace: 'AWS/Lambda',
      MetricName: 'DestinationDeliveryFailures',
      Dimensions: FUNCTION,
      Statistic: 'Sum',
      Threshold: 1,
    })
  })
})

describe('combinations that cannot work are refused', () => {
  const rows: [title: string, refused: Settings, words: string, nearest: Settings][] = [
    [
      'an empty batch',
      { batchSize: 0 },
      'Its batchSize is 0. A Kinesis event source allows 1 to 10000.',
      { batchSize: 1 },
    ],
    ['a batch above 10,000', { batchSize: 10_001 }, 'Its batchSize is 10001.', { batchSize: 10_000 }],
    ['half a record', { batchSize: 1.5 }, 'Its batchSize is 1.5.', { batchSize: 2 }],
    [
      'a window of nothing',
      { batchingWindow: seconds(0) },
      'Its batching window in seconds is 0. Use 1 to 300, or leave it out.',
      { batchingWindow: seconds(1) },
    ],
    [
      'a window above five minutes',
      { batchingWindow: seconds(301), alarmAtAge: hours(1) },
      'Its batching window in seconds is 301.',
      { batchingWindow: seconds(300), alarmAtAge: hours(1) },
    ],
    [
      'a window with a fraction',
      { batchingWindow: millis(1500) },
      'Its batching window is 1.5 s. Use whole seconds.',
      { batchingWindow: millis(2000) },
    ],
    [
      'a window that gathers nothing',
      { batchingWindow: seconds(5), batchSize: 1 },
      'It gathers records for 5 s, and its batchSize is 1: a batch is full with its first record. Leave out batchingWindow, or raise batchSize.',
      { batchingWindow: seconds(5), batchSize: 2 },
    ],
    [
      'no batch at a time',
      { parallelization: 0 },
      'Its parallelization is 0. Lambda processes 1 to 10 batches of a shard at a time.',
      { parallelization: 1 },
    ],
    ['11 batches at a time', { parallelization: 11 }, 'Its parallelization is 11.', { parallelization: 10 }],
    [
      "retries without a bound, by Lambda's word for it",
      { retries: -1 },
      'It retries without a limit (-1): a record that always fails would block its shard until it is too old, and most of the records after it would be too old as well. Use 0 to 10000.',
      { retries: 0 },
    ],
    [
      'retries without a bound',
      { retries: Number.POSITIVE_INFINITY },
      'It retries without a limit (Infinity)',
      { retries: 100 },
    ],
    [
      'retries above what Lambda counts',
      { retries: 10_001 },
      'Its retries is 10001. A Kinesis event source allows 0 to 10000.',
      { retries: 600 },
    ],
    ['half a retry', { retries: 0.5 }, 'Its retries is 0.5.', { retries: 1 }],
    [
      'an age below a minute',
      { maximumAge: seconds(59), retries: 0, batchSize: 1, timeout: seconds(1) },
      'Its maximumAge in seconds is 59. A Kinesis event source allows 60 to 604800, a week.',
      { maximumAge: seconds(62), retries: 0, batchSize: 1, timeout: seconds(1), alarmAtAge: seconds(30) },
    ],
    [
      'an age above a week',
      { maximumAge: days(8) },
      'Its maximumAge in seconds is 691200.',
      { maximumAge: hours(23) },
    ],
    [
      'an age that records expire before',
      { maximumAge: hours(24) },
      "Its maximumAge is 86400 s, a try takes up to 60 s, and the stream Messaging-dev-Shop/Events keeps records for 86400 s: records that Lambda cannot deliver (throttled, or no function) would be deleted before it gives them up. Raise the stream's retentionPeriod above 86460 s, or lower maximumAge.",
      { maximumAge: seconds(86_339) },
    ],
    [
      'retries that outlast the age',
      { retries: 10, maximumAge: seconds(2160) },
      'A record that always fails blocks its shard for up to 2160 s (10 retries of 60 s, and the halving of a batch of 100), and its maximumAge is 2160 s: records behind it would be given up, too, without a try. Lower retries, timeout or batchSize, or raise maximumAge.',
      { retries: 10, maximumAge: seconds(2161) },
    ],
    [
      'retries that outlast the retention of the stream',
      { retries: 100, timeout: minutes(15) },
      'A record that always fails blocks its shard for up to 103680 s (100 retries of 900 s',
      { retries: 78, timeout: minutes(15) },
    ],
    [
      'an alarm at an age that no record reaches',
      { alarmAtAge: hours(23) },
      'Its alarmAtAge is 82800 s, and its maximumAge 82800 s: no record gets that old, so the alarm never goes off. Use less than 82800 s.',
      { alarmAtAge: seconds(82_799) },
    ],
    [
      'an alarm at the age of every batch',
      { batchingWindow: seconds(300) },
      'Its alarmAtAge is 300 s, and it gathers records for up to 300 s: each batch would set off the alarm. Use more than 300 s.',
      { batchingWindow: seconds(299) },
    ],
    [
      'an alarm at an age with a fraction',
      { alarmAtAge: millis(60_500) },
      'Its alarmAtAge is 60.5 s. Use whole seconds.',
      { alarmAtAge: seconds(61) },
    ],
    [
      'a function that Lambda would stop',
      { timeout: seconds(901) },
      'Its timeout in seconds is 901. Lambda allows 1 to 900.',
      { timeout: seconds(900) },
    ],
  ]

  test.each(rows)('%s', (_, refused, words) => {
    expect(() => reader(site(), refused)).toThrow(RefusedError)
    expect(() => reader(site(), refused)).toThrow('Messaging-dev-Shop/Counter')
    expect(() => reader(site(), refused)).toThrow(words)
  })

  test.each(rows)(
    '%s: the nearest combination that works is accepted',
    (_title, _refused, _words, nearest) => {
      expect(() => reader(site(), nearest)).not.toThrow()
    },
  )

  test('records that Lambda cannot hand over', () => {
    expect(() => reader(site({ maximumRecord: 4606 }))).toThrow(
      "Messaging-dev-Shop/Counter: The stream Messaging-dev-Shop/Events takes records of up to 4606 KiB, and Lambda passes a function at most 6 MB, in base64: a larger record is given up without a try. Lower the stream's maximumRecord to 4605, or put large content into a bucket and its key into the stream.",
    )
    expect(() => reader(site({ maximumRecord: 4605 }))).not.toThrow()
  })

  test('a sixth reader that polls, beside who reads by itself', () => {
    const one = site()
    const replay = new DomainFunction(one.stack, 'Replay', {
      domain: one.stack,
      function: 'clickstream/replay',
      description: 'x',
      timeout: seconds(10),
      environment: {},
    })
    one.stream.grantRead(replay, 2)
    const [first, second, third, fourth, fifth] = functionNames
    for (const each of [first, second, third])
      reader(one, { function: each }, `Reader-${each.replace('/', '-')}`)
    expect(() => reader(one, { function: fourth })).toThrow(
      'Messaging-dev-Shop/Counter: The pollers of the stream Messaging-dev-Shop/Events read each shard 6 times a second',
    )
    expect(() => reader(one, { function: fifth, fanOut: true }, 'Pushed')).not.toThrow()
  })

  test('a twenty-first consumer with enhanced fan-out', () => {
    const one = site()
    const twenty = functionNames.filter(name => name !== 'clickstream/trends').slice(0, 20)
    for (const [index, each] of twenty.entries())
      reader(one, { function: each, fanOut: true }, `Reader${index}`)
    expect(() => reader(one, { fanOut: true })).toThrow(
      'Messaging-dev-Shop/Counter: The stream Messaging-dev-Shop/Events has 21 consumers with enhanced fan-out, and Kinesis allows 20. Leave out fanOut if a second of delay does no harm, or let one reader do the work of two.',
    )
  })

  describe('what would lose records without a word, however it got there', () => {
    const sourceOf = (counter: StreamReader) =>
      counter.node.findChild('Source').node.defaultChild as CfnEventSourceMapping

    test.each<[string, (source: CfnEventSourceMapping) => void, string]>([
      [
        'no on-failure destination',
        source => {
          source.destinationConfig = undefined
        },
        'The event source has no on-failure destination: records that it gives up are lost.',
      ],
      [
        'no on-failure destination, by an override',
        source => source.addPropertyDeletionOverride('DestinationConfig.OnFailure'),
        'The event source has no on-failure destination',
      ],
      [
        'no bound on retries',
        source => source.addPropertyOverride('MaximumRetryAttempts', -1),
        'The event source retries without a limit: a record that always fails would block its shard.',
      ],
      [
        'no bound on the age',
        source => source.addPropertyDeletionOverride('MaximumRecordAgeInSeconds'),
        'The event source has no maximum age: records that Lambda cannot deliver would expire in the stream.',
      ],
    ])('%s', (_, change, message) => {
      const one = site()
      change(sourceOf(reader(one)))
      expect(() => Template.fromStack(one.stack)).toThrow(message)
    })
  })
})
