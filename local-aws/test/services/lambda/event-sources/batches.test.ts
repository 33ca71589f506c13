import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { KMS } from '@aws-sdk/client-kms'
import { GetEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { bodies, failures, QueueRig } from './queue-rig.ts'

let rig: QueueRig

beforeEach(async () => {
  rig = await QueueRig.started()
})
afterEach(() => rig.close())

/**
 * @documented Lambda Developer Guide, Using Lambda with Amazon SQS: the example event
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_message_body_and_attributes_passed_correctly,
 *   2025-11-25
 */
test('a record has the shape shown in "Using Lambda with Amazon SQS"', async () => {
  const { url, arn } = await rig.feed('orders')
  await rig.sqs.sendMessage({
    QueueUrl: url,
    MessageBody: '{"order":1}',
    MessageAttributes: {
      reason: { DataType: 'String', StringValue: 'NoCarrierError' },
      stamp: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
    },
    MessageSystemAttributes: {
      AWSTraceHeader: {
        DataType: 'String',
        StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
      },
    },
  })
  const call = await rig.batch()
  expect(call.event).toEqual({
    Records: [
      {
        messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        receiptHandle: expect.any(String),
        body: '{"order":1}',
        attributes: {
          ApproximateReceiveCount: '1',
          ApproximateFirstReceiveTimestamp: '1767225600000',
          SentTimestamp: '1767225600000',
          SenderId: 'test',
          AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
        },
        messageAttributes: {
          reason: {
            stringValue: 'NoCarrierError',
            stringListValues: [],
            binaryListValues: [],
            dataType: 'String',
          },
          stamp: { binaryValue: 'AQL/', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        },
        md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
        md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
        eventSource: 'aws:sqs',
        eventSourceARN: arn,
        awsRegion: 'us-east-1',
      },
    ],
  })
})

/** @recorded tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::TestSQSEventSourceMapping::test_sqs_event_source_mapping, 2025-11-25 */
test('the record of a message without attributes has null in place of their digest', async () => {
  const { url } = await rig.feed('orders')
  await rig.send(url, 'a')
  expect((await rig.batch()).event.Records[0]).toMatchObject({
    messageAttributes: {},
    md5OfMessageAttributes: null,
  })
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Amazon SQS: when a function has processed a batch,
 *   Lambda deletes its messages from the queue
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::TestSQSEventSourceMapping::test_sqs_event_source_mapping,
 *   2025-11-25
 */
test('messages that the function has processed are deleted from the queue', async () => {
  const { name, url } = await rig.feed('orders')
  await rig.send(url, 'a', 'b')
  const call = await rig.batch()
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 2 })
  call.answer()
  await rig.lambda.ended(name, 1)
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 0 })
})

/**
 * @documented Lambda Developer Guide, SQS parameters: BatchSize is 10 by default
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::TestSQSEventSourceMapping::test_event_source_mapping_default_batch_size,
 *   2025-11-25
 */
test('messages that wait fill batches: twelve are two, and need two environments', async () => {
  const url = await rig.queue('orders')
  await rig.send(url, '1', '2', '3', '4', '5', '6', '7', '8', '9', '10')
  await rig.send(url, '11', '12')
  await rig.feed('orders')
  const calls = [await rig.batch(), await rig.batch()]
  expect(calls.map(call => call.event.Records.length).sort((a, b) => b - a)).toEqual([10, 2])
  expect(rig.lambda.lambda.environments('orders')).toHaveLength(2)
  for (const call of calls) call.answer()
  await rig.lambda.ended('orders', 2)
  expect(rig.lambda.bench.unexpected).toBe(0)
})

/**
 * @documented Lambda API Reference, CreateEventSourceMapping, BatchSize: "The maximum number of records in
 *   each batch that Lambda pulls from your stream or queue and sends to your function."
 */
test('BatchSize is the maximum size of a batch', async () => {
  const { url } = await rig.feed('orders', { BatchSize: 2, Enabled: true })
  await rig.send(url, '1', '2', '3')
  const calls = [await rig.batch(), await rig.batch()]
  expect(calls.map(bodies).sort()).toEqual([['1', '2'], ['3']])
})

/**
 * @documented Lambda Developer Guide, Batching behavior: a batch is sent when "the batching window reaches
 *   its maximum value"
 */
