import { Kinesis } from '@aws-sdk/client-kinesis'
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { App, Duration, Stack } from 'aws-cdk-lib'
import { Stream } from 'aws-cdk-lib/aws-kinesis'
import { Code, Function as LambdaFunction, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { SteppedClock } from '../../../local/clock.ts'
import { DEVELOPER } from '../../../local/identity/credentials.ts'
import { LocalAws } from '../../../local/local-aws.ts'
import { scratchDirectory } from '../../scratch.ts'
import { Workbench } from '../lambda/workbench.ts'

const bench = new Workbench()
beforeAll(() => bench.open())
afterAll(() => bench.close())

/** What the CDK's event source makes: the mapping, and what the function's role may do. */
function synthesized(source: string): string {
  const app = new App({ outdir: scratchDirectory('stream-event-source') })
  const stack = new Stack(app, 'Readers')
  const stream = new Stream(stack, 'Orders', { streamName: 'orders', shardCount: 2 })
  const reader = new LambdaFunction(stack, 'Reader', {
    functionName: 'reader',
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(source),
  })
  reader.addEventSource(
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
  return app.synth().directory
}

test('a function of a synthesized stack reads its stream (KinesisEventSource)', async () => {
  // CommonJS, as inline code is.
  const source = `exports.handler = async event => {
    const answer = await fetch('${bench.url}', {
      method: 'POST',
      body: JSON.stringify({ event, pid: process.pid }),
    })
    return answer.json()
  }`
  const clock = new SteppedClock()
  const aws = await LocalAws.start({ assembly: synthesized(source), clock })
  const options = { endpoint: aws.endpoint, region: aws.account.region, credentials: DEVELOPER }
  const kinesis = new Kinesis(options)
  const functions = new LambdaClient(options)
  try {
    const { EventSourceMappings } = await functions.send(new ListEventSourceMappingsCommand({}))
    expect(EventSourceMappings).toMatchObject([
      {
        ...{ BatchSize: 10, BisectBatchOnFunctionError: true, StartingPosition: 'TRIM_HORIZON' },
        ...{ MaximumRetryAttempts: 3, MaximumRecordAgeInSeconds: 3600 },
        TumblingWindowInSeconds: 60,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: expect.stringMatching(/^arn:aws:sqs:/) } },
      },
    ])
    await kinesis.putRecord({ StreamName: 'orders', Data: Buffer.from('1'), PartitionKey: 'a' })
    await clock.advanceBy({ seconds: 1 })
    const { event, answer } = await bench.next<{ Records: { kinesis: { partitionKey: string } }[] }>()
    expect(event.Records.map(record => record.kinesis.partitionKey)).toEqual(['a'])
    answer()
  } finally {
    functions.destroy()
    kinesis.destroy()
    await aws.stop()
  }
})
