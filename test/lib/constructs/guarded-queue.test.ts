import { Duration } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { DeadLetterQueue } from '../../../lib/constructs/dead-letter-queue.ts'
import { GuardedQueue, type GuardedQueueProps } from '../../../lib/constructs/guarded-queue.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { described, domain, snapshotOf } from '../fixture.ts'

const seconds = Duration.seconds
const days = Duration.days

function queue(stack: DomainStack, props: Partial<GuardedQueueProps> = {}): GuardedQueue {
  return new GuardedQueue(stack, 'Shipping', {
    domain: stack,
    consumer: { function: 'shop/shipping', timeout: seconds(30) },
    ...props,
  })
}

function deadLetters(stack: DomainStack, fifo: boolean, retentionPeriod?: Duration): DeadLetterQueue {
  return new DeadLetterQueue(stack, 'DeadLetters', {
    domain: stack,
    fifo,
    retentionPeriod,
    alarm: 'shop-dead-letters',
    contents: 'messages',
    remedy: 'Read them.',
  })
}

test('with minimal props', () => {
  const stack = domain()
  queue(stack)
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test('with all props', () => {
  const stack = domain()
  queue(stack, {
    fifo: true,
    deliveryDelay: seconds(5),
    retentionPeriod: days(2),
    tries: 3,
    maxReceiveCount: 7,
    deadLetterQueue: deadLetters(stack, true, days(3)),
    alarmAtAge: Duration.minutes(20),
  })
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test('the visibility timeout is six times the timeout of the consumer, plus its batching window', () => {
  const stack = domain()
  const consumer = { function: 'shop/receipts', timeout: seconds(20), batchingWindow: seconds(7) } as const
  queue(stack, { consumer })
  Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 127 })
})

test('its consumer gives a message up long before SQS would, without a reason: after half the retention', () => {
  const stack = domain()
  expect(queue(stack).tries).toBe(5)
  // Four days, and six times 30 s.
  Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', {
    VisibilityTimeout: 180,
    RedrivePolicy: { maxReceiveCount: 960 },
  })
})

test('the dead-letter queue takes from its queue alone, and wakes somebody at one message', () => {
  const stack = domain()
  queue(stack, { fifo: true })
  const template = Template.fromStack(stack)
  template.hasResourceProperties('AWS::SQS::Queue', {
    QueueName: 'Messaging-dev-Shop-Shipping-DeadLetters.fifo',
    RedriveAllowPolicy: {
      redrivePermission: 'byQueue',
      sourceQueueArns: [
        {
          'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':Messaging-dev-Shop-Shipping\\.fifo$')])],
        },
      ],
    },
  })
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [
      {
        Name: 'QueueName',
        Value: Match.objectLike({ 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'QueueName'] }),
      },
    ],
    Threshold: 1,
    AlarmDescription: described('reason.*/messaging/dev/shop/shipping.*redrive'),
  })
})

test('a dead-letter queue that some messages are expected in wakes somebody at more', () => {
  const stack = domain()
  queue(stack, { alarmAtDeadLetters: 25 })
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Threshold: 25,
    AlarmDescription: described('Shipping-DeadLetters holds 25 or more messages that'),
  })
})

