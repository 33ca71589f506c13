import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DeleteDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose'
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { STAGE } from './assembly.ts'
import { Messaging } from './messaging.ts'

let messaging: Messaging<SteppedClock>
beforeAll(async () => {
  messaging = await Messaging.on(new SteppedClock(Date.parse('2026-11-29T10:00:00Z')))
  await stopFunctions()
})
afterAll(() => messaging.close())

const EVERY_MINUTES = 10

/** Firehose alone reads the stream: hours of a clock are many polls of each event source. */
async function stopFunctions(): Promise<void> {
  const lambda = new LambdaClient(messaging.connection)
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand())
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))
  }
}

/** Puts a record now and then. */
async function putFor(hours: number): Promise<void> {
  const outputs = await messaging.outputs('Clickstream')
  const kinesis = new KinesisClient(messaging.connection)
  const Data = Buffer.from('{}')
  for (let minutes = 0; minutes < hours * 60; minutes += EVERY_MINUTES) {
    await kinesis.send(
      new PutRecordsCommand({
        StreamName: outputs('StreamName'),
        Records: [{ PartitionKey: 'x', Data }],
      }),
    )
    await messaging.clock.advanceBy({ minutes: EVERY_MINUTES })
  }
  kinesis.destroy()
}

async function stateOf(words: string): Promise<string | undefined> {
  const cloudWatch = new CloudWatchClient(messaging.connection)
  const AlarmNames = [`Messaging-${STAGE}-clickstream-lake-${words}`]
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }))
  return MetricAlarms[0]?.StateValue
}

test('an alarm goes off an hour after the last delivery, and not while Firehose delivers', async () => {
  await putFor(1.5)
  expect([await stateOf('no-delivery'), await stateOf('late-delivery')]).toEqual(['OK', 'OK'])

  const outputs = await messaging.outputs('Clickstream')
  const DeliveryStreamName = outputs('LakeDeliveryStreamName')
  await new FirehoseClient(messaging.connection).send(new DeleteDeliveryStreamCommand({ DeliveryStreamName }))
  await putFor(2)
  expect([await stateOf('no-delivery'), await stateOf('late-delivery')]).toEqual(['ALARM', 'OK'])
})
