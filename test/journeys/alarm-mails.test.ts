import { CloudWatchClient, PutMetricDataCommand, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch'
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
  await messaging.confirmSubscriptions(ON_CALL)
  shop = await messaging.outputs('Shop')
  // S3 has sent a test event to each: time that does not stand still would make them fail.
  const video = await messaging.outputs('Video')
  await messaging.drained(video('UploadsQueueUrl'))
  await messaging.drained(video('EncodedQueueUrl'))
  const clickstream = await messaging.outputs('Clickstream')
  await messaging.drained(clickstream('GivenUpBatchesQueueUrl'))
  await messaging.drained(clickstream('BasketsGivenUpBatchesQueueUrl'))
  // No function has anything to do with it: the metrics are measured here.
  await messaging.switchSources(false)
})

afterAll(async () => {
  await messaging.close()
  await synthesis.remove()
})

/** Of all mails but those that asked to confirm the subscriptions. */
const subjects = async () =>
  (await messaging.inbox(ON_CALL))
    .map(({ subject }) => subject)
    .filter(subject => subject !== 'AWS Notification - Subscription Confirmation')

/** The alarms of the stage, by their state. */
async function alarms(): Promise<Partial<Record<string, string[]>>> {
  const client = new CloudWatchClient(messaging.connection)
  const pages = paginateDescribeAlarms({ client }, { AlarmNamePrefix: 'Messaging-dev-', MaxRecords: 100 })
  const named: (readonly [state: string, name: string])[] = []
  for await (const { MetricAlarms = [] } of pages) {
    for (const { AlarmName = '', StateValue = '' } of MetricAlarms) named.push([StateValue, AlarmName])
  }
  client.destroy()
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
  // Its pipeline's alarm notifies for it.
  const alarm = '"Messaging-dev-shop" in US East (N. Virginia)'
  expect(await subjects()).toEqual([`ALARM: ${alarm}`])

  await messaging.sqs.send(new PurgeQueueCommand({ QueueUrl }))
  await messaging.clock.advanceBy({ minutes: 10 })
  expect(await alarms()).toEqual({ OK: fresh })
  expect(await subjects()).toEqual([`ALARM: ${alarm}`, `OK: ${alarm}`])
})

describe('once', () => {
  let before: number
  beforeEach(async () => {
    before = (await subjects()).length
  })
  const woken = async () =>
    (await subjects()).slice(before).map(subject => subject.replace(/"Messaging-dev-(.*)" in .*/, '$1'))

  test('for an outage, however many pipelines are late because of it, until what was late is worked off', async () => {
    const late = () =>
      Promise.all(
        ['shop-shipping', 'posts-fan-out', 'mail-mailer'].map(service =>
          measure('MessageAge', 7200, { service }),
        ),
      )
    for (let minute = 0; minute < 10; minute++) {
      await measure('WaitingRecords', 3, { dependency: 'dynamodb' })
      if (minute >= 5) await late()
      await messaging.clock.advanceBy({ minutes: 1 })
    }
    expect(await woken()).toEqual(['ALARM: waiting'])
    expect((await alarms()).ALARM).toContain('Messaging-dev-shop-shipping-late-messages')

    for (let minute = 0; minute < 6; minute++) {
      await late()
      await messaging.clock.advanceBy({ minutes: 1 })
    }
    await messaging.clock.advanceBy({ minutes: 20 })
    expect(await woken()).toEqual(['ALARM: waiting', 'OK: waiting'])
  })

  test('more for a dead letter in the middle of it, which no outage makes', async () => {
    const QueueUrl = shop('ReviewDeadLetterQueueUrl')
    for (let minute = 0; minute < 5; minute++) {
      await measure('WaitingRecords', 3, { dependency: 'dynamodb' })
      await messaging.clock.advanceBy({ minutes: 1 })
    }
    await messaging.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'lost' }))
    await messaging.clock.advanceBy({ minutes: 2 })
    expect(await woken()).toEqual(['ALARM: waiting', 'ALARM: shop'])
    await messaging.sqs.send(new PurgeQueueCommand({ QueueUrl }))
    await messaging.clock.advanceBy({ minutes: 30 })
  })

  test('for messages that wait for a release, though they are late for hours; of others that are late, all the same', async () => {
    for (let minute = 0; minute < 90; minute++) {
      const isReceived = minute < 2 || minute % 8 === 0
      if (isReceived) await measure('WaitingRecords', 3, { dependency: 'release', pipeline: 'shop' })
      if (minute >= 5) await measure('MessageAge', 7200, { service: 'shop-shipping' })
      await messaging.clock.advanceBy({ minutes: 1 })
    }
    expect(await woken()).toEqual(['ALARM: waiting-for-release'])
    await measure('MessageAge', 7200, { service: 'mail-mailer' })
    await messaging.clock.advanceBy({ minutes: 2 })
    expect(await woken()).toEqual(['ALARM: waiting-for-release', 'ALARM: mail'])
    await messaging.clock.advanceBy({ minutes: 30 })
  })

  test('for a pipeline that is late though nothing is down that it calls', async () => {
    for (let minute = 0; minute < 5; minute++) {
      await measure('WaitingRecords', 3, { dependency: 'ses' })
      await measure('MessageAge', 7200, { service: 'shop-shipping' })
      await messaging.clock.advanceBy({ minutes: 1 })
    }
    expect((await woken()).toSorted()).toEqual(['ALARM: shop', 'ALARM: waiting'])
    await messaging.clock.advanceBy({ minutes: 30 })
  })

  test.each([
    ['one of ten fails in a quiet hour: nobody', 10, 1, []],
    ['three of two hundred fail, which uses the budget up in two days: somebody', 200, 3, ['ALARM: posts']],
    ['three of six hundred fail: nobody', 600, 3, []],
  ])('where %s', async (_, ended, failed, expected) => {
    // Those of the test before are outside the longest window.
    await messaging.clock.advanceBy({ hours: 7 })
    before = (await subjects()).length
    const values = Array.from({ length: ended }, (_, index) => (index < failed ? 0 : 1))
    await measure('InTime', values, { pipeline: 'posts' })
    await messaging.clock.advanceBy({ minutes: 2 })
    expect(await woken()).toEqual(expected)
  })
})

async function measure(
  MetricName: string,
  value: number | number[],
  dimensions: Record<string, string>,
): Promise<void> {
  const client = new CloudWatchClient(messaging.connection)
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  const counts = Map.groupBy([value].flat(), each => each)
  const MetricData = [
    {
      MetricName,
      Dimensions,
      Values: [...counts.keys()],
      Counts: Array.from(counts.values(), all => all.length),
    },
  ]
  await client.send(new PutMetricDataCommand({ Namespace: 'Messaging/dev', MetricData }))
  client.destroy()
}
