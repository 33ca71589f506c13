import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { SNS } from '@aws-sdk/client-sns'
import { firstFailedRecord } from '../../../../src/services/lambda/event-sources/stream-batch-failure.ts'
import { administratorRole } from '../../../role-policies.ts'
import { failed, type Mapping, StreamRig, texts } from './stream-rig.ts'

let rig: StreamRig

beforeEach(async () => {
  rig = await StreamRig.started()
})
afterEach(() => rig.close())

const PARTIAL: Mapping = { FunctionResponseTypes: ['ReportBatchItemFailures'] }

/** Lets batches fail, one after the other; gives their texts. */
async function failing(count: number): Promise<string[][]> {
  const seen: string[][] = []
  for (let attempt = 1; attempt <= count; attempt++) {
    const call = await rig.batch()
    seen.push(texts(call))
    call.fail('no table')
    await rig.lambda.ended('orders', attempt)
    await rig.clock.advanceBy({ seconds: 30 })
  }
  return seen
}

function onFailure(Destination: string): Mapping {
  return { DestinationConfig: { OnFailure: { Destination } } }
}

/**
 * @documented Lambda Developer Guide, Using Lambda with Kinesis: a shard is blocked until a failed batch
 *   succeeds, expires or is given up
 */
test('a shard stops at an error: what follows a failed batch waits until it succeeds', async () => {
  await rig.feed('orders', { BatchSize: 1 })
  await rig.put('orders', '1', '2')
  await rig.second()
  expect(await failing(3)).toEqual([['1'], ['1'], ['1']])
  const call = await rig.batch()
  call.answer()
  expect(texts(await rig.batch())).toEqual(['2'])
})

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_kinesis_event_source_mapping_with_on_failure_destination_config,
 *   2025-11-25
 */
test('a batch that is retried in vain goes to a queue (…_with_on_failure_destination_config, 25-11-2025)', async () => {
  const { url, arn } = await rig.queue('failed')
  await rig.feed('orders', { BatchSize: 1, MaximumRetryAttempts: 1, ...onFailure(arn) })
  const [sequenceNumber] = await rig.put('orders', '1')
  const arrival = new Date(rig.clock.now()).toISOString()
  await rig.second()
  await failing(2)
  expect(await rig.documents(url)).toEqual([
    {
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:orders',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: expect.any(String),
      KinesisBatchInfo: {
        shardId: 'shardId-000000000000',
        startSequenceNumber: sequenceNumber,
        endSequenceNumber: sequenceNumber,
        approximateArrivalOfFirstRecord: arrival,
        approximateArrivalOfLastRecord: arrival,
        batchSize: 1,
        streamArn: rig.arn('orders'),
      },
    },
  ])
})

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_kinesis_event_source_mapping_with_sns_on_failure_destination_config,
 *   2025-11-25
 */
test('or to a topic (…_with_sns_on_failure_destination_config, 25-11-2025)', async () => {
  const { url, arn } = await rig.queue('subscriber')
  const sns = rig.lambda.with(new SNS(rig.lambda.client))
  const { TopicArn = '' } = await sns.createTopic({ Name: 'failed' })
  await sns.subscribe({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: arn,
    Attributes: { RawMessageDelivery: 'true' },
  })
  await rig.sqs.setQueueAttributes({
    QueueUrl: url,
    Attributes: {
      Policy: JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arn,
          },
        ],
      }),
    },
  })
  await rig.feed('orders', { MaximumRetryAttempts: 0, ...onFailure(TopicArn) })
  await rig.put('orders', '1')
  await rig.second()
  await failing(1)
  const [document] = await rig.documents(url)
  expect(document).toMatchObject({ requestContext: { condition: 'RetryAttemptsExhausted' } })
})

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_kinesis_event_source_mapping_with_s3_on_failure_destination,
 *   2025-11-25
 * @documented Lambda Developer Guide, Kinesis on-failure destinations: the key of the object,
 *   aws/lambda/<ESM-UUID>/<shardID>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<Random UUID>
 */
