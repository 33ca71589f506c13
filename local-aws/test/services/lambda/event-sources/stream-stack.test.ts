import { Kinesis } from '@aws-sdk/client-kinesis'
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { App, Duration, Stack } from 'aws-cdk-lib'
import { Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis'
import {
  Code,
  type IEventSource,
  Function as LambdaFunction,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda'
import { KinesisConsumerEventSource, KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { SteppedClock } from '../../../../src/clock.ts'
import { LocalAws } from '../../../../src/local-aws.ts'
import { scratchDirectory } from '../../../scratch.ts'
import { Workbench } from '../workbench.ts'

const bench = new Workbench()
beforeAll(() => bench.open())
afterAll(() => bench.close())

/** CommonJS, as inline code is. */
const source = () => `exports.handler = async event => {
  const answer = await fetch('${bench.url}', {
    method: 'POST',
    body: JSON.stringify({ event, pid: process.pid }),
  })
  return answer.json()
}`

type Source = (stream: Stream, stack: Stack) => IEventSource
type Event = { Records: { eventSourceARN: string; kinesis: { partitionKey: string } }[] }

/** What the CDK makes of an event source: the mapping, and what the function's role may do. */
function synthesized(eventSource: Source): string {
  const app = new App({
    outdir: scratchDirectory('stream-event-source'),
    builtinCloudFormationValidation: false,
  })
  const stack = new Stack(app, 'Readers')
  const stream = new Stream(stack, 'Orders', { streamName: 'orders', shardCount: 2 })
  const reader = new LambdaFunction(stack, 'Reader', {
    functionName: 'reader',
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(source()),
  })
  reader.addEventSource(eventSource(stream, stack))
  return app.synth().directory
}

let clock: SteppedClock
let aws: LocalAws
let kinesis: Kinesis
let functions: LambdaClient

async function start(eventSource: Source): Promise<void> {
  clock = new SteppedClock()
  aws = await LocalAws.start({ assembly: synthesized(eventSource), clock })
  const options = { endpoint: aws.endpoint, region: aws.account.region, credentials: aws.developer }
  kinesis = new Kinesis(options)
  functions = new LambdaClient(options)
}
afterEach(async () => {
  functions.destroy()
  kinesis.destroy()
  await aws.stop()
})

const mappings = async () =>
  (await functions.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings
const put = () => kinesis.putRecord({ StreamName: 'orders', Data: Buffer.from('1'), PartitionKey: 'a' })

/**
 * @documented CloudFormation Template Reference, AWS::Lambda::EventSourceMapping: the properties of a
 *   stream's mapping
 */
test('a function of a synthesized stack reads its stream (KinesisEventSource)', async () => {
  await start(
    (stream, stack) =>
      new KinesisEventSource(stream, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 10,
        bisectBatchOnError: true,
        retryAttempts: 3,
        maxRecordAge: Duration.hours(1),
        reportBatchItemFailures: true,
        tumblingWindow: Duration.minutes(1),
        onFailure: new SqsDlq(new Queue(stack, 'Failed')),
      }),
  )
  expect(await mappings()).toMatchObject([
    {
      ...{ BatchSize: 10, BisectBatchOnFunctionError: true, StartingPosition: 'TRIM_HORIZON' },
      ...{ MaximumRetryAttempts: 3, MaximumRecordAgeInSeconds: 3600 },
      TumblingWindowInSeconds: 60,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: expect.stringMatching(/^arn:aws:sqs:/) } },
    },
  ])
  await put()
  await clock.advanceBy({ seconds: 1 })
  const { event, answer } = await bench.next<Event>()
  expect(event.Records.map(record => record.kinesis.partitionKey)).toEqual(['a'])
  answer()
})

/**
 * @documented CloudFormation Template Reference, AWS::Lambda::EventSourceMapping: EventSourceArn may be that
 *   of a stream consumer
 */
test('a function of a synthesized stack is pushed the records of its consumer (KinesisConsumerEventSource)', async () => {
  await start((stream, stack) => {
    const consumer = new StreamConsumer(stack, 'Consumer', { stream, streamConsumerName: 'reader' })
    return new KinesisConsumerEventSource(consumer, { startingPosition: StartingPosition.LATEST })
  })
  const StreamARN = aws.account.arn('kinesis', 'stream/orders')
  const { ConsumerDescription } = await kinesis.describeStreamConsumer({ StreamARN, ConsumerName: 'reader' })
  const EventSourceArn = ConsumerDescription?.ConsumerARN as string
  expect(await mappings()).toMatchObject([{ EventSourceArn, StartingPosition: 'LATEST' }])
  const began = clock.now()
  await put()
  const { event, answer } = await bench.next<Event>()
  expect(event.Records).toMatchObject([{ eventSourceARN: EventSourceArn }])
  expect(clock.now()).toBe(began)
  answer()
})
