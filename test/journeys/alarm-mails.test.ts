import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { SteppedClock, type Synthesis, synthesize } from '@messaging-on-aws/local-aws'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { Messaging } from './messaging.ts'

const ON_CALL = 'on-call@example.com'

let synthesis: Synthesis
let messaging: Messaging<SteppedClock>
let shop: StackOutputs

beforeAll(async () => {
  synthesis = await synthesize(
    process.cwd(),
    { context: { alarmAddress: ON_CALL } },
    new AbortController().signal,
  )
  messaging = await Messaging.on(new SteppedClock(), synthesis.directory)
  shop = await messaging.outputs('Shop')
  // S3 has sent a test event to each: time that does not stand still would make them fail.
  const video = await messaging.outputs('Video')
  await messaging.drained(video('UploadsQueueUrl'))
  await messaging.drained(video('EncodedQueueUrl'))
  await messaging.drained((await messaging.outputs('Clickstream'))('GivenUpBatchesQueueUrl'))
}, 60_000)

afterAll(async () => {
  await messaging.close()
  await synthesis.remove()
})

const subjects = async () => (await messaging.inbox(ON_CALL)).map(({ subject }) => subject)

/** The alarms of the stage, by their state. */
async function alarms(): Promise<Partial<Record<string, string[]>>> {
  const client = new CloudWatchClient(messaging.connection)
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: 'Messaging-dev-', MaxRecords: 100 }),
  )
  client.destroy()
  const named = MetricAlarms.map(({ AlarmName = '', StateValue = '' }) => [StateValue, AlarmName] as const)
  const byState = Object.groupBy(named, ([state]) => state)
  return Object.fromEntries(
    Object.entries(byState).map(([state, all]) => [state, all?.map(([, name]) => name)]),
  )
}

test('a new stage sends no mail, an alarm sends one, and its end another', async () => {
  const { INSUFFICIENT_DATA: fresh = [] } = await alarms()
  await messaging.clock.advanceBy({ minutes: 10 })
  expect(await alarms()).toEqual({ OK: fresh })
  expect(fresh).toContain('Messaging-dev-shop-review-dead-letters')
  expect(await subjects()).toEqual([])

  const QueueUrl = shop('ReviewDeadLetterQueueUrl')
  await messaging.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'lost' }))
  await messaging.clock.advanceBy({ minutes: 10 })
  expect((await alarms()).ALARM).toEqual(['Messaging-dev-shop-review-dead-letters'])
  const alarm = '"Messaging-dev-shop-review-dead-letters" in US East (N. Virginia)'
  expect(await subjects()).toEqual([`ALARM: ${alarm}`])

  await messaging.sqs.send(new PurgeQueueCommand({ QueueUrl }))
  await messaging.clock.advanceBy({ minutes: 10 })
  expect(await alarms()).toEqual({ OK: fresh })
  expect(await subjects()).toEqual([`ALARM: ${alarm}`, `OK: ${alarm}`])
})