test('or to a bucket, with the event (…_with_s3_on_failure_destination, 25-11-2025)', async () => {
  const { arn, objects } = await rig.bucket('failed')
  const { UUID } = await rig.feed('orders', { MaximumRetryAttempts: 0, ...onFailure(arn) })
  await rig.put('orders', '1')
  const call = await rig.batchInTime()
  call.fail('no table')
  await rig.lambda.ended('orders', 1)
  await rig.second()
  const [object] = await objects()
  // aws/lambda/<ESM-UUID>/<shardID>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<Random UUID>
  expect(object?.key).toMatch(
    new RegExp(
      `^aws/lambda/${UUID}/shardId-000000000000/2026/01/01/2026-01-01T00\\.00\\.0\\d-[0-9a-f-]{36}$`,
    ),
  )
  expect(object?.document).toMatchObject({ KinesisBatchInfo: { batchSize: 1 }, version: '1.0' })
  expect(JSON.parse(object?.document.payload)).toEqual(call.event)
})

/** The sum of OnFailureDestinationDeliveredEventCount of a mapping; undefined where there is no data. */
async function delivered(uuid = ''): Promise<number | undefined> {
  const now = rig.clock.now()
  const { Datapoints = [] } = await rig.lambda.with(new CloudWatch(rig.lambda.client)).getMetricStatistics({
    Namespace: 'AWS/Lambda',
    MetricName: 'OnFailureDestinationDeliveredEventCount',
    Dimensions: [{ Name: 'EventSourceMappingUUID', Value: uuid }],
    StartTime: new Date(now - 3_600_000),
    EndTime: new Date(now + 60_000),
    Period: 3_600,
    Statistics: ['Sum'],
  })
  return Datapoints[0]?.Sum
}

/**
 * @documented Lambda Developer Guide, Event source mapping metrics: OnFailureDestinationDeliveredEventCount
 */
