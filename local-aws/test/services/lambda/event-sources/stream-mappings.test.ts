import {
  CreateAliasCommand,
  ListEventSourceMappingsCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda'
import { create } from '../../../resource.ts'
import { administratorRole } from '../../../role-policies.ts'
import { type Mapping, StreamRig, texts } from './stream-rig.ts'

let rig: StreamRig

beforeEach(async () => {
  rig = await StreamRig.started()
})
afterEach(() => rig.close())

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_create_kinesis_event_source_mapping,
 *   2025-11-25
 */
test('the answer has the defaults that were recorded (test_create_kinesis_event_source_mapping, 25-11-2025)', async () => {
  const { $metadata, ...created } = (await rig.feed('orders', {
    StartingPosition: 'LATEST',
  })) as Awaited<ReturnType<typeof rig.feed>> & { $metadata: { httpStatusCode?: number } }
  expect($metadata.httpStatusCode).toBe(202)
  expect(created).toEqual({
    BatchSize: 100,
    BisectBatchOnFunctionError: false,
    DestinationConfig: { OnFailure: {} },
    EventSourceArn: rig.arn('orders'),
    EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${created.UUID}`,
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:orders',
    FunctionResponseTypes: [],
    LastModified: new Date(rig.clock.now()),
    LastProcessingResult: 'No records processed',
    MaximumBatchingWindowInSeconds: 0,
    MaximumRecordAgeInSeconds: -1,
    MaximumRetryAttempts: -1,
    ParallelizationFactor: 1,
    StartingPosition: 'LATEST',
    State: 'Creating',
    StateTransitionReason: 'User action',
    TumblingWindowInSeconds: 0,
    UUID: created.UUID,
  })
})

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_kinesis_empty_provided,
 *   2025-11-25
 */
test('a successful batch is reported (test_kinesis_empty_provided, 25-11-2025)', async () => {
  const { UUID } = await rig.feed('orders')
  await rig.put('orders', '1')
  const call = await rig.batchInTime()
  call.answer()
  await rig.lambda.ended('orders', 1)
  await rig.second()
  expect(await rig.mapping(UUID)).toMatchObject({ LastProcessingResult: 'OK', State: 'Enabled' })
})

/**
 * @documented Lambda API Reference, ListEventSourceMappings: "Specify an EventSourceArn to show only event
 *   source mappings for a single event source."
 */
test('mappings of a stream are listed', async () => {
  const { UUID } = await rig.feed('orders')
  await rig.feed('returns')
  const command = new ListEventSourceMappingsCommand({ EventSourceArn: rig.arn('orders') })
  const { EventSourceMappings } = await rig.lambda.functions.send(command)
  expect(EventSourceMappings).toMatchObject([{ UUID, ParallelizationFactor: 1 }])
})

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_disable_kinesis_event_source_mapping,
 *   2025-11-25
 * @documented Lambda API Reference, CreateEventSourceMapping, Enabled: "When true, the event source mapping
 *   is active. When false, Lambda pauses polling and invocation."
 */
test('disabled it reads nothing, enabled it goes on where it was (test_disable_kinesis_event_source_mapping)', async () => {
  const { UUID } = await rig.feed('orders', { StartingPosition: 'LATEST' })
  await rig.put('orders', '1')
  const call = await rig.batchInTime()
  await rig.update(UUID, { Enabled: false })
  call.answer()
  await rig.lambda.ended('orders', 1)
  await rig.put('orders', '2')
  await rig.clock.advanceBy({ minutes: 10 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  await rig.update(UUID, { Enabled: true })
  await rig.second()
  expect(texts(await rig.batch())).toEqual(['2'])
})

/** @own not documented by AWS: a mapping at LATEST that is disabled before any record came */
test('a mapping that begins at LATEST and was disabled before any record came misses none', async () => {
  const { UUID } = await rig.feed('orders', { StartingPosition: 'LATEST' })
  await rig.update(UUID, { Enabled: false })
  await rig.second()
  await rig.put('orders', '1')
  await rig.clock.advanceBy({ minutes: 10 })
  await rig.update(UUID, { Enabled: true })
  await rig.second()
  await rig.second()
  expect(texts(await rig.batch())).toEqual(['1'])
})

/** @own not documented by AWS: an update while a batch is under way */
test('an update waits for the batch under way, and tries a failed one again', async () => {
  const { UUID } = await rig.feed('orders', { BatchSize: 1 })
  await rig.put('orders', '1', '2')
  const call = await rig.batchInTime()
  expect(await rig.update(UUID, { BatchSize: 10 })).toMatchObject({ BatchSize: 10, State: 'Updating' })
  await rig.clock.advanceBy({ seconds: 5 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  call.fail('no table')
  await rig.lambda.ended('orders', 1)
  await rig.second()
  expect(texts(await rig.batch())).toEqual(['1', '2'])
})

/**
 * @documented Lambda API Reference, UpdateEventSourceMapping: "You can change the function that Lambda invokes, or pause
 *   invocation and resume later from the same location."
 * @own not documented by AWS: what happens to a batch that is under way
 */
test('moved to an alias, it goes on where it was, after the batch under way', async () => {
  const { UUID } = await rig.feed('orders', { BatchSize: 1 })
  await rig.put('orders', '1', '2')
  const call = await rig.batchInTime()
  expect(texts(call)).toEqual(['1'])

  const FunctionName = 'orders'
  const { Version } = await rig.lambda.functions.send(new PublishVersionCommand({ FunctionName }))
  const live = { FunctionName, Name: 'live', FunctionVersion: Version }
  const { AliasArn } = await rig.lambda.functions.send(new CreateAliasCommand(live))
  expect(await rig.update(UUID, { FunctionName: 'orders:live' })).toMatchObject({
    ...{ State: 'Updating', FunctionArn: AliasArn, StartingPosition: 'TRIM_HORIZON' },
  })
  await rig.clock.advanceBy({ seconds: 5 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  call.answer()
  await rig.lambda.ended('orders', 1)
  await rig.second()
  const next = await rig.batch()
  expect(texts(next)).toEqual(['2'])
  next.answer()
  await rig.lambda.ended('orders', 2)
  await rig.clock.advanceBy({ minutes: 1 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  expect(await rig.mapping(UUID)).toMatchObject({ State: 'Enabled', FunctionArn: AliasArn })
})

/** @documented Lambda API Reference, DeleteEventSourceMapping: "Deletes an event source mapping." */
test('a deleted mapping stops reading', async () => {
  const { UUID } = await rig.feed('orders')
  await rig.remove(UUID)
  await rig.put('orders', '1')
  await rig.clock.advanceBy({ minutes: 1 })
  expect(rig.lambda.bench.unexpected).toBe(0)
})

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_create_kinesis_event_source_mapping_multiple_lambdas_single_kinesis_event_stream,
 *   2025-11-25
 */
test('two functions read a stream, each everything (…_multiple_lambdas_single_kinesis_event_stream)', async () => {
  await rig.feed('orders')
  await rig.deploy('audit')
  await rig.map('audit', { EventSourceArn: rig.arn('orders') })
  await rig.put('orders', '1')
  await rig.second()
  expect([texts(await rig.batch()), texts(await rig.batch())]).toEqual([['1'], ['1']])
})

describe('what Lambda refuses (CreateEventSourceMapping)', () => {
  /**
   * @documented Lambda API Reference, CreateEventSourceMapping: the valid range of each parameter of a stream
   * @recorded
   *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_esm_with_not_existing_kinesis_stream,
   *   2025-11-25
   */
  test.each<[string, Mapping, RegExp]>([
    ['no StartingPosition', { StartingPosition: undefined }, /'startingPosition' .*Member must not be null/],
    [
      'AT_TIMESTAMP without a time',
      { StartingPosition: 'AT_TIMESTAMP' },
      /StartingPositionTimestamp goes with/,
    ],
    ['"BatchSize … 10,000"', { BatchSize: 10_001 }, /BatchSize must be .* 1 to 10000, not 10001/],
    ['a window over 300 s', { MaximumBatchingWindowInSeconds: 301 }, /from 0 to 300/],
    ['"MaximumRetryAttempts … 10,000"', { MaximumRetryAttempts: 10_001 }, /from -1 to 10000/],
    ['"minimum valid value … is 60s"', { MaximumRecordAgeInSeconds: 59 }, /from 60 to 604800/],
    ['"ParallelizationFactor … 10"', { ParallelizationFactor: 11 }, /from 1 to 10, not 11/],
    [
      'ScalingConfig',
      { ScalingConfig: { MaximumConcurrency: 2 } },
      /ScalingConfig does not apply to a Kinesis/,
    ],
    ['"TumblingWindowInSeconds … 900"', { TumblingWindowInSeconds: 901 }, /from 0 to 900, not 901/],
    [
      'parallel batches of a shard with one state (terraform-aws-modules/terraform-aws-lambda#619)',
      { TumblingWindowInSeconds: 60, ParallelizationFactor: 2 },
      /ParallelizationFactor must be 1, not 2, if TumblingWindowInSeconds is 60/,
    ],
    [
      'a function as destination',
      { DestinationConfig: { OnFailure: { Destination: 'arn:aws:lambda:us-east-1:1:function:f' } } },
      /does not simulate arn:aws:lambda:us-east-1:1:function:f as an on-failure destination/,
    ],
    [
      'a FIFO queue as destination',
      { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:1:q.fifo' } } },
      /q\.fifo is FIFO/,
    ],
    [
      'a consumer that there is not',
      { EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/orders/consumer/c:1' },
      /^Stream not found: arn:aws:kinesis:us-east-1:000000000000:stream\/orders\/consumer\/c:1$/,
    ],
    [
      'a stream that there is not (test_esm_with_not_existing_kinesis_stream, 25-11-2025)',
      { EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/none' },
      /^Stream not found: arn:aws:kinesis:us-east-1:000000000000:stream\/none$/,
    ],
    ['no record', { BatchSize: 0 }, /BatchSize must be .* 1 to 10000, not 0/],
    ['fewer retries than endless ones', { MaximumRetryAttempts: -2 }, /from -1 to 10000, not -2/],
    ['an age of more than a week', { MaximumRecordAgeInSeconds: 604_801 }, /from 60 to 604800/],
    ['no parallel batch', { ParallelizationFactor: 0 }, /from 1 to 10, not 0/],
    ['a tumbling window of less than nothing', { TumblingWindowInSeconds: -1 }, /from 0 to 900, not -1/],
    ['a window of less than nothing', { MaximumBatchingWindowInSeconds: -1 }, /from 0 to 300, not -1/],
    [
      'a time without AT_TIMESTAMP',
      { StartingPosition: 'LATEST', StartingPositionTimestamp: new Date(0) },
      /StartingPositionTimestamp goes with/,
    ],
    [
      'a destination of what succeeded',
      { DestinationConfig: { OnSuccess: { Destination: 'arn:aws:sqs:us-east-1:000000000000:q' } } },
      /OnSuccess does not apply to event source mappings/,
    ],
    ['an invalid pattern', { FilterCriteria: { Filters: [{ Pattern: '{' }] } }, /Invalid filter pattern/],
  ])('%s', async (_, mapping, message) => {
    await expect(rig.feed('orders', mapping)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringMatching(message),
    })
  })

  /** @documented Lambda API Reference, UpdateEventSourceMapping: the lowest and highest value of each parameter */
  test('nothing at the ends of the ranges', async () => {
    const { UUID } = await rig.feed('orders')
    for (const change of [
      ...[{ BatchSize: 1 }, { BatchSize: 10_000 }, { MaximumBatchingWindowInSeconds: 300 }],
      ...[{ MaximumRetryAttempts: 0 }, { MaximumRetryAttempts: 10_000 }, { MaximumRetryAttempts: -1 }],
      ...[{ MaximumRecordAgeInSeconds: 60 }, { MaximumRecordAgeInSeconds: 604_800 }],
      ...[{ MaximumRecordAgeInSeconds: -1 }, { ParallelizationFactor: 10 }, { ParallelizationFactor: 1 }],
      ...[{ TumblingWindowInSeconds: 900 }, { TumblingWindowInSeconds: 0 }],
    ]) {
      expect(await rig.update(UUID, change)).toMatchObject(change)
    }
  })

  /** @own the loader: values of a template that are no valid positions */
  test.each([
    [
      { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: 'noon' },
      'the property "StartingPositionTimestamp" must be a number, not "noon"',
    ],
    [{ StartingPosition: 'OLDEST' }, 'StartingPosition must be one of TRIM_HORIZON, LATEST, AT_TIMESTAMP'],
  ])('%j in a template', async (position, message) => {
    await rig.stream('orders')
    await rig.deploy('orders')
    const made = create(rig.lambda.lambda.resourceTypes, 'AWS::Lambda::EventSourceMapping', {
      ...{ EventSourceArn: rig.arn('orders'), FunctionName: 'orders', ...position },
    })
    await expect(made).rejects.toThrow(message)
  })

  /**
   * @recorded
   *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_duplicate_event_source_mappings,
   *   2025-11-25
   */
  test('a second mapping of a stream to a function (test_duplicate_event_source_mappings, 25-11-2025)', async () => {
    const { UUID } = await rig.feed('orders')
    await expect(rig.map('orders')).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: `The event source arn (" ${rig.arn('orders')} ") and function (" orders ") provided mapping already exists. Please update or delete the existing mapping with UUID ${UUID}`,
    })
  })
})

describe('FilterCriteria (Using event filtering with a Kinesis event source)', () => {
  const filtered = (...patterns: object[]): Mapping => ({
    FilterCriteria: { Filters: patterns.map(pattern => ({ Pattern: JSON.stringify(pattern) })) },
  })
  const data = [
    JSON.stringify({ event_type: 'function_1', message: 'foo' }),
    JSON.stringify({ event_type: 'function_2', message: 'foo' }),
    'text',
  ]

  /**
   * @documented Lambda Developer Guide, Using event filtering with a Kinesis event source: filters on data,
   *   and on metadata
   * @recorded
   *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisEventFiltering::test_kinesis_event_filtering_json_pattern,
   *   2025-11-25
   */
  test.each<[string, object, string[]]>([
    [
      'JSON by its properties (test_kinesis_event_filtering_json_pattern, 25-11-2025)',
      { data: { event_type: ['function_1'] } },
      data.slice(0, 1),
    ],
    ['plain text', { data: ['text'] }, ['text']],
    ['metadata', { partitionKey: ['text'] }, ['text']],
  ])('%s', async (_, pattern, expected) => {
    await rig.feed('orders', filtered(pattern))
    await rig.put('orders', ...data)
    expect(texts(await rig.batchInTime())).toEqual(expected)
  })

  /**
   * @documented Lambda Developer Guide, Using event filtering with a Kinesis event source: records that match
   *   no filter are skipped
   */
  test('records that match no filter are skipped permanently', async () => {
    const { UUID } = await rig.feed('orders', filtered({ data: ['wanted'] }))
    await rig.put('orders', 'other')
    await rig.second()
    await rig.update(UUID, { FilterCriteria: {} })
    await rig.put('orders', 'wanted')
    await rig.second()
    expect(texts(await rig.batch())).toEqual(['wanted'])
  })
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Kinesis: the execution role needs kinesis:ListShards,
 *   GetShardIterator and GetRecords
 */
test.each(['kinesis:ListShards', 'kinesis:GetShardIterator', 'kinesis:GetRecords'])(
  'the role of the function reads: denied %s it gets nothing, until it is not',
  async Action => {
    const { UUID } = await rig.feed('orders', { Enabled: false })
    const { account } = rig.lambda
    administratorRole(account, 'orders', { Action, Resource: '*' })
    await rig.update(UUID, { Enabled: true })
    await rig.put('orders', '1')
    await rig.clock.advanceBy({ minutes: 1 })
    expect(rig.lambda.bench.unexpected).toBe(0)
    expect((await rig.mapping(UUID)).LastProcessingResult).toBe(
      `PROBLEM: User: arn:aws:sts::000000000000:assumed-role/orders/orders is not authorized to perform: ${Action} on resource: ${rig.arn('orders')} with an explicit deny in an identity-based policy`,
    )
    administratorRole(account, 'orders')
    await rig.second()
    expect(texts(await rig.batch())).toEqual(['1'])
  },
)

/** @documented CloudFormation Template Reference, AWS::Lambda::EventSourceMapping: Ref is the UUID */
test('CloudFormation makes a mapping (AWS::Lambda::EventSourceMapping); numbers and booleans may be text', async () => {
  await rig.stream('orders')
  await rig.deploy('orders')
  const { physicalId } = await create(rig.lambda.lambda.resourceTypes, 'AWS::Lambda::EventSourceMapping', {
    EventSourceArn: rig.arn('orders'),
    FunctionName: 'orders',
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: '5',
    BisectBatchOnFunctionError: 'true',
    MaximumRecordAgeInSeconds: '-1',
    MaximumRetryAttempts: '3',
    TumblingWindowInSeconds: 0,
  })
  expect(await rig.mapping(physicalId)).toMatchObject({
    ...{ BatchSize: 5, BisectBatchOnFunctionError: true, State: 'Enabled' },
    ...{ MaximumRecordAgeInSeconds: -1, MaximumRetryAttempts: 3 },
  })
})
