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
import { LambdaStage } from './lambda-stage.ts'
import { LoopStage } from './loop-stage.ts'

/* Lambda developer guide, "Use Lambda recursive loop detection to prevent infinite loops". */

const SIXTEEN = Array.from({ length: 16 }, (_, index) => index + 1)

describe('a function that goes on sending', () => {
  let stage: LoopStage

  beforeAll(async () => {
    stage = await LoopStage.started()
  })
  afterAll(() => stage.close())

  const start = (QueueUrl: string) => stage.sqs.sendMessage({ QueueUrl, MessageBody: '1' })
  const allow = (FunctionName: string) =>
    stage.lambda.send(new PutFunctionRecursionConfigCommand({ FunctionName, RecursiveLoop: 'Allow' }))

  test('to its own queue: "approximately 16 times", then each try counts as a receive until the message is a dead letter', async () => {
    const { url, dead } = await stage.queue('echo')
    await stage.player('echo', { by: 'sqs', to: url })
    await stage.feed('echo')
    await start(url)
    await stage.stopped('echo')
    await stage.holds(url, 1)
    expect(await stage.turns('echo')).toEqual(SIXTEEN)
    expect(await stage.bodies(dead)).toEqual([])

    await stage.clock.advanceBy({ seconds: 30 })
    await stage.stopped('echo', 2)
    await stage.clock.advanceBy({ seconds: 30 })
    expect(await stage.bodies(dead)).toEqual(['17'])
    expect(await stage.turns('echo')).toEqual(SIXTEEN)
    expect(await stage.dropped('echo')).toBe(2)

    // The chain is stopped, not the function.
    await stage.sqs.sendMessage({ QueueUrl: url, MessageBody: '99' })
    await stage.reached('echo', 99)
  })

  test('is not stopped where its setting is Allow, "RecursiveInvocationsDropped isn’t emitted"', async () => {
    const { url } = await stage.queue('allowed')
    await stage.player('allowed', { by: 'sqs', to: url })
    await allow('allowed')
    await stage.feed('allowed')
    await start(url)
    await stage.reached('allowed', 40)
    // It goes on: the next turn may be there by now.
    expect((await stage.turns('allowed')).length).toBeGreaterThanOrEqual(40)
    expect(await stage.dropped('allowed')).toBe(0)
  })

  test('is not detected where its SDK sends no trace header', async () => {
    const { url } = await stage.queue('untraced')
    await stage.player('untraced', { by: 'sqs', to: url, last: 20, untraced: true })
    await stage.feed('untraced')
    await start(url)
    await stage.reached('untraced', 20)
    expect(await stage.dropped('untraced')).toBe(0)
  })

  test('a dead letter that is redriven is stopped again, until loops are allowed', async () => {
    const { url, dead } = await stage.queue('redriven')
    await stage.player('redriven', { by: 'sqs', to: url, last: 18 })
    await stage.feed('redriven')
    await start(url)
    const redrive = async () => {
      await stage.sqs.startMessageMoveTask({ SourceArn: stage.arn('sqs', 'redriven-dead') })
      await stage.clock.advanceBy({ seconds: 1 })
    }
    const die = async (tries: number) => {
      await stage.stopped('redriven', tries - 1)
      await stage.holds(url, 1)
      await stage.clock.advanceBy({ seconds: 30 })
      await stage.stopped('redriven', tries)
      await stage.clock.advanceBy({ seconds: 30 })
      expect(await stage.bodies(dead)).toEqual(['17'])
    }
    await die(2)
    await redrive()
    await die(4)
    await allow('redriven')
    await redrive()
    await stage.reached('redriven', 18)
  })

  test('by a topic that feeds its queue', async () => {
    const { url } = await stage.queue('publisher')
    const { TopicArn } = await stage.sns.createTopic({ Name: 'news' })
    await stage.sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: stage.arn('sqs', 'publisher') })
    await stage.player('publisher', { by: 'sns', to: TopicArn as string })
    await stage.feed('publisher')
    await start(url)
    await stage.stopped('publisher')
    expect(await stage.turns('publisher')).toEqual(SIXTEEN)
  })

  test('into a bucket that tells its queue', async () => {
    const { url } = await stage.queue('writer')
    await stage.s3.createBucket({ Bucket: 'writings' })
    await stage.s3.putBucketNotificationConfiguration({
      Bucket: 'writings',
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn: stage.arn('sqs', 'writer'), Events: ['s3:ObjectCreated:*'] }],
      },
    })
    await stage.player('writer', { by: 's3', to: 'writings' })
    await stage.feed('writer')
    await start(url)
    await stage.stopped('writer')
    expect(await stage.turns('writer')).toEqual(SIXTEEN)
  })

  test('into a bucket that invokes it: the event goes to the on-failure destination', async () => {
    const { url } = await stage.queue('mirror-failures')
    await stage.player('mirror', { by: 's3', to: 'mirrored' })
    await stage.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'mirror',
        DestinationConfig: { OnFailure: { Destination: stage.arn('sqs', 'mirror-failures') } },
      }),
    )
    await stage.s3.createBucket({ Bucket: 'mirrored' })
    await stage.s3.putBucketNotificationConfiguration({
      Bucket: 'mirrored',
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          { LambdaFunctionArn: stage.arn('lambda', 'function:mirror'), Events: ['s3:ObjectCreated:*'] },
        ],
      },
    })
    await stage.s3.putObject({ Bucket: 'mirrored', Key: '1', Body: '1' })
    await stage.stopped('mirror')
    expect(await stage.turns('mirror')).toEqual(SIXTEEN)
    const [record = ''] = await stage.bodies(url)
    expect(JSON.parse(record)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: { Records: [{ s3: { object: { key: '17' } } }] },
    })
  })

  test('to itself: the event goes to the dead-letter queue of the function', async () => {
    const { url } = await stage.queue('caller-failures')
    const DeadLetterConfig = { TargetArn: stage.arn('sqs', 'caller-failures') }
    await stage.player('caller', { by: 'lambda', to: 'caller' }, { DeadLetterConfig })
    await stage.lambda.send(invocation('caller', 'Event'))
    await stage.stopped('caller')
    expect(await stage.turns('caller')).toEqual(SIXTEEN)
    expect(await stage.bodies(url)).toEqual(['17'])
  })

  test('in turn with another: "the number of times that the event has invoked the function"', async () => {
    const { url } = await stage.queue('pong')
    await stage.player('ping', { by: 'sqs', to: url })
    await stage.player('pong', { by: 'lambda', to: 'ping' })
    await stage.feed('pong')
    await stage.lambda.send(invocation('ping', 'Event'))
    await stage.stopped('ping')
    expect(await stage.turns('ping')).toEqual(SIXTEEN.map(turn => 2 * turn - 1))
    expect(await stage.turns('pong')).toEqual(SIXTEEN.map(turn => 2 * turn))
  })
})

