import {
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  PublishVersionCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { create } from '../../../resource.ts'
import { administratorRole } from '../../../role-policies.ts'
import { bodies, type Fed, QueueRig } from './queue-rig.ts'

let rig: QueueRig

beforeEach(async () => {
  rig = await QueueRig.started()
})
afterEach(() => rig.close())

/** @recorded tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::TestSQSEventSourceMapping::test_sqs_event_source_mapping, 2025-11-25 */
test('a mapping is described as it was created', async () => {
  const { uuid, arn } = await rig.feed('orders', {
    BatchSize: 25,
    MaximumBatchingWindowInSeconds: 2,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 7 },
  })
  const { $metadata, ...mapping } = await rig.lambda.functions.send(
    new GetEventSourceMappingCommand({ UUID: uuid }),
  )
  expect(mapping).toEqual({
    UUID: uuid,
    EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${uuid}`,
    EventSourceArn: arn,
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:orders',
    BatchSize: 25,
    MaximumBatchingWindowInSeconds: 2,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 7 },
    LastModified: new Date(rig.clock.now()),
    State: 'Enabled',
    StateTransitionReason: 'USER_INITIATED',
  })
})

/** @recorded tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_fifo_message_group_parallelism, 2025-11-25 */
test('a mapping that is created disabled is Disabled at once, then Enabling', async () => {
  const arn = rig.lambda.account.arn('sqs', 'orders.fifo')
  await rig.queue('orders.fifo')
  await rig.lambda.deploy('orders', rig.lambda.bench.source)
  const created = await rig.lambda.functions.send(
    new CreateEventSourceMappingCommand({ EventSourceArn: arn, FunctionName: 'orders', Enabled: false }),
  )
  expect(created.State).toBe('Disabled')
  const state = async (change: { Enabled?: boolean; BatchSize?: number }) => {
    const command = new UpdateEventSourceMappingCommand({ UUID: created.UUID, ...change })
    return (await rig.lambda.functions.send(command)).State
  }
  expect(await state({ Enabled: true })).toBe('Enabling')
  expect(await state({ BatchSize: 1 })).toBe('Updating')
  expect(await state({ Enabled: false })).toBe('Disabling')
})

/** @documented Lambda Developer Guide, Using tags on event source mappings: "You can tag event source mappings to organize and manage your resources." */
test('a mapping can have tags', async () => {
  const { uuid } = await rig.feed('orders', { Tags: { team: 'shop' } })
  const mapping = await rig.lambda.functions.send(new GetEventSourceMappingCommand({ UUID: uuid }))
  const listed = await rig.lambda.functions.send(
    new ListTagsCommand({ Resource: mapping.EventSourceMappingArn }),
  )
  expect(listed.Tags).toEqual({ team: 'shop' })
})

/**
 * @documented Lambda API Reference, ListEventSourceMappings: "Specify an EventSourceArn to show only event
 *   source mappings for a single event source."
 */
test('mappings are listed by queue and by function', async () => {
  const orders = await rig.feed('orders')
  await rig.feed('returns')
  const list = async (filter: { FunctionName?: string; EventSourceArn?: string }) => {
    const command = new ListEventSourceMappingsCommand(filter)
    const { EventSourceMappings = [] } = await rig.lambda.functions.send(command)
    return EventSourceMappings.map(({ UUID }) => UUID)
  }
  expect(await list({})).toHaveLength(2)
  expect(await list({ FunctionName: 'orders' })).toEqual([orders.uuid])
  expect(await list({ EventSourceArn: orders.arn })).toEqual([orders.uuid])
})

/**
 * @documented Lambda API Reference, UpdateEventSourceMapping, Enabled: "When true, the event source mapping
 *   is active. When false, Lambda pauses polling and invocation."
 */
test('a disabled mapping reads nothing until it is enabled', async () => {
  const { url, uuid } = await rig.feed('orders', { Enabled: false })
  await rig.send(url, '1')
  await rig.clock.advanceBy({ minutes: 1 })
  expect(await rig.depth(url)).toEqual({ waiting: 1, inFlight: 0 })
  await update(uuid, { Enabled: true })
  expect(bodies(await rig.batch())).toEqual(['1'])
})

/**
 * @documented Lambda API Reference, UpdateEventSourceMapping, Enabled: "When true, the event source mapping
 *   is active. When false, Lambda pauses polling and invocation."
 */
test('disabling stops at once; what was fetched is worked on', async () => {
  const { name, url, uuid } = await rig.feed('orders')
  await rig.send(url, '1')
  const call = await rig.batch()
  await update(uuid, { Enabled: false })
  await rig.send(url, '2')
  call.answer()
  await rig.lambda.ended(name, 1)
  expect(await rig.depth(url)).toEqual({ waiting: 1, inFlight: 0 })
})

/**
 * @documented Lambda API Reference, UpdateEventSourceMapping, BatchSize: the maximum number of records in
 *   each batch
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::TestSQSEventSourceMapping::test_sqs_event_source_mapping_update,
 *   2025-11-25
 */
test('a new batch size applies from the next batch on', async () => {
  const { url, uuid } = await rig.feed('orders', { BatchSize: 1 })
  await update(uuid, { BatchSize: 3 })
  await rig.send(url, '1', '2', '3')
  expect(bodies(await rig.batch())).toEqual(['1', '2', '3'])
})

describe('a mapping that moves to another function', () => {
  const move = (UUID: string, FunctionName: string) =>
    rig.lambda.functions.send(new UpdateEventSourceMappingCommand({ UUID, FunctionName }))

  async function alias(FunctionName: string): Promise<string> {
    const { Version } = await rig.lambda.functions.send(new PublishVersionCommand({ FunctionName }))
    const live = { FunctionName, Name: 'live', FunctionVersion: Version }
    return (await rig.lambda.functions.send(new CreateAliasCommand(live))).AliasArn as string
  }

  /**
   * @documented Lambda API Reference, UpdateEventSourceMapping: "You can change the function that Lambda invokes, or pause
   *   invocation and resume later from the same location."; FunctionName: "Version or Alias ARN"
   */
  test('is Updating, then Enabled, with everything else as it was', async () => {
    const { name, uuid } = await rig.feed('orders', {
      BatchSize: 4,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
    const get = new GetEventSourceMappingCommand({ UUID: uuid })
    const { $metadata: _, ...before } = await rig.lambda.functions.send(get)
    const arn = await alias(name)
    expect(await move(uuid, arn)).toMatchObject({ State: 'Updating', FunctionArn: arn, BatchSize: 4 })
    const { $metadata: __, ...after } = await rig.lambda.functions.send(get)
    expect(after).toEqual({ ...before, FunctionArn: arn, State: 'Enabled' })
    expect(await move(uuid, 'orders')).toMatchObject({ FunctionArn: arn.replace(':live', '') })
  })

  /**
   * @documented Lambda API Reference, UpdateEventSourceMapping: "You can change the function that Lambda invokes, or pause
   *   invocation and resume later from the same location."
   * @own not documented by AWS: what happens to a batch that is under way
   */
  test('takes nothing from the batch under way, loses no message and doubles none', async () => {
    const { name, url, uuid } = await rig.feed('orders.fifo', { BatchSize: 1 })
    await rig.send(url, 'a1', 'a2', 'b1')
    const [one, two] = [await rig.batch(), await rig.batch()]
    expect([...bodies(one), ...bodies(two)].toSorted()).toEqual(['a1', 'b1'])

    await rig.lambda.deploy('archive', rig.lambda.bench.source)
    await move(uuid, await alias('archive'))
    await rig.clock.advanceBy({ seconds: 1 })
    expect(rig.lambda.bench.unexpected).toBe(0)
    one.answer()
    two.answer()
    const next = await rig.batch()
    expect(bodies(next)).toEqual(['a2'])
    next.answer()
    await rig.lambda.ended(name, 2)
    await rig.lambda.ended('archive', 1)
    expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 0 })
    expect(rig.lambda.logged(`/aws/lambda/${name}`).filter(line => line.startsWith('REPORT'))).toHaveLength(2)
  })

  /** @documented Lambda API Reference, UpdateEventSourceMapping: the errors InvalidParameterValueException, ResourceConflictException and ResourceNotFoundException */
  test('stays where it is if the function is missing, has the queue already, waits too long for it, or may not read it', async () => {
    const { arn, uuid } = await rig.feed('orders')
    await expect(move(uuid, 'nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(move(uuid, 'orders:live')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await rig.lambda.deploy('second', rig.lambda.bench.source)
    await rig.lambda.functions.send(
      new CreateEventSourceMappingCommand({ FunctionName: 'second', EventSourceArn: arn, Enabled: false }),
    )
    await expect(move(uuid, 'second')).rejects.toMatchObject({ name: 'ResourceConflictException' })
    await rig.lambda.deploy('slow', rig.lambda.bench.source, { Timeout: 31 })
    await expect(move(uuid, 'slow')).rejects.toThrow('is less than Function timeout: 31 seconds')
    await rig.lambda.deploy('denied', rig.lambda.bench.source)
    administratorRole(rig.lambda.account, 'denied', { Action: 'sqs:ReceiveMessage', Resource: '*' })
    await expect(move(uuid, 'denied')).rejects.toThrow(
      'does not have permissions to call ReceiveMessage on SQS',
    )
    const mapping = await rig.lambda.functions.send(new GetEventSourceMappingCommand({ UUID: uuid }))
    expect(mapping).toMatchObject({
      State: 'Enabled',
      FunctionArn: expect.stringMatching(/:function:orders$/),
    })
  })
})

/** @documented Lambda API Reference, DeleteEventSourceMapping: "Deletes an event source mapping." */
test('a deleted mapping is gone', async () => {
  const { url, uuid } = await rig.feed('orders')
  await rig.lambda.functions.send(new DeleteEventSourceMappingCommand({ UUID: uuid }))
  await rig.send(url, '1')
  expect(await rig.depth(url)).toEqual({ waiting: 1, inFlight: 0 })
  const get = new GetEventSourceMappingCommand({ UUID: uuid })
  await expect(rig.lambda.functions.send(get)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

describe('what Lambda refuses (CreateEventSourceMapping)', () => {
  const invalid = { name: 'InvalidParameterValueException' }

  /**
   * @documented Lambda API Reference, CreateEventSourceMapping: "For standard queues the max is 10,000. For
   *   FIFO queues the max is 10."; MaximumBatchingWindowInSeconds "from 0 seconds to 300 seconds";
   *   MaximumConcurrency from 2 to 1,000
   * @own what is refused as not simulated: tables, and provisioned pollers
   */
  test.each<[string, string, Partial<CreateEventSourceMappingCommandInput>, RegExp]>([
    ['orders', '"For standard queues the max is 10,000"', window(10_001, 1), /BatchSize/],
    ['orders', '"BatchSize greater than 10 … window at least 1"', window(11, 0), /batch window/],
    ['orders', '"from 0 seconds to 300 seconds"', window(10, 301), /MaximumBatchingWindowInSeconds/],
    ['orders.fifo', '"For FIFO queues the max is 10"', window(11, 0), /BatchSize/],
    ['orders.fifo', 'no batching window on FIFO queues', window(10, 1), /FIFO/],
    ['orders', '"MaximumConcurrency … minimum 2"', concurrency(1), /MaximumConcurrency/],
    ['orders', '"MaximumConcurrency … maximum 1000"', concurrency(1001), /MaximumConcurrency/],
    ['orders', 'no message', window(0, 0), /BatchSize must be .* 1 to 10000, not 0/],
    ['orders', 'a window of less than nothing', window(1, -1), /MaximumBatchingWindowInSeconds .* 0 to 300/],
    ['orders', 'no event source', { EventSourceArn: undefined }, /needs EventSourceArn/],
    ['orders', 'a table', { EventSourceArn: 'arn:aws:dynamodb:us-east-1:1:table/x' }, /only SQS queues/],
    ['orders', 'what is for streams', { ParallelizationFactor: 2 }, /ParallelizationFactor does not apply/],
    [
      'orders',
      'pollers of its own',
      { ProvisionedPollerConfig: { MinimumPollers: 2 } },
      /does not simulate the member ProvisionedPollerConfig/,
    ],
  ])('%s: %s', async (queue, _, mapping, message) => {
    const refused = expect.stringMatching(message)
    await expect(rig.feed(queue, mapping)).rejects.toMatchObject({ ...invalid, message: refused })
  })

  /** @own response types, refused as not simulated */
  test('a response type that there is not', async () => {
    await rig.queue('orders')
    await rig.lambda.deploy('orders', rig.lambda.bench.source)
    const made = create(rig.lambda.lambda.resourceTypes, 'AWS::Lambda::EventSourceMapping', {
      EventSourceArn: rig.lambda.account.arn('sqs', 'orders'),
      FunctionName: 'orders',
      FunctionResponseTypes: ['ReportBatchItemFailures', 'Other'],
    })
    await expect(made).rejects.toThrow('does not simulate the function response type "Other"')
  })

  /**
   * @documented Lambda Developer Guide, SQS parameters: the visibility timeout of the queue is at least the
   *   timeout of the function
   */
  test('the visibility timeout of a queue below the timeout of the function', async () => {
    const options = { queue: { VisibilityTimeout: '29' }, function: { Timeout: 30 } }
    await expect(rig.feed('orders', {}, options)).rejects.toMatchObject({
      ...invalid,
      message: 'Queue visibility timeout: 29 seconds is less than Function timeout: 30 seconds',
    })
  })

  /**
   * @documented Lambda Developer Guide, SQS parameters: the visibility timeout of the queue is at least the
   *   timeout of the function
   */
  test('nor may it be less when a mapping is changed', async () => {
    const { url, uuid } = await rig.feed('orders', {}, { function: { Timeout: 30 } })
    await rig.sqs.setQueueAttributes({ QueueUrl: url, Attributes: { VisibilityTimeout: '29' } })
    await expect(update(uuid, { BatchSize: 5 })).rejects.toMatchObject(invalid)
  })

  /** @documented Lambda API Reference, UpdateEventSourceMapping: the lowest and highest value of each parameter */
  test('nothing at the ends of the ranges', async () => {
    const { uuid } = await rig.feed(
      'orders',
      {},
      { queue: { VisibilityTimeout: '30' }, function: { Timeout: 30 } },
    )
    for (const change of [window(1, 0), window(10, 0), window(11, 1), window(10_000, 300)]) {
      const command = new UpdateEventSourceMappingCommand({ UUID: uuid, ...change })
      expect(await rig.lambda.functions.send(command)).toMatchObject(change)
    }
    for (const change of [concurrency(2), concurrency(1000)]) {
      const command = new UpdateEventSourceMappingCommand({ UUID: uuid, ...change })
      expect(await rig.lambda.functions.send(command)).toMatchObject(change)
    }
    const { uuid: fifo } = await rig.feed('returns.fifo', window(10, 0))
    await update(fifo, { BatchSize: 1 })
  })

  /** @documented Lambda Developer Guide, Using Lambda with Amazon SQS: a function may have several queues, a queue several functions */
  test('nothing about one function on two queues, or two functions on a queue', async () => {
    const { arn, name } = await rig.feed('orders')
    const { arn: other } = await rig.feed('returns')
    const map = async (EventSourceArn: string, FunctionName: string) =>
      rig.lambda.functions.send(new CreateEventSourceMappingCommand({ EventSourceArn, FunctionName }))
    await map(other, name)
    await map(arn, 'returns')
    const list = new ListEventSourceMappingsCommand({ FunctionName: name })
    const { EventSourceMappings = [] } = await rig.lambda.functions.send(list)
    expect(EventSourceMappings.map(({ EventSourceArn }) => EventSourceArn)).toEqual([arn, other])
  })

  /** @recorded tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::TestSQSEventSourceMapping::test_duplicate_event_source_mappings, 2025-11-25 */
  test('a second mapping of the same queue to the same function', async () => {
    const { arn, name, uuid } = await rig.feed('orders')
    const second = new CreateEventSourceMappingCommand({ EventSourceArn: arn, FunctionName: name })
    await expect(rig.lambda.functions.send(second)).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: `An event source mapping with SQS arn (" ${arn} ") and function (" ${name} ") already exists. Please update or delete the existing mapping with UUID ${uuid}`,
    })
  })

  /**
   * @recorded tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_esm_with_not_existing_sqs_queue, 2025-11-25
   * @documented Lambda API Reference, CreateEventSourceMapping: the error ResourceNotFoundException
   */
  test('a queue or a function that there is not', async () => {
    const { arn } = await rig.feed('orders')
    const nobody = new CreateEventSourceMappingCommand({ EventSourceArn: arn, FunctionName: 'nobody' })
    await expect(rig.lambda.functions.send(nobody)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(rig.feed('returns', { EventSourceArn: `${arn}-of-nobody` })).rejects.toMatchObject({
      ...invalid,
      Type: 'User',
      message:
        'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
    })
  })
})

/**
 * @documented CloudFormation Template Reference, AWS::Lambda::EventSourceMapping: Ref is the UUID;
 *   EventSourceMappingArn and Id by Fn::GetAtt
 */
test('CloudFormation makes a mapping (AWS::Lambda::EventSourceMapping); numbers and booleans may be text', async () => {
  const fed: Fed = await rig.feed('orders', { Enabled: false })
  await rig.lambda.functions.send(new DeleteEventSourceMappingCommand({ UUID: fed.uuid }))
  const { physicalId, attributes } = await create(
    rig.lambda.lambda.resourceTypes,
    'AWS::Lambda::EventSourceMapping',
    {
      EventSourceArn: fed.arn,
      FunctionName: fed.name,
      BatchSize: '5',
      Enabled: 'true',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  )
  const mapping = await rig.lambda.functions.send(new GetEventSourceMappingCommand({ UUID: physicalId }))
  expect(mapping).toMatchObject({ BatchSize: 5, State: 'Enabled' })
  expect(attributes).toEqual({ Id: physicalId, EventSourceMappingArn: mapping.EventSourceMappingArn })
})

function window(BatchSize: number, MaximumBatchingWindowInSeconds: number) {
  return { BatchSize, MaximumBatchingWindowInSeconds }
}

function concurrency(MaximumConcurrency: number) {
  return { ScalingConfig: { MaximumConcurrency } }
}

async function update(uuid: string, change: { Enabled?: boolean; BatchSize?: number }): Promise<void> {
  await rig.lambda.functions.send(new UpdateEventSourceMappingCommand({ UUID: uuid, ...change }))
}
