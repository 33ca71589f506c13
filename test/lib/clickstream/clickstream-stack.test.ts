import { Template } from 'aws-cdk-lib/assertions'
import { allResources, appWith, stacksOf } from '../app-of-stage.ts'
import { environmentOf, functionOf, grantsOf, ofType } from '../stage.ts'

const STACK = 'Messaging-dev-Clickstream'

function tableKeys(name: string): unknown {
  const [table] = ofType('AWS::DynamoDB::GlobalTable').filter(
    ({ stack, Properties }) => stack === STACK && Properties.TableName === `${STACK}-${name}`,
  )
  const schema = (table?.Properties.KeySchema ?? []) as { AttributeName: string }[]
  return schema.map(({ AttributeName }) => AttributeName)
}

test('its figures are kept by product and minute, and found by minute as well', () => {
  expect(tableKeys('Trends')).toEqual(['product', 'slot'])
  expect(tableKeys('CountedEvents')).toEqual(['event'])
  expect(tableKeys('Generations')).toEqual(['name'])
  const [trends] = ofType('AWS::DynamoDB::GlobalTable').filter(
    ({ stack, Properties }) => stack === STACK && Properties.GlobalSecondaryIndexes,
  )
  expect(trends?.Properties.GlobalSecondaryIndexes).toEqual([
    {
      IndexName: 'by-minute',
      KeySchema: [
        { AttributeName: 'minuteSlot', KeyType: 'HASH' },
        { AttributeName: 'product', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ])
})

test('given-up batches are reported to a queue, and are kept longer than messages of the queue', () => {
  const [bucket] = ofType('AWS::S3::Bucket').filter(({ stack }) => stack === STACK)
  const { NotificationConfiguration, LifecycleConfiguration } = bucket?.Properties ?? {}
  expect(NotificationConfiguration).toEqual({
    QueueConfigurations: [
      {
        Event: 's3:ObjectCreated:*',
        Queue: { 'Fn::GetAtt': ['GivenUpQueue', 'Arn'] },
        Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'aws/lambda/' }] } },
      },
    ],
  })
  expect(LifecycleConfiguration).toMatchObject({
    Rules: expect.arrayContaining([
      expect.objectContaining({ Prefix: 'aws/lambda/', ExpirationInDays: 30, Status: 'Enabled' }),
    ]),
  })
})

test('it receives placed purchases through a standard queue: sums do not depend on their order', () => {
  const [subscription] = ofType('AWS::SNS::Subscription').filter(({ stack }) => stack === STACK)
  expect(subscription?.Properties).toMatchObject({
    Endpoint: { 'Fn::GetAtt': ['PurchasesQueue', 'Arn'] },
    FilterPolicy: { type: [{ prefix: 'shop.purchase.placed.v' }] },
  })
  const [queue] = ofType('AWS::SQS::Queue').filter(
    ({ Properties }) => Properties.QueueName === `${STACK}-Purchases`,
  )
  expect(queue?.Properties.FifoQueue).toBeUndefined()
})

describe('a function may', () => {
  const STREAM = 'EventsStream'
  const READS = ['GetRecords', 'GetShardIterator', 'ListShards'].map(action => `${action} ${STREAM}`)
  const POLLS = [`DescribeStream ${STREAM}`, `DescribeStreamSummary ${STREAM}`, ...READS]

  test.each([
    ['clickstream-ingest', [`PutRecords ${STREAM}`]],
    ['clickstream-purchases', [`PutRecords ${STREAM}`]],
    ['clickstream-trends', POLLS],
    ['clickstream-show-trends', []],
    ['clickstream-recount', []],
    ['clickstream-replay', READS],
  ])('%s of Kinesis', (service, grants) => {
    expect(grantsOf(service, 'kinesis')).toEqual(grants)
  })

  const COUNTS = ['GetItem GenerationsTable', 'PutItem CountedEventsTable', 'UpdateItem TrendsTable']
  const TRIES = ['BatchGetItem TriesTable', 'BatchWriteItem TriesTable']

  test.each([
    ['clickstream-ingest', []],
    ['clickstream-purchases', TRIES],
    ['clickstream-trends', COUNTS],
    [
      'clickstream-show-trends',
      ['GetItem GenerationsTable', 'Query TrendsTable', 'Query TrendsTable/index/by-minute'],
    ],
    ['clickstream-recount', [...TRIES, ...COUNTS]],
    [
      'clickstream-replay',
      [
        'BatchGetItem GenerationsTable',
        ...COUNTS.slice(0, 2),
        'PutItem GenerationsTable',
        'Query TrendsTable/index/by-minute',
        ...COUNTS.slice(2),
      ],
    ],
  ])('%s of DynamoDB', (service, grants) => {
    expect(grantsOf(service, 'dynamodb')).toEqual(grants)
  })

  test.each([
    ['clickstream-trends', ['ListBucket GivenUpBucket', 'PutObject GivenUpBucket/aws/lambda/*']],
    ['clickstream-recount', ['GetObject GivenUpBucket/aws/lambda/*', 'ListBucket GivenUpBucket']],
    ['clickstream-replay', ['GetObject LakeBucket/events/*', 'ListBucket LakeBucket']],
  ])('%s of S3', (service, grants) => {
    expect(grantsOf(service, 's3')).toEqual(grants)
  })
})