describe('with a batching window (Batching behavior: "the batching window reaches its maximum value")', () => {
  test('a batch waits for more messages until the window is over', async () => {
    const { url } = await rig.feed('orders', { BatchSize: 100, MaximumBatchingWindowInSeconds: 25 })
    await rig.send(url, '1')
    await rig.clock.advanceBy({ seconds: 24 })
    await rig.send(url, '2', '3')
    await rig.clock.advanceBy({ milliseconds: 999 })
    expect(rig.lambda.lambda.environments('orders')).toEqual([])
    await rig.clock.advanceBy({ milliseconds: 1 })
    expect(bodies(await rig.batch())).toEqual(['1', '2', '3'])
  })

  /** @documented Lambda Developer Guide, Batching behavior: a batch is sent when "the batch size is met" */
  test('a full batch waits no longer: "the batch size is met"', async () => {
    const { url } = await rig.feed('orders', { BatchSize: 3, MaximumBatchingWindowInSeconds: 25 })
    await rig.send(url, '1', '2')
    await rig.send(url, '3', '4')
    expect(bodies(await rig.batch())).toEqual(['1', '2', '3'])
    await rig.clock.advanceBy({ seconds: 25 })
    expect(bodies(await rig.batch())).toEqual(['4'])
  })
})

/**
 * @documented Lambda Developer Guide, Batching behavior: a batch is sent when "the payload size reaches 6 MB"
 */
test('a batch is no larger than the payload of an invocation: "the payload size reaches 6 MB"', async () => {
  const url = await rig.queue('orders')
  for (const letter of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    await rig.send(url, letter.repeat(1_048_576))
  }
  await rig.feed('orders')
  const sizes: number[] = []
  for (let call = await rig.batch(); ; call = await rig.batch()) {
    sizes.push(call.event.Records.length)
    call.answer()
    if (sizes.length === 2) break
  }
  expect(sizes).toEqual([5, 2])
})

/** @own not documented by AWS: when a queue is read again whose key was disabled */
test('a queue whose key is disabled is read again soon after the key is enabled', async () => {
  const kms = rig.lambda.with(new KMS(rig.lambda.client))
  const KeyId = (await kms.createKey({})).KeyMetadata?.KeyId
  const { url, uuid } = await rig.feed('orders', {}, { queue: { KmsMasterKeyId: KeyId } })
  await kms.disableKey({ KeyId })
  await rig.clock.advanceBy({ seconds: 20 })
  const mapping = await rig.lambda.functions.send(new GetEventSourceMappingCommand({ UUID: uuid }))
  expect(mapping.LastProcessingResult).toMatch(/^PROBLEM: .*disabled/)

  await kms.enableKey({ KeyId })
  await rig.send(url, '1')
  await rig.clock.advanceBy({ seconds: 10 })
  expect(bodies(await rig.batch())).toEqual(['1'])
})

/** @documented Lambda Developer Guide, Types of metrics for Lambda functions: the event source mapping metrics */
test.each([
  ['EventCount metrics', { Metrics: ['EventCount' as const] }, [4, 1, 3, 1, 2]],
  ['no metrics of its own', undefined, [undefined, undefined, undefined, undefined, undefined]],
])('a mapping with %s counts its events so', async (_, MetricsConfig, counts) => {
  const Filters = [{ Pattern: JSON.stringify({ body: [{ prefix: 'a' }] }) }]
  const { name, url, uuid } = await rig.feed('orders', {
    ...{ MetricsConfig, FilterCriteria: { Filters } },
    ...{ FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 1 },
  })
  await rig.send(url, 'a1', 'a2', 'a3', 'b')
  await rig.clock.advanceBy({ seconds: 1 })
  const call = await rig.batch()
  call.answer(failures(call, 'a3'))
  await rig.lambda.ended(name, 1)
  const cloudWatch = rig.lambda.with(new CloudWatch(rig.lambda.client))
  const sum = async (MetricName: string) => {
    const { Datapoints = [] } = await cloudWatch.getMetricStatistics({
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [{ Name: 'EventSourceMappingUUID', Value: uuid }],
      StartTime: new Date(rig.clock.now() - 3_600_000),
      EndTime: new Date(rig.clock.now() + 60_000),
      Period: 3_600,
      Statistics: ['Sum'],
    })
    return Datapoints[0]?.Sum
  }
  const names = ['Polled', 'FilteredOut', 'Invoked', 'FailedInvoke', 'Deleted']
  expect(await Promise.all(names.map(metric => sum(`${metric}EventCount`)))).toEqual(counts)
  const get = new GetEventSourceMappingCommand({ UUID: uuid })
  expect((await rig.lambda.functions.send(get)).MetricsConfig).toEqual(MetricsConfig)
})
