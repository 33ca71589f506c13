import { inFull } from './permissions.ts'
import { type Statement, statementsOf } from './resource.ts'
import { functions, named, ofType, pointedTo, queues, target } from './stage.ts'

describe('every queue', () => {
  const sources = queues.filter(({ Properties }) => 'RedrivePolicy' in Properties)

  test('is encrypted by the key of its domain, except those of undelivered messages', () => {
    const others = queues.filter(queue => named(queue, 'KmsMasterKeyId') !== 'Key')
    expect(others).toEqual(queues.filter(({ id }) => id.endsWith('UndeliveredQueue')))
  })

  test('requires TLS', () => {
    for (const queue of queues) {
      const policies = ofType('AWS::SQS::QueuePolicy').filter(
        ({ stack, Properties }) =>
          stack === queue.stack && (Properties.Queues as unknown[]).some(one => target(one) === queue.id),
      )
      expect(policies.flatMap(statementsOf).filter(deniesPlainText)).toHaveLength(1)
    }
  })

  test('has a dead-letter queue of its type that keeps messages longer, or is one', () => {
    expect(sources).toHaveLength(14)
    for (const queue of sources) {
      const { deadLetterTargetArn, maxReceiveCount } = queue.Properties.RedrivePolicy as Record<
        string,
        unknown
      >
      const deadLetters = queues.find(
        ({ id, stack }) => id === target(deadLetterTargetArn) && stack === queue.stack,
      )
      expect(deadLetters?.Properties.FifoQueue).toBe(queue.Properties.FifoQueue)
      expect(Number(deadLetters?.Properties.MessageRetentionPeriod)).toBeGreaterThan(
        Number(queue.Properties.MessageRetentionPeriod),
      )
      expect(Number(maxReceiveCount)).toBeGreaterThanOrEqual(5)
    }
    for (const queue of queues)
      expect(queue.id).toMatch(sources.includes(queue) ? /Queue$/ : /(DeadLetters|Undelivered)Queue$/)
  })

  test('keeps messages for days, with as many receives as half of them have room for', () => {
    for (const { id, Properties } of sources) {
      const { maxReceiveCount } = Properties.RedrivePolicy as { maxReceiveCount: number }
      const seconds = Number(Properties.MessageRetentionPeriod)
      // Reminders wait in theirs, for a day at most.
      expect(`${id} ${seconds / 86_400}`).toBe(`${id} ${id === 'BasketsRemindersQueue' ? 7 : 4}`)
      // SQS allows 1,000.
      const room = Math.floor(seconds / 2 / Number(Properties.VisibilityTimeout))
      expect(maxReceiveCount).toBe(Math.min(room, 1_000))
    }
  })

  test('of dead letters keeps them for the 14 days that SQS allows, and takes them from its own queue alone', () => {
    for (const { id, Properties } of queues.filter(queue => !sources.includes(queue))) {
      expect(Properties.MessageRetentionPeriod).toBe(14 * 86_400)
      const { redrivePermission, sourceQueueArns } = Properties.RedriveAllowPolicy as Record<string, unknown>
      // SNS needs no permission of this policy.
      if (id.endsWith('UndeliveredQueue')) {
        expect([redrivePermission, sourceQueueArns]).toEqual(['denyAll', undefined])
        continue
      }
      const own = String(Properties.QueueName).replace('-DeadLetters', '')
      expect([redrivePermission, (sourceQueueArns as unknown[]).map(inFull)]).toEqual([
        'byQueue',
        [`arn:<Partition>:sqs:<Region>:<AccountId>:${own}`],
      ])
    }
  })

  test('is polled long, and has its FIFO limits by message group', () => {
    for (const { Properties } of queues) {
      expect(Properties.ReceiveMessageWaitTimeSeconds).toBe(20)
      if (!Properties.FifoQueue) continue
      expect(Properties).toMatchObject({
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      })
    }
  })

  test('has an alarm that looks at that queue: on depth where dead letters lie, on age where work waits', () => {
    const watched = ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties.Namespace === 'AWS/SQS')
      // Of the reminders, which wait hidden.
      .filter(({ Properties }) => Properties.MetricName !== 'ApproximateNumberOfMessagesNotVisible')
      .map(({ stack, Properties }) => {
        const [dimension] = Properties.Dimensions as { Name: string; Value: unknown }[]
        expect(dimension?.Name).toBe('QueueName')
        return `${Properties.MetricName} ${stack} ${target(dimension?.Value)}`
      })
    expect(watched.toSorted()).toEqual(
      queues
        .map(queue => {
          const metric = sources.includes(queue) ? 'AgeOfOldestMessage' : 'NumberOfMessagesVisible'
          return `Approximate${metric} ${queue.stack} ${queue.id}`
        })
        .toSorted(),
    )
  })

  test("stays invisible for six times its consumer's timeout and the batching window, which three have", () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping').filter(
      ({ Properties }) => Properties.StartingPosition === undefined,
    )
    expect(mappings).toHaveLength(sources.length)
    for (const mapping of mappings) {
      const consumer = pointedTo(functions, mapping, 'FunctionName')
      const queue = pointedTo(queues, mapping, 'EventSourceArn')
      const { MaximumBatchingWindowInSeconds: window, FunctionResponseTypes } = mapping.Properties
      expect(window).toBe(/^(Receipts|Purchases|Emails)Queue$/.test(queue?.id ?? '') ? 1 : undefined)
      expect(Number(queue?.Properties.VisibilityTimeout)).toBe(
        6 * Number(consumer?.Properties.Timeout) + Number(window ?? 0),
      )
      expect(FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
    }
  })

  function deniesPlainText({ Effect, Condition }: Statement): boolean {
    return Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false'
  }
})
