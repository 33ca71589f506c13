import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  type PutFunctionEventInvokeConfigCommandInput,
} from '@aws-sdk/client-lambda'
import { SQS } from '@aws-sdk/client-sqs'
import { administratorRole } from '../../role-policies.ts'
import { LambdaRig } from './lambda-rig.ts'

let rig: LambdaRig
let sqs: SQS

beforeEach(async () => {
  rig = await LambdaRig.started()
  sqs = rig.with(new SQS(rig.client))
})
afterEach(() => rig.close())

/**
 * @documented Lambda API Reference, Invoke, StatusCode: "For the Event invocation type, this status code is
 *   202."
 */
test('an event is accepted with 202 before the function has worked on it', async () => {
  await rig.deploy('later', rig.bench.source)
  expect(await rig.invoke('later', { n: 1 }, 'Event')).toMatchObject({ status: 202, payload: undefined })
  const call = await rig.bench.next<{ n: number }>()
  expect(call.event).toEqual({ n: 1 })
})

/**
 * @documented Lambda Developer Guide, Asynchronous error handling: "a one-minute wait between the first two
 *   attempts, and two minutes between the second and third"
 */
test('"a one-minute wait between the first two attempts, and two minutes between the second and third"', async () => {
  await rig.deploy('flaky', rig.bench.source)
  await rig.invoke('flaky', {}, 'Event')
  const first = await rig.bench.next()
  await fail(first, 1)
  await rig.clock.advanceBy({ seconds: 59 })
  expect(rig.bench.unexpected).toBe(0)
  await rig.clock.advanceBy({ seconds: 1 })
  const second = await rig.bench.next()
  expect(second.requestId).toBe(first.requestId)
  await fail(second, 2)
  await rig.clock.advanceBy({ minutes: 2 })
  await fail(await rig.bench.next(), 3)
  await rig.clock.advanceBy({ hours: 6 })
  expect(rig.bench.unexpected).toBe(0)
})

/**
 * @documented Lambda Developer Guide, Capturing records of Lambda asynchronous invocations: the record of a
 *   failed event
 */
test('a failed event is recorded at the on-failure destination (Capturing records of Lambda asynchronous invocations)', async () => {
  const failures = await queue('failures')
  await rig.deploy('flaky', rig.bench.source)
  await configure({
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: failures.arn } },
  })
  await rig.invoke('flaky', { n: 1 }, 'Event')
  const call = await rig.bench.next()
  await fail(call, 1)
  expect(JSON.parse((await message(failures.url))?.Body ?? '')).toEqual({
    version: '1.0',
    timestamp: '2026-01-01T00:00:00.000Z',
    requestContext: {
      requestId: call.requestId,
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:flaky:$LATEST',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 1,
    },
    requestPayload: { n: 1 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'no', trace: expect.any(Array) },
  })
})

/**
 * @documented Lambda Developer Guide, Capturing records of Lambda asynchronous invocations: the record of a
 *   success
 */
test('a success is recorded at the on-success destination', async () => {
  const successes = await queue('successes')
  await rig.deploy('flaky', rig.bench.source)
  await configure({ DestinationConfig: { OnSuccess: { Destination: successes.arn } } })
  await rig.invoke('flaky', {}, 'Event')
  const call = await rig.bench.next()
  call.answer({ done: true })
  await rig.ended('flaky', 1)
  expect(JSON.parse((await message(successes.url))?.Body ?? '')).toMatchObject({
    requestContext: { condition: 'Success' },
    responsePayload: { done: true },
  })
})

/**
 * @documented Lambda Developer Guide, Capturing records of Lambda asynchronous invocations: the execution role needs
 *   sqs:SendMessage or lambda:InvokeFunction on the destination
 * @documented Lambda Developer Guide, Types of metrics for Lambda functions, DestinationDeliveryFailures: "Delivery errors
 *   can occur due to permissions errors, misconfigured resources, or size limits"
 */
test.each([
  ['a queue', 'sqs:SendMessage', async () => (await queue('successes')).arn],
  ['a function', 'lambda:InvokeFunction', () => rig.deploy('successes', rig.bench.source)],
])('a record for %s is lost while the role is denied %s', async (_, Action, destination) => {
  const Destination = await destination()
  await rig.deploy('flaky', rig.bench.source)
  await configure({ DestinationConfig: { OnSuccess: { Destination } } })
  administratorRole(rig.account, 'flaky', { Action, Resource: '*' })
  await rig.invoke('flaky', {}, 'Event')
  const call = await rig.bench.next()
  call.answer({ done: true })
  await rig.metrics.until(() => {
    const name = 'DestinationDeliveryFailures'
    const dimensions = { FunctionName: 'flaky' }
    return rig.metrics.series({ namespace: 'AWS/Lambda', name, dimensions }).length > 0
  })
  expect(rig.bench.unexpected).toBe(0)
})