test.each([
  ['of a mapping with EventCount metrics counts the records', { Metrics: ['EventCount' as const] }, 2],
  ['of another counts nothing', undefined, undefined],
])('a destination %s (OnFailureDestinationDeliveredEventCount)', async (_, MetricsConfig, count) => {
  const { arn } = await rig.queue('failed')
  const { UUID } = await rig.feed('orders', { MaximumRetryAttempts: 0, MetricsConfig, ...onFailure(arn) })
  await rig.put('orders', '1', '2')
  await rig.second()
  await failing(1)
  expect(await delivered(UUID)).toBe(count)
  expect((await rig.mapping(UUID)).MetricsConfig).toEqual(MetricsConfig)
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Kinesis: "Splitting a batch does not count towards
 *   the retry quota"
 */
test('BisectBatchOnFunctionError finds the record that fails; "Splitting a batch does not count towards the retry quota"', async () => {
  const { url, arn } = await rig.queue('failed')
  await rig.feed('orders', { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0, ...onFailure(arn) })
  const numbers = await rig.put('orders', '1', '2', 'bad', '4')
  await rig.second()
  const seen: string[][] = []
  for (let count = 1; count <= 5; count++) {
    const call = await rig.batch()
    seen.push(texts(call))
    if (texts(call).includes('bad')) call.fail('bad')
    else call.answer()
  }
  await rig.lambda.ended('orders', 5)
  await rig.second()
  expect(seen).toEqual([['1', '2', 'bad', '4'], ['1', '2'], ['bad', '4'], ['bad'], ['4']])
  const info = (await rig.documents(url)).map(({ KinesisBatchInfo }) => KinesisBatchInfo)
  expect(info).toMatchObject([{ batchSize: 1, startSequenceNumber: numbers[2] }])
})

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_kinesis_report_batch_item_failures,
 *   2025-11-25
 * @documented Lambda Developer Guide, Kinesis partial batch responses: Lambda uses "the lowest sequence
 *   number as the checkpoint"
 */
test('"the lowest sequence number as the checkpoint" (test_kinesis_report_batch_item_failures, 25-11-2025)', async () => {
  const { url, arn } = await rig.queue('failed')
  await rig.feed('orders', { BatchSize: 3, MaximumRetryAttempts: 3, ...PARTIAL, ...onFailure(arn) })
  const numbers = await rig.put('orders', '1', '2', '3', '4', '5', 'bad')
  await rig.second()
  const seen: string[] = []
  for (let count = 1; count <= 6; count++) {
    const call = await rig.batch()
    seen.push(texts(call).join())
    call.answer(failed(call, 'bad'))
    await rig.lambda.ended('orders', count)
    if (count > 2) await rig.clock.advanceBy({ seconds: 30 })
  }
  expect(seen).toEqual(['1,2,3', '4,5,bad', 'bad', 'bad', 'bad', 'bad'])
  expect(await rig.documents(url)).toMatchObject([
    {
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 4 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: null },
      KinesisBatchInfo: { batchSize: 1, startSequenceNumber: numbers[5] },
    },
  ])
})

describe('what a partial batch response means (test_kinesis_report_batch_item_…_scenarios, 25-11-2025)', () => {
  const batch = ['1', '2', '3']
  const one = (itemIdentifier: unknown) => ({ batchItemFailures: [{ itemIdentifier }] })

  /**
   * @recorded
   *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_kinesis_report_batch_item_success_scenarios[null_success],
   *   2025-11-25
   */
  test.each([
    ['empty_string', ''],
    ['empty_list', []],
    ['null', null],
    ['empty_dict', {}],
    ['empty_batch_item_failure', { batchItemFailures: [] }],
    ['null_batch_item_failure', { batchItemFailures: null }],
  ])('%s_success', (_, response) => {
    expect(firstFailedRecord(response, batch)).toBeUndefined()
  })

  /**
   * @recorded
   *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_kinesis_report_batch_item_failure_scenarios[null_item_identifier_failure],
   *   2025-11-25
   */
  test.each([
    ['empty_string_item_identifier', one('')],
    ['null_item_identifier', one(null)],
    ['a number', one(123)],
    ['invalid_key_foo', { batchItemFailures: [{ foo: '1' }] }],
    ['invalid_key_foo_null_value', { batchItemFailures: [{ foo: null }] }],
    ['item_identifier_not_present', one('4')],
    ['an entry that is none', { batchItemFailures: [null] }],
    ['a list that is none', { batchItemFailures: '2' }],
    ['text', 'all is well'],
  ])('%s_failure', (_, response) => {
    expect(firstFailedRecord(response, batch)).toBe(0)
  })

  /**
   * @documented Lambda Developer Guide, Kinesis partial batch responses: Lambda uses "the lowest sequence
   *   number as the checkpoint"
   */
  test('of several the lowest counts', () => {
    const response = { batchItemFailures: [{ itemIdentifier: '3' }, { itemIdentifier: '2' }] }
    expect(firstFailedRecord(response, batch)).toBe(1)
  })
})

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_kinesis_maximum_record_age_exceeded[expire-while-retrying],
 *   2025-11-25
 */
test('a batch that is too old is given up while it is retried (…age_exceeded[expire-while-retrying], 25-11-2025)', async () => {
  const { url, arn } = await rig.queue('failed')
  await rig.feed('orders', { BatchSize: 1, MaximumRecordAgeInSeconds: 60, ...onFailure(arn) })
  await rig.put('orders', '1')
  await rig.second()
  for (let attempt = 1; attempt <= 7; attempt++) {
    const call = await rig.batch()
    call.fail('no table')
    await rig.lambda.ended('orders', attempt)
    await rig.clock.advanceBy({ milliseconds: Math.min(500 * 2 ** (attempt - 1), 30_000) })
  }
  const [document] = await rig.documents(url)
  expect(document).toMatchObject({
    requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 8 },
  })
  expect(document).not.toHaveProperty('responseContext')
})

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_kinesis_maximum_record_age_exceeded_discard_records,
 *   2025-11-25
 */
test('records that are too old are never tried, the others are (…age_exceeded_discard_records, 25-11-2025)', async () => {
  const { url, arn } = await rig.queue('failed')
  await rig.stream('orders')
  await rig.deploy('orders')
  const [old] = await rig.put('orders', 'old')
  await rig.clock.advanceBy({ seconds: 61 })
  await rig.put('orders', '1', '2')
  await rig.map('orders', { MaximumRecordAgeInSeconds: 60, MaximumRetryAttempts: 0, ...onFailure(arn) })
  expect(texts(await rig.batch())).toEqual(['1', '2'])
  expect(await rig.documents(url)).toMatchObject([
    {
      requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 1 },
      KinesisBatchInfo: { batchSize: 1, startSequenceNumber: old },
    },
  ])
})

