import { allResources, appWith } from '../../app-of-stage.ts'
import type { Located } from '../../resource.ts'

function stage(context: Record<string, unknown> = {}): Located[] {
  return allResources(appWith(context)).filter(({ stack }) => stack === 'Messaging-dev-Clickstream')
}

function only(resources: Located[], type: string, id: string): Record<string, unknown> {
  const found = resources.filter(each => each.Type === type && each.id === id)
  expect(found).toHaveLength(1)
  return found[0]?.Properties ?? {}
}

function variables(resources: Located[], service: string): Record<string, unknown> {
  const found = resources
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => (Properties.Environment as { Variables: Record<string, unknown> }).Variables)
  return found.find(each => each.POWERTOOLS_SERVICE_NAME === service) ?? {}
}

const HOUR = 3_600
const DAY = 24 * HOUR

test.each([
  [1, HOUR + 120],
  [60, 3 * HOUR],
  [1440, 49 * HOUR],
])(
  'a wait of %i minutes: no message is as old as the queue keeps it, nor as its alarm',
  (minutes, oldest) => {
    const resources = stage({ basketReminderMinutes: minutes })
    for (const service of ['clickstream-baskets', 'clickstream-retake', 'clickstream-remind']) {
      expect(variables(resources, service)).toMatchObject({
        REMINDER_SECONDS: String(minutes * 60),
        REMINDER_MESSAGE_SECONDS: String(oldest),
      })
    }
    const queue = only(resources, 'AWS::SQS::Queue', 'BasketsRemindersQueue')
    // The consumer gives a message up after three quarters: three days are left for an outage.
    expect((Number(queue.MessageRetentionPeriod) * 3) / 4).toBeGreaterThan(oldest + 3 * DAY)
    expect(queue.DelaySeconds).toBeUndefined()
    for (const id of ['BasketsRemindersOldMessages', 'BasketsRemindLateMessages']) {
      expect(only(resources, 'AWS::CloudWatch::Alarm', id).Threshold).toBe(oldest + HOUR)
    }
  },
)

test('an alarm rings at half of the messages that SQS hides', () => {
  expect(only(stage(), 'AWS::CloudWatch::Alarm', 'BasketsInFlight')).toMatchObject({
    MetricName: 'ApproximateNumberOfMessagesNotVisible',
    Threshold: 60_000,
  })
})

test('a mail waits for purchases wherever they are on their way to the stream', () => {
  const { PURCHASES_QUEUE_URL, PURCHASES_DEAD_LETTER_QUEUE_URL, PURCHASES_UNDELIVERED_QUEUE_URL } = variables(
    stage(),
    'clickstream-remind',
  )
  expect(JSON.stringify(PURCHASES_QUEUE_URL)).toMatch(/"PurchasesQueue/)
  expect(JSON.stringify(PURCHASES_DEAD_LETTER_QUEUE_URL)).toMatch(/"PurchasesDeadLetters/)
  expect(JSON.stringify(PURCHASES_UNDELIVERED_QUEUE_URL)).toMatch(/"Purchases.*Undelivered/)
})

test('given-up batches of baskets have a bucket and a queue of their own', () => {
  const resources = stage()
  const { NotificationConfiguration } = only(resources, 'AWS::S3::Bucket', 'BasketsGivenUpBucket')
  expect(JSON.stringify(NotificationConfiguration)).toContain('BasketsUntakenQueue')
  const source = only(resources, 'AWS::Lambda::EventSourceMapping', 'BasketsReaderSource')
  expect(JSON.stringify(source.DestinationConfig)).toContain('BasketsGivenUpBucket')
  expect(source.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
})