describe('a function as a destination', () => {
  /**
   * @documented Lambda Developer Guide, Capturing records of Lambda asynchronous invocations: a function as
   *   destination gets the record as its event
   */
  test('gets the record as its event', async () => {
    const Destination = await rig.deploy('next', rig.bench.source)
    await rig.deploy('flaky', rig.bench.source)
    await configure({ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination } } })
    await rig.invoke('flaky', { n: 1 }, 'Event')
    await fail(await rig.bench.next(), 1)
    const { event } = await rig.bench.next()
    expect(event).toMatchObject({
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: { n: 1 },
      responsePayload: { errorMessage: 'no' },
    })
  })

  /** @documented Lambda Developer Guide, CloudWatch metrics: DestinationDeliveryFailures */
  test.each([
    ['is not there', 'arn:aws:lambda:us-east-1:000000000000:function:nobody'],
    ['is in another region', 'arn:aws:lambda:eu-west-1:000000000000:function:flaky'],
  ])('that %s counts as a failure of the delivery', async (_, Destination) => {
    await rig.deploy('flaky', rig.bench.source)
    await configure({ DestinationConfig: { OnSuccess: { Destination } } })
    await rig.invoke('flaky', {}, 'Event')
    ;(await rig.bench.next()).answer()
    await rig.ended('flaky', 1)
    const now = rig.clock.now()
    const cloudWatch = rig.with(new CloudWatch(rig.client))
    const { Datapoints } = await cloudWatch.getMetricStatistics({
      Namespace: 'AWS/Lambda',
      MetricName: 'DestinationDeliveryFailures',
      Dimensions: [{ Name: 'FunctionName', Value: 'flaky' }],
      StartTime: new Date(now - 60_000),
      EndTime: new Date(now + 60_000),
      Period: 60,
      Statistics: ['Sum'],
    })
    expect(Datapoints).toMatchObject([{ Sum: 1 }])
    expect(rig.bench.unexpected).toBe(0)
  })
})

/**
 * @documented Lambda Developer Guide, Dead-letter queues: the event, with the attributes RequestID, ErrorCode
 *   and ErrorMessage
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_sqs_queue_as_lambda_dead_letter_queue,
 *   2025-11-25
 */
test('a dead-letter queue gets the event, with RequestID, ErrorCode and ErrorMessage', async () => {
  const dead = await queue('dead')
  await rig.deploy('flaky', rig.bench.source, { DeadLetterConfig: { TargetArn: dead.arn } })
  await configure({ MaximumRetryAttempts: 0 })
  await rig.invoke('flaky', { n: 1 }, 'Event')
  const call = await rig.bench.next()
  await fail(call, 1)
  const { Body, MessageAttributes = {} } = (await message(dead.url)) ?? {}
  expect(Body).toBe('{"n":1}')
  const attributes = Object.entries(MessageAttributes).map(([name, value]) => [
    name,
    value.DataType,
    value.StringValue,
  ])
  expect(attributes.sort()).toEqual([
    ['ErrorCode', 'Number', '200'],
    ['ErrorMessage', 'String', 'no'],
    ['RequestID', 'String', call.requestId],
  ])
})

/**
 * @documented Lambda API Reference, PutFunctionEventInvokeConfig, MaximumEventAgeInSeconds: "The maximum age
 *   of a request that Lambda sends to a function for processing."
 */
test('an event older than MaximumEventAgeInSeconds is given up', async () => {
  const failures = await queue('failures')
  await rig.deploy('flaky', rig.bench.source)
  await configure({
    MaximumEventAgeInSeconds: 90,
    DestinationConfig: { OnFailure: { Destination: failures.arn } },
  })
  await rig.invoke('flaky', {}, 'Event')
  await fail(await rig.bench.next(), 1)
  await rig.clock.advanceBy({ minutes: 1 })
  await fail(await rig.bench.next(), 2)
  await rig.clock.advanceBy({ minutes: 2 })
  expect(JSON.parse((await message(failures.url))?.Body ?? '')).toMatchObject({
    requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 2 },
  })
  expect(rig.bench.unexpected).toBe(0)
})

/**
 * @documented Lambda Developer Guide, Asynchronous error handling: "for throttling errors … the retry
 *   interval increases exponentially from 1 second"
 */
test('"for throttling errors … the retry interval increases exponentially from 1 second"', async () => {
  await rig.deploy('busy', rig.bench.source)
  await reserve('busy', 1)
  await rig.invoke('busy', 'first', 'Event')
  const first = await rig.bench.next()
  await rig.invoke('busy', 'second', 'Event')
  // Refused at 0 and at 1 second; the next attempt is at 3.
  await rig.clock.advanceBy({ seconds: 1, milliseconds: 500 })
  first.answer()
  await rig.ended('busy', 1)
  await rig.clock.advanceBy({ seconds: 1, milliseconds: 499 })
  expect(rig.lambda.environments('busy').map(({ requestId }) => requestId)).toEqual([undefined])
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await rig.bench.next()).toMatchObject({ event: 'second' })
})