/**
 * @documented Kinesis Developer Guide, Large records: a record over 6 MB cannot invoke a function and goes to
 *   the on-failure destination
 */
test('a record over 6 MB goes to the destination, since no function can get it (DG, large records)', async () => {
  const { url, arn } = await rig.queue('failed')
  await rig.feed('orders', onFailure(arn))
  await rig.kinesis.updateMaxRecordSize({ StreamARN: rig.arn('orders'), MaxRecordSizeInKiB: 10_240 })
  await rig.second()
  await rig.put('orders', `large:${'x'.repeat(5_000_000)}`)
  await rig.clock.advanceBy({ seconds: 10 })
  await rig.put('orders', 'small')
  await rig.second()
  expect(texts(await rig.batch())).toEqual(['small'])
  expect(await rig.documents(url)).toMatchObject([{ KinesisBatchInfo: { batchSize: 1 } }])
})

/**
 * @documented Lambda Developer Guide, Kinesis partial batch responses: with BisectBatchOnFunctionError the
 *   batch is bisected at the returned sequence number
 */
test('a batch whose first record is reported is halved too where BisectBatchOnFunctionError is on', async () => {
  await rig.feed('orders', { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0, ...PARTIAL })
  await rig.put('orders', 'bad', '2', '3')
  await rig.second()
  const seen: string[] = []
  for (let count = 1; count <= 4; count++) {
    const call = await rig.batch()
    seen.push(texts(call).join())
    call.answer(failed(call, 'bad'))
  }
  expect(seen).toEqual(['bad,2,3', 'bad,2', 'bad', '2'])
  expect(texts(await rig.batch())).toEqual(['3'])
})

/**
 * @documented Lambda Developer Guide, Kinesis on-failure destinations: an invocation that is throttled does
 *   not count as a retry
 */
test('throttling is not counted: a throttled function gets the batch when it may run again', async () => {
  const concurrency = (ReservedConcurrentExecutions: number) =>
    rig.lambda.functions.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'orders', ReservedConcurrentExecutions }),
    )
  await rig.feed('orders', { MaximumRetryAttempts: 0 })
  await concurrency(0)
  await rig.put('orders', '1')
  await rig.clock.advanceBy({ minutes: 5 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  await concurrency(1)
  await rig.clock.advanceBy({ seconds: 30 })
  expect(texts(await rig.batch())).toEqual(['1'])
})

/**
 * @documented Lambda Developer Guide, Kinesis on-failure destinations: a throttled batch is tried until its
 *   records expire
 */
test('a throttled batch is tried until its records expire in the stream', async () => {
  const { url, arn } = await rig.queue('failed')
  await rig.stream('orders')
  await rig.put('orders', '1')
  // Of its 24 hours in the stream: each that is spent reading costs 3,600 polls.
  await rig.clock.advanceBy({ hours: 23 })
  await rig.deploy('orders')
  await rig.lambda.functions.send(
    new PutFunctionConcurrencyCommand({ FunctionName: 'orders', ReservedConcurrentExecutions: 0 }),
  )
  await rig.map('orders', { MaximumRetryAttempts: 0, ...onFailure(arn) })
  await rig.clock.advanceBy({ minutes: 59 })
  expect(await rig.documents(url)).toEqual([])
  await rig.clock.advanceBy({ minutes: 2 })
  expect(await rig.documents(url)).toMatchObject([
    { requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 1 } },
  ])
})

/**
 * @documented Lambda Developer Guide, Kinesis on-failure destinations: the role of the function needs
 *   permission to send to the destination
 */
test('a destination that is denied to the role loses the batch, and the shard goes on', async () => {
  const { arn } = await rig.queue('failed')
  const { UUID } = await rig.feed('orders', {
    ...{ BatchSize: 1, MaximumRetryAttempts: 0 },
    ...onFailure(arn),
  })
  administratorRole(rig.lambda.account, 'orders', { Action: 'sqs:SendMessage', Resource: '*' })
  await rig.put('orders', '1', '2')
  const call = await rig.batchInTime()
  call.fail('no table')
  expect(texts(await rig.batch())).toEqual(['2'])
  expect((await rig.mapping(UUID)).LastProcessingResult).toMatch(
    /not authorized to perform: sqs:sendmessage/i,
  )
})
