import { Duration } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { CfnStream } from 'aws-cdk-lib/aws-kinesis'
import { DomainFunction } from '../../../lib/constructs/domain-function.ts'
import { GuardedStream, type GuardedStreamProps } from '../../../lib/constructs/guarded-stream.ts'
import { RefusedError } from '../../../lib/constructs/refusal.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import type { FunctionName } from '../../../lib/packaging/functions.ts'
import { domain, resources, snapshotOf } from '../fixture.ts'
import { statementsOf } from '../resource.ts'

const { hours, minutes, days } = Duration

function stream(stack: DomainStack, props: Partial<GuardedStreamProps> = {}): GuardedStream {
  return new GuardedStream(stack, 'Events', { domain: stack, ...props })
}

function aFunction(stack: DomainStack, name: FunctionName = 'clickstream/replay'): DomainFunction {
  return new DomainFunction(stack, name.replace('/', '-'), {
    domain: stack,
    function: name,
    description: 'x',
    timeout: Duration.seconds(10),
    environment: {},
  })
}

function grantsOf(stack: DomainStack): unknown[] {
  return Object.values(resources(Template.fromStack(stack)))
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(statementsOf)
    .filter(({ Action }) => /kinesis|kms/.test(String(Action)))
    .map(({ Action, Resource, Condition }) => [Action, Resource, Condition])
}

test('minimal props', () => {
  const stack = domain()
  stream(stack)
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test('all props', () => {
  const stack = domain()
  stream(stack, { capacity: 4, retentionPeriod: days(7), maximumRecord: 4096 })
  Template.fromStack(stack).hasResourceProperties('AWS::Kinesis::Stream', {
    ShardCount: 4,
    RetentionPeriodHours: 168,
    MaxRecordSizeInKiB: 4096,
  })
})

test('an on-demand stream has no number of shards', () => {
  const stack = domain()
  stream(stack, { capacity: 'on-demand' })
  const [only] = Object.values(Template.fromStack(stack).findResources('AWS::Kinesis::Stream'))
  expect(only?.Properties.StreamModeDetails).toEqual({ StreamMode: 'ON_DEMAND' })
  expect(only?.Properties.ShardCount).toBeUndefined()
})

const ARN = { 'Fn::GetAtt': ['EventsStream', 'Arn'] }
const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] }
const THROUGH_KINESIS = {
  StringEquals: {
    'kms:ViaService': {
      'Fn::Join': ['', ['kinesis.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
    },
  },
}

test('a writer may put records and use the key only for that', () => {
  const stack = domain()
  stream(stack).grantWrite(aFunction(stack))
  expect(grantsOf(stack)).toEqual([
    ['kinesis:PutRecords', ARN, undefined],
    ['kms:GenerateDataKey', KEY, THROUGH_KINESIS],
  ])
})

test('a reader may neither write nor describe the stream', () => {
  const stack = domain()
  stream(stack).grantRead(aFunction(stack), 5)
  expect(grantsOf(stack)).toEqual([
    [['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'], ARN, undefined],
    ['kms:Decrypt', KEY, THROUGH_KINESIS],
  ])
})

test.each(['WriteProvisionedThroughputExceeded', 'ReadProvisionedThroughputExceeded'])(
  'an alarm looks at %s of this stream',
  MetricName => {
    const stack = domain()
    stream(stack)
    const [alarm, ...others] = Object.values(resources(Template.fromStack(stack))).filter(
      ({ Properties }) => Properties.MetricName === MetricName,
    )
    expect(others).toEqual([])
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'AWS/Kinesis',
      Dimensions: [{ Name: 'StreamName', Value: { Ref: 'EventsStream' } }],
      Statistic: 'Sum',
      Threshold: 1,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
    })
  },
)