/**
 * @documented Lambda Developer Guide, Asynchronous error handling: "when you set reserved concurrency to
 *   zero", events go to the destination "without any retries"
 */
test('"when you set reserved concurrency to zero … without any retries"', async () => {
  const failures = await queue('failures')
  await rig.deploy('flaky', rig.bench.source)
  await configure({ DestinationConfig: { OnFailure: { Destination: failures.arn } } })
  await reserve('flaky', 0)
  await rig.invoke('flaky', {}, 'Event')
  expect(await message(failures.url)).toBeDefined()
})

/**
 * @documented Lambda API Reference, GetFunctionEventInvokeConfig and DeleteFunctionEventInvokeConfig:
 *   "Retrieves the configuration for asynchronous invocation for a function, version, or alias."
 */
test('the configuration can be read and removed', async () => {
  await rig.deploy('flaky', rig.bench.source)
  const get = () => rig.functions.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'flaky' }))
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await configure({ MaximumRetryAttempts: 1 })
  expect(await get()).toMatchObject({ MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 21_600 })
  await rig.functions.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName: 'flaky' }))
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

/**
 * @documented Lambda API Reference, PutFunctionEventInvokeConfig: at most 2 retries, and an age of 60 seconds
 *   to 6 hours
 * @own topics as destinations, refused as not simulated
 */
test.each<[string, Partial<PutFunctionEventInvokeConfigCommandInput>, RegExp]>([
  ['three retries', { MaximumRetryAttempts: 3 }, /MaximumRetryAttempts/],
  ['an age below a minute', { MaximumEventAgeInSeconds: 59 }, /MaximumEventAgeInSeconds/],
  [
    'a topic as destination',
    { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:us-east-1:000000000000:failures' } } },
    /does not simulate arn:aws:sns/,
  ],
])('refused: %s', async (_, config, message) => {
  await rig.deploy('flaky', rig.bench.source)
  await expect(configure(config)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringMatching(message),
  })
})

/** @own functions in process, for other services */
describe('by a service in this account, such as S3 (Functions.invokeAsynchronously)', () => {
  const caller = { kind: 'service', service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::bucket' } as const
  const accept = (event: unknown, traceHeader?: string) =>
    rig.lambda.invokeAsynchronously('flaky', event, { caller, traceHeader })

  test('is tried again as any other, with the same request id', async () => {
    await rig.deploy('flaky', rig.bench.source)
    await rig.permit('flaky', caller.service, caller.sourceArn)
    accept({ Records: [1] })
    const first = await rig.bench.next()
    expect(first.event).toEqual({ Records: [1] })
    await fail(first, 1)
    await rig.clock.advanceBy({ minutes: 1 })
    const second = await rig.bench.next()
    expect(second).toMatchObject({ event: { Records: [1] }, requestId: first.requestId })
    second.answer()
    await rig.ended('flaky', 2)
    await rig.clock.advanceBy({ hours: 6 })
    expect(rig.bench.unexpected).toBe(0)
  })

  test('is recorded at the on-failure destination when it was given up, with its trace', async () => {
    const failures = await queue('failures')
    await rig.deploy('flaky', rig.bench.source)
    await rig.permit('flaky', caller.service, caller.sourceArn)
    await configure({
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: failures.arn } },
    })
    const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0'
    accept({ Records: [1] }, traceHeader)
    await fail(await rig.bench.next(), 1)
    await rig.clock.advanceBy({ minutes: 1 })
    await fail(await rig.bench.next(), 2)
    const { Body = '', Attributes } = (await message(failures.url)) ?? {}
    expect(Attributes?.AWSTraceHeader).toMatch(new RegExp(`^${traceHeader};Lineage=1:[0-9a-f]{8}:0$`))
    expect(JSON.parse(Body)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { Records: [1] },
      responsePayload: { errorMessage: 'no' },
    })
  })

  test('is refused for a function that there is not, and for an event of more than 1 MB', async () => {
    expect(() => accept({})).toThrow('Function not found')
    await rig.deploy('flaky', rig.bench.source)
    await rig.permit('flaky', caller.service, caller.sourceArn)
    expect(() => accept('x'.repeat(1_048_576))).toThrow('must be smaller than 1048576 bytes')
  })
})

async function fail(call: { fail(message: string): void }, ended: number): Promise<void> {
  call.fail('no')
  await rig.ended('flaky', ended)
}

async function queue(name: string): Promise<{ url: string; arn: string }> {
  const { QueueUrl } = await sqs.createQueue({ QueueName: name })
  return { url: QueueUrl as string, arn: rig.account.arn('sqs', name) }
}

async function message(QueueUrl: string) {
  const { Messages = [] } = await sqs.receiveMessage({
    QueueUrl,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  })
  return Messages[0]
}

async function configure(config: Partial<PutFunctionEventInvokeConfigCommandInput>): Promise<void> {
  await rig.functions.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'flaky', ...config }))
}

async function reserve(FunctionName: string, ReservedConcurrentExecutions: number): Promise<void> {
  await rig.functions.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }))
}
