import {
  GetFunctionRecursionConfigCommand,
  type InvocationType,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
  type RecursiveLoop,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { create } from '../../resource.ts'
import { administratorRole } from '../../role-policies.ts'
import { LambdaRig } from './lambda-rig.ts'
import { LoopRig } from './loop-rig.ts'

/* Lambda developer guide, "Use Lambda recursive loop detection to prevent infinite loops". */

const SIXTEEN = Array.from({ length: 16 }, (_, index) => index + 1)

/**
 * @documented Lambda Developer Guide, Recursive loop detection: Lambda stops a chain after "approximately 16
 *   times"
 * @documented Lambda Developer Guide, Recursive loop detection: the event that Lambda stops goes to the
 *   dead-letter queue or on-failure destination of the function
 */
describe('a function that goes on sending', () => {
  let rig: LoopRig

  beforeAll(async () => {
    rig = await LoopRig.started()
  })
  afterAll(() => rig.close())

  const start = (QueueUrl: string) => rig.sqs.sendMessage({ QueueUrl, MessageBody: '1' })
  const allow = (FunctionName: string) =>
    rig.lambda.send(new PutFunctionRecursionConfigCommand({ FunctionName, RecursiveLoop: 'Allow' }))

  test('to its own queue: "approximately 16 times", then each try counts as a receive until the message is a dead letter', async () => {
    const { url, dead } = await rig.queue('echo')
    await rig.player('echo', { by: 'sqs', to: url })
    await rig.feed('echo')
    await start(url)
    await rig.stopped('echo')
    await rig.holds(url, 1)
    expect(rig.turns('echo')).toEqual(SIXTEEN)
    expect(await rig.bodies(dead)).toEqual([])

    await rig.clock.advanceBy({ seconds: 30 })
    await rig.stopped('echo', 2)
    await rig.clock.advanceBy({ seconds: 30 })
    expect(await rig.bodies(dead)).toEqual(['17'])
    expect(rig.turns('echo')).toEqual(SIXTEEN)
    expect(rig.dropped('echo')).toBe(2)

    // The chain is stopped, not the function.
    await rig.sqs.sendMessage({ QueueUrl: url, MessageBody: '99' })
    await rig.reached('echo', 99)
  })

  /**
   * @documented Lambda Developer Guide, Recursive loop detection: with Allow "RecursiveInvocationsDropped
   *   isn't emitted"
   */
  test('is not stopped where its setting is Allow, "RecursiveInvocationsDropped isn’t emitted"', async () => {
    const { url } = await rig.queue('allowed')
    await rig.player('allowed', { by: 'sqs', to: url })
    await allow('allowed')
    await rig.feed('allowed')
    await start(url)
    await rig.reached('allowed', 40)
    // It goes on: the next turn may be there by now.
    expect(rig.turns('allowed').length).toBeGreaterThanOrEqual(40)
    expect(rig.dropped('allowed')).toBe(0)
  })

  /**
   * @documented Lambda Developer Guide, Recursive loop detection: it needs an SDK that passes the tracing
   *   header on
   */
  test('is not detected where its SDK sends no trace header', async () => {
    const { url } = await rig.queue('untraced')
    await rig.player('untraced', { by: 'sqs', to: url, last: 20, untraced: true })
    await rig.feed('untraced')
    await start(url)
    await rig.reached('untraced', 20)
    expect(rig.dropped('untraced')).toBe(0)
  })

  test('a dead letter that is redriven is stopped again, until loops are allowed', async () => {
    const { url, dead } = await rig.queue('redriven')
    await rig.player('redriven', { by: 'sqs', to: url, last: 18 })
    await rig.feed('redriven')
    await start(url)
    const redrive = async () => {
      await rig.sqs.startMessageMoveTask({ SourceArn: rig.arn('sqs', 'redriven-dead') })
      await rig.clock.advanceBy({ seconds: 1 })
    }
    const die = async (tries: number) => {
      await rig.stopped('redriven', tries - 1)
      await rig.holds(url, 1)
      await rig.clock.advanceBy({ seconds: 30 })
      await rig.stopped('redriven', tries)
      await rig.clock.advanceBy({ seconds: 30 })
      expect(await rig.bodies(dead)).toEqual(['17'])
    }
    await die(2)
    await redrive()
    await die(4)
    await allow('redriven')
    await redrive()
    await rig.reached('redriven', 18)
  })

  test('by a topic that feeds its queue', async () => {
    const { url } = await rig.queue('publisher')
    const { TopicArn } = await rig.sns.createTopic({ Name: 'news' })
    await rig.sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: rig.arn('sqs', 'publisher') })
    await rig.player('publisher', { by: 'sns', to: TopicArn as string })
    await rig.feed('publisher')
    await start(url)
    await rig.stopped('publisher')
    expect(rig.turns('publisher')).toEqual(SIXTEEN)
  })

  test('into a bucket that tells its queue', async () => {
    const { url } = await rig.queue('writer')
    await rig.s3.createBucket({ Bucket: 'writings' })
    await rig.s3.putBucketNotificationConfiguration({
      Bucket: 'writings',
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn: rig.arn('sqs', 'writer'), Events: ['s3:ObjectCreated:*'] }],
      },
    })
    await rig.player('writer', { by: 's3', to: 'writings' })
    await rig.feed('writer')
    await start(url)
    await rig.stopped('writer')
    expect(rig.turns('writer')).toEqual(SIXTEEN)
  })

  test('into a bucket that invokes it: the event goes to the on-failure destination', async () => {
    const { url } = await rig.queue('mirror-failures')
    await rig.player('mirror', { by: 's3', to: 'mirrored' })
    await rig.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'mirror',
        DestinationConfig: { OnFailure: { Destination: rig.arn('sqs', 'mirror-failures') } },
      }),
    )
    await rig.permit('mirror', 's3.amazonaws.com')
    await rig.s3.createBucket({ Bucket: 'mirrored' })
    await rig.s3.putBucketNotificationConfiguration({
      Bucket: 'mirrored',
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          { LambdaFunctionArn: rig.arn('lambda', 'function:mirror'), Events: ['s3:ObjectCreated:*'] },
        ],
      },
    })
    await rig.s3.putObject({ Bucket: 'mirrored', Key: '1', Body: '1' })
    await rig.stopped('mirror')
    expect(rig.turns('mirror')).toEqual(SIXTEEN)
    const [record = ''] = await rig.bodies(url)
    expect(JSON.parse(record)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: { Records: [{ s3: { object: { key: '17' } } }] },
    })
  })

  test('to a topic that invokes it: the event goes to the dead-letter queue of the function', async () => {
    const { url } = await rig.queue('herald-failures')
    const { TopicArn } = await rig.sns.createTopic({ Name: 'heralded' })
    const DeadLetterConfig = { TargetArn: rig.arn('sqs', 'herald-failures') }
    await rig.player('herald', { by: 'sns', to: TopicArn as string }, { DeadLetterConfig })
    await rig.permit('herald', 'sns.amazonaws.com')
    const Endpoint = rig.arn('lambda', 'function:herald')
    await rig.sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint })
    await rig.sns.publish({ TopicArn, Message: '1' })
    await rig.stopped('herald')
    expect(await rig.turns('herald')).toEqual(SIXTEEN)
    const [event = ''] = await rig.bodies(url)
    expect(JSON.parse(event)).toMatchObject({ Records: [{ Sns: { Message: '17' } }] })
  })

  test('to itself: the event goes to the dead-letter queue of the function', async () => {
    const { url } = await rig.queue('caller-failures')
    const DeadLetterConfig = { TargetArn: rig.arn('sqs', 'caller-failures') }
    await rig.player('caller', { by: 'lambda', to: 'caller' }, { DeadLetterConfig })
    await rig.lambda.send(invocation('caller', 'Event'))
    await rig.stopped('caller')
    expect(rig.turns('caller')).toEqual(SIXTEEN)
    expect(await rig.bodies(url)).toEqual(['17'])
  })

  test('nothing, but is its own on-success destination', async () => {
    await rig.player('ouroboros', { by: 'lambda', to: 'nobody', last: 0 })
    await rig.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'ouroboros',
        DestinationConfig: { OnSuccess: { Destination: rig.arn('lambda', 'function:ouroboros') } },
      }),
    )
    await rig.lambda.send(invocation('ouroboros', 'Event'))
    await rig.stopped('ouroboros')
    expect(await rig.turns('ouroboros')).toEqual([1])
    expect(await rig.invocations('ouroboros')).toBe(16)
  })

  /** @own not documented by AWS: loops by the destinations of asynchronous invocations to queues */
  test.each([
    ['OnSuccess', (Destination: string) => ({ DestinationConfig: { OnSuccess: { Destination } } })],
    ['OnFailure', (Destination: string) => ({ DestinationConfig: { OnFailure: { Destination } } })],
  ])('by the queue that is the %s destination of its asynchronous invocations', async (kind, destination) => {
    const [front, back] = [`front-${kind}`, `back-${kind}`]
    await rig.queue(back)
    await rig.player(front, { by: 'lambda', to: 'nobody', last: kind === 'OnFailure' ? 99 : 0 })
    await rig.player(back, { by: 'lambda', to: front })
    await allow(back)
    await rig.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: front,
        MaximumRetryAttempts: 0,
        ...destination(rig.arn('sqs', back)),
      }),
    )
    await rig.feed(back)
    await rig.lambda.send(invocation(front, 'Event'))
    await rig.stopped(front)
    expect(rig.turns(front)).toEqual(SIXTEEN.map(turn => 2 * turn - 1))
    expect(rig.invocations(front)).toBe(16)
  })

  /**
   * @documented Lambda Developer Guide, Recursive loop detection: what counts is "the number of times that
   *   the event has invoked the function"
   */
  test('in turn with another: "the number of times that the event has invoked the function"', async () => {
    const { url } = await rig.queue('pong')
    await rig.player('ping', { by: 'sqs', to: url })
    await rig.player('pong', { by: 'lambda', to: 'ping' })
    await rig.feed('pong')
    await rig.lambda.send(invocation('ping', 'Event'))
    await rig.stopped('ping')
    expect(rig.turns('ping')).toEqual(SIXTEEN.map(turn => 2 * turn - 1))
    expect(rig.turns('pong')).toEqual(SIXTEEN.map(turn => 2 * turn))
  })
})