describe('combinations that cannot work are refused', () => {
  const SHARDS = "Use a whole number of shards from 1 to 10000, or 'on-demand'."
  const HOURS = 'Kinesis takes whole hours from 24 to 8760.'
  const rows: [
    title: string,
    refused: Partial<GuardedStreamProps>,
    words: string,
    nearest: Partial<GuardedStreamProps>,
  ][] = [
    ['no shard', { capacity: 0 }, `Its capacity is 0. ${SHARDS}`, { capacity: 1 }],
    ['half a shard', { capacity: 1.5 }, `Its capacity is 1.5. ${SHARDS}`, { capacity: 2 }],
    ['no number of shards', { capacity: Number.NaN }, 'Its capacity is NaN.', { capacity: 'on-demand' }],
    ['too many shards', { capacity: 10_001 }, 'Its capacity is 10001.', { capacity: 10_000 }],
    [
      'a retention below a day',
      { retentionPeriod: hours(23) },
      `Its retention period in hours is 23. ${HOURS}`,
      { retentionPeriod: hours(24) },
    ],
    [
      'a retention above a year',
      { retentionPeriod: hours(8761) },
      `Its retention period in hours is 8761. ${HOURS}`,
      { retentionPeriod: days(365) },
    ],
    [
      'a retention with a fraction of an hour',
      { retentionPeriod: minutes(1470) },
      `Its retention period in hours is 24.5. ${HOURS}`,
      { retentionPeriod: minutes(1500) },
    ],
    [
      'records smaller than Kinesis can limit them to',
      { maximumRecord: 1023 },
      'Its maximumRecord in KiB is 1023. Kinesis takes whole numbers from 1024 to 10240.',
      { maximumRecord: 1024 },
    ],
    [
      'records larger than Kinesis takes',
      { maximumRecord: 10_241 },
      'Its maximumRecord in KiB is 10241.',
      { maximumRecord: 10_240 },
    ],
  ]

  test.each(rows)('%s', (_, refused, words) => {
    expect(() => stream(domain(), refused)).toThrow(RefusedError)
    expect(() => stream(domain(), refused)).toThrow(`Messaging-dev-Shop/Events: ${words}`)
  })

  test.each(rows)(
    '%s: the nearest combination that works is accepted',
    (_title, _refused, _words, nearest) => {
      expect(() => stream(domain(), nearest)).not.toThrow()
    },
  )

  test('a sixth read per second of a shard, whoever polls it', () => {
    const stack = domain()
    const events = stream(stack)
    events.grantRead(aFunction(stack), 2)
    events.grantRead(aFunction(stack, 'clickstream/recount'), 3)
    expect(() => events.grantRead(aFunction(stack, 'clickstream/ingest'), 1)).toThrow(
      'Messaging-dev-Shop/clickstream-ingest: The pollers of the stream Messaging-dev-Shop/Events read each shard 6 times a second, and a shard allows 5 times: the rest is throttled, and all readers fall behind. Give a reader fanOut: true, so that it has its own throughput.',
    )
  })

  test.each([
    ['a name that Kinesis would refuse', 'What people do', /contains " ": Kinesis takes/],
    ['a name that is too long', 'E'.repeat(120), /has 139 characters\. Shorten the ids to 128 in total\./],
  ])('%s', (_, id, message) => {
    const stack = domain()
    expect(() => new GuardedStream(stack, id, { domain: stack })).toThrow(message)
  })

  test('a name that another stream of the stack has', () => {
    const stack = domain()
    new CfnStream(stack, 'Others', { name: 'Messaging-dev-Shop-Events' })
    expect(() => stream(stack)).toThrow('is taken by Messaging-dev-Shop/Others. Rename one of the ids.')
  })

  describe('a distribution that ignores the partition key, however it got there', () => {
    const resourceOf = (events: GuardedStream) => events.node.findChild('Stream') as CfnStream

    test('on demand, by an attribute', () => {
      const stack = domain()
      resourceOf(stream(stack, { capacity: 'on-demand' })).recordDistributionStrategy = 'AUTO'
      expect(() => Template.fromStack(stack)).toThrow(
        'The stream has RecordDistributionStrategy AUTO, which ignores the partition key: its records would lose the order that its readers rely on. Leave it out, or use USER_PARTITION_KEY.',
      )
    })

    test('with provisioned shards, by an override', () => {
      const stack = domain()
      resourceOf(stream(stack)).addPropertyOverride('RecordDistributionStrategy', 'AUTO')
      expect(() => Template.fromStack(stack)).toThrow(
        'The stream has RecordDistributionStrategy AUTO and provisioned shards: Kinesis allows a strategy for on-demand streams only',
      )
    })

    test('not one that keeps to it', () => {
      const stack = domain()
      resourceOf(stream(stack, { capacity: 'on-demand' })).recordDistributionStrategy = 'USER_PARTITION_KEY'
      expect(() => Template.fromStack(stack)).not.toThrow()
    })
  })
})