test('what is counted again is counted by the rules of what is counted live', () => {
  const rules = (service: string) => {
    const { LATENESS_SECONDS, STREAM_RETENTION_SECONDS } = environmentOf(functionOf(service))
    return { LATENESS_SECONDS, STREAM_RETENTION_SECONDS }
  }
  const live = { LATENESS_SECONDS: '3600', STREAM_RETENTION_SECONDS: '86400' }
  for (const counter of ['trends', 'recount', 'replay']) expect(rules(`clickstream-${counter}`)).toEqual(live)
})

test('the replay knows where the lake has its events, and for how long', () => {
  const { LAKE_PREFIX, LAKE_RETENTION_DAYS } = environmentOf(functionOf('clickstream-replay'))
  expect({ LAKE_PREFIX, LAKE_RETENTION_DAYS }).toEqual({
    LAKE_PREFIX: 'events/hour=',
    LAKE_RETENTION_DAYS: '365',
  })
})

describe('the settings of a stage', () => {
  const clickstream = (context: Record<string, unknown>) =>
    allResources(appWith(context)).filter(({ stack }) => stack === STACK)

  test('say how many shards there are, and how long they keep events', () => {
    const resources = clickstream({ streamCapacity: '3', streamRetentionHours: 168 })
    const [stream] = resources.filter(({ Type }) => Type === 'AWS::Kinesis::Stream')
    expect(stream?.Properties).toMatchObject({ ShardCount: 3, RetentionPeriodHours: 168 })
    const reader = resources.find(
      ({ Type, Properties }) => Type === 'AWS::Lambda::EventSourceMapping' && Properties.StartingPosition,
    )
    expect(reader?.Properties.MaximumRecordAgeInSeconds).toBe(601_200)
  })

  test('may leave the shards to Kinesis', () => {
    const [stream] = clickstream({ streamCapacity: 'on-demand' }).filter(
      ({ Type }) => Type === 'AWS::Kinesis::Stream',
    )
    expect(stream?.Properties.StreamModeDetails).toEqual({ StreamMode: 'ON_DEMAND' })
  })

  test('give each reader its own throughput', () => {
    const consumers = (context: Record<string, unknown>) =>
      clickstream(context).filter(({ Type }) => Type === 'AWS::Kinesis::StreamConsumer')
    expect(consumers({})).toHaveLength(0)
    expect(consumers({ streamFanOut: true })).toHaveLength(2)
  })

  test('leave the stack out without changing any other stack but for what shows all of them by name', () => {
    const shows = ['AWS::CloudWatch::Dashboard', 'AWS::Logs::QueryDefinition']
    const templates = (context: Record<string, unknown>) =>
      Object.fromEntries(
        stacksOf(appWith(context)).map(stack => {
          const { Resources = {}, ...template } = Template.fromStack(stack).toJSON()
          const others = Object.entries<{ Type: string }>(Resources).filter(
            ([, { Type }]) => !shows.includes(Type),
          )
          return [stack.stackName, { ...template, Resources: Object.fromEntries(others) }]
        }),
      )
    const { [STACK]: clickstream, ...others } = templates({})
    expect(clickstream).toBeDefined()
    expect(templates({ clickstream: 'false' })).toEqual(others)
  })
})