describe('the setting', () => {
  let stage: LambdaStage

  beforeEach(async () => {
    stage = await LambdaStage.started()
    await stage.deploy('echo', 'export const handler = async () => process.env._X_AMZN_TRACE_ID')
  })
  afterEach(() => stage.close())

  const put = (RecursiveLoop: string, FunctionName = 'echo') =>
    stage.functions.send(
      new PutFunctionRecursionConfigCommand({
        FunctionName,
        RecursiveLoop: RecursiveLoop as RecursiveLoop,
      }),
    )
  const get = (FunctionName = 'echo') =>
    stage.functions.send(new GetFunctionRecursionConfigCommand({ FunctionName }))

  test('"by default, Lambda sets your function’s configuration to Terminate"', async () => {
    expect(await get()).toMatchObject({ RecursiveLoop: 'Terminate' })
  })

  test('is kept until it is put again, whatever else is configured', async () => {
    expect(await put('Allow')).toMatchObject({ RecursiveLoop: 'Allow' })
    await stage.functions.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'echo', Timeout: 9 }))
    expect(await get()).toMatchObject({ RecursiveLoop: 'Allow' })
    expect(await put('Terminate')).toMatchObject({ RecursiveLoop: 'Terminate' })
    expect(await get()).toMatchObject({ RecursiveLoop: 'Terminate' })
  })

  test('is one of two', async () => {
    await expect(put('Deny')).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'RecursiveLoop must be one of Allow, Terminate, not "Deny".',
    })
    await expect(put(undefined as never)).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
  })

  test('is a function’s', async () => {
    await expect(get('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(put('Allow', 'nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('can stand in a template', async () => {
    const properties = {
      Code: { ZipFile: '' },
      Role: 'role',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
    }
    const make = (FunctionName: string, RecursiveLoop: string) =>
      create(stage.lambda.resourceTypes, 'AWS::Lambda::Function', {
        ...properties,
        FunctionName,
        RecursiveLoop,
      })
    await make('looping', 'Allow')
    expect(await get('looping')).toMatchObject({ RecursiveLoop: 'Allow' })
    await expect(make('wrong', 'allow')).rejects.toThrow('RecursiveLoop must be one of Allow, Terminate')
  })

  test('a caller that waits is told: "It returns a RecursiveInvocationException to the caller"', async () => {
    const client = stage.with(new LambdaClient(stage.client))
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