describe('the setting', () => {
  let rig: LambdaRig

  beforeEach(async () => {
    rig = await LambdaRig.started()
    await rig.deploy('echo', 'export const handler = async () => process.env._X_AMZN_TRACE_ID')
  })
  afterEach(() => rig.close())

  const put = (RecursiveLoop: string, FunctionName = 'echo') =>
    rig.functions.send(
      new PutFunctionRecursionConfigCommand({
        FunctionName,
        RecursiveLoop: RecursiveLoop as RecursiveLoop,
      }),
    )
  const get = (FunctionName = 'echo') =>
    rig.functions.send(new GetFunctionRecursionConfigCommand({ FunctionName }))

  /**
   * @documented Lambda API Reference, PutFunctionRecursionConfig: "By default, Lambda sets your function's
   *   configuration to Terminate."
   */
  test('"by default, Lambda sets your function’s configuration to Terminate"', async () => {
    expect(await get()).toMatchObject({ RecursiveLoop: 'Terminate' })
  })

  /** @documented Lambda API Reference, PutFunctionRecursionConfig: the setting of a function */
  test('is kept until it is put again, whatever else is configured', async () => {
    expect(await put('Allow')).toMatchObject({ RecursiveLoop: 'Allow' })
    await rig.functions.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'echo', Timeout: 9 }))
    expect(await get()).toMatchObject({ RecursiveLoop: 'Allow' })
    expect(await put('Terminate')).toMatchObject({ RecursiveLoop: 'Terminate' })
    expect(await get()).toMatchObject({ RecursiveLoop: 'Terminate' })
  })

  /** @documented Lambda API Reference, PutFunctionRecursionConfig, RecursiveLoop: Allow or Terminate */
  test('is one of two', async () => {
    await expect(put('Deny')).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'RecursiveLoop must be one of Allow, Terminate, not "Deny".',
    })
    await expect(put(undefined as never)).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
  })

  /**
   * @documented Lambda API Reference, GetFunctionRecursionConfig, ResourceNotFoundException: "The resource
   *   specified in the request does not exist."
   */
  test('is a function’s', async () => {
    await expect(get('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(put('Allow', 'nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  /**
   * @documented CloudFormation Template Reference, AWS::Lambda::Function, RecursiveLoop: Allow or Terminate
   */
  test('can stand in a template', async () => {
    const properties = {
      Code: { ZipFile: '' },
      Role: administratorRole(rig.account, 'role'),
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
    }
    const make = (FunctionName: string, RecursiveLoop: string) =>
      create(rig.lambda.resourceTypes, 'AWS::Lambda::Function', {
        ...properties,
        FunctionName,
        RecursiveLoop,
      })
    await make('looping', 'Allow')
    expect(await get('looping')).toMatchObject({ RecursiveLoop: 'Allow' })
    await expect(make('wrong', 'allow')).rejects.toThrow('RecursiveLoop must be one of Allow, Terminate')
  })

  /**
   * @documented Lambda Developer Guide, Recursive loop detection: "It returns a RecursiveInvocationException
   *   to the caller"
   */
  test('a caller that waits is told: "It returns a RecursiveInvocationException to the caller"', async () => {
    const client = rig.with(new LambdaClient(rig.client))
    let header = ''
    client.middlewareStack.add(
      next => args => {
        const { headers } = args.request as { headers: Record<string, string> }
        headers['X-Amzn-Trace-Id'] = header
        return next(args)
      },
      { step: 'build' },
    )
    // Each call goes on with the chain of the one before.
    const call = async () => {
      const { Payload } = await client.send(invocation('echo', 'RequestResponse'))
      header = JSON.parse(Payload?.transformToString() ?? '')
    }
    for (const turn of SIXTEEN) {
      await call()
      expect(header).toMatch(new RegExp(`;Lineage=${turn}:[0-9a-f]{8}:${turn - 1}$`))
    }
    await expect(call()).rejects.toMatchObject({
      name: 'RecursiveInvocationException',
      $metadata: { httpStatusCode: 400 },
    })
    await put('Allow')
    await call()
    expect(header).toMatch(/;Lineage=17:[0-9a-f]{8}:16$/)
  })
})

function invocation(FunctionName: string, InvocationType: InvocationType): InvokeCommand {
  return new InvokeCommand({ FunctionName, InvocationType, Payload: '1' })
}