describe('combinations that cannot work are refused', () => {
  const consumer = (timeout: number, batchingWindow?: number): Partial<GuardedQueueProps> => ({
    consumer: {
      function: 'shop/shipping',
      timeout: seconds(timeout),
      batchingWindow: batchingWindow === undefined ? undefined : seconds(batchingWindow),
    },
  })
  const cases: [string, Partial<GuardedQueueProps>, string][] = [
    [
      'a consumer that Lambda would stop',
      consumer(901),
      "Its consumer's timeout is 901 s. A Lambda function runs for at most 900 s.",
    ],
    [
      'a FIFO queue with a batching window',
      { ...consumer(30, 5), fifo: true },
      'Its consumer has a batching window of 5 s, and Lambda allows none for FIFO queues. Leave out batchingWindow, or make the queue a standard one.',
    ],
    [
      'a batching window above 5 minutes',
      consumer(30, 301),
      "Its consumer's batching window is 301 s. Use at most 300 s.",
    ],
    [
      'a delay above 15 minutes',
      { deliveryDelay: seconds(901) },
      'Its delivery delay is 901 s. Use at most 15 minutes, or a schedule.',
    ],
    [
      'a retention below a minute',
      { retentionPeriod: seconds(59) },
      'It keeps messages for 59 s. Use 1 minute to 14 days.',
    ],
    [
      'a retention above 14 days',
      { retentionPeriod: days(15) },
      'It keeps messages for 1296000 s. Use 1 minute to 14 days.',
    ],
    [
      'fewer than five attempts',
      { maxReceiveCount: 4 },
      'Its maxReceiveCount is 4: below 5, a message that Lambda was throttled on becomes a dead letter without having been tried; above 1000, SQS refuses it. Use 5 to 1000.',
    ],
    [
      'tries that SQS would end',
      { tries: 8, maxReceiveCount: 7 },
      'It tries a message 8 times and receives it 7 times: the consumer, which knows the reason, must give the message up before SQS does. Use a whole number of tries from 1 to 7, or a larger maxReceiveCount.',
    ],
    ['half a try', { tries: 2.5 }, 'It tries a message 2.5 times'],
    ['more attempts than SQS counts', { maxReceiveCount: 1001 }, 'Its maxReceiveCount is 1001'],
    [
      'a dead-letter queue that forgets as early as the queue',
      { retentionPeriod: days(14) },
      "It keeps messages for 1209600 s and its dead-letter queue for 1209600 s: a dead letter keeps the time at which it was first sent, and would be deleted before anybody reads it. Raise the dead-letter queue's retentionPeriod above the queue's.",
    ],
  ]

  test.each(cases)('%s', (_, props, message) => {
    expect(() => queue(domain(), props)).toThrow(message)
  })

  test('a standard dead-letter queue under a FIFO queue', () => {
    const stack = domain()
    expect(() => queue(stack, { fifo: true, deadLetterQueue: deadLetters(stack, false) })).toThrow(
      'Messaging-dev-Shop/Shipping: It is a FIFO queue and its dead-letter queue Messaging-dev-Shop/DeadLetters is a standard one: SQS allows only one of the same type. Leave out deadLetterQueue, or give that one fifo: true.',
    )
  })

  test('a FIFO dead-letter queue under a standard queue', () => {
    const stack = domain()
    expect(() => queue(stack, { deadLetterQueue: deadLetters(stack, true) })).toThrow(
      'give that one fifo: false.',
    )
  })

  test('a name that SQS would refuse', () => {
    const stack = domain()
    const id = 'TheQueueOfThoseWhoShipWhatOthersBoughtAndNeverCameToFetch'
    const consumer = { function: 'shop/shipping', timeout: seconds(30) } as const
    expect(() => new GuardedQueue(stack, id, { domain: stack, consumer })).toThrow(
      /has 8\d characters\. Shorten the ids to 80 in total\./,
    )
  })
})

test('an alarm on age counts from when a message can be received', () => {
  const stack = domain()
  queue(stack, { deliveryDelay: seconds(900) })
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateAgeOfOldestMessage',
    Threshold: 1200,
  })
  expect(() => queue(domain(), { deliveryDelay: seconds(900), alarmAtAge: seconds(900) })).toThrow(
    'Its alarmAtAge is 900 s, and every message waits for 900 s before it can be received: each would set off the alarm. Use more than 900 s.',
  )
})

test('the alarm of a dead-letter queue that is given is its own', () => {
  const stack = domain()
  const props = { deadLetterQueue: deadLetters(stack, false, days(14)), alarmAtDeadLetters: 7 }
  expect(() => queue(stack, props)).toThrow('Its alarmAtDeadLetters is 7, and its dead-letter queue')
})
