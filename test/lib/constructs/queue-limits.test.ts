import { Duration } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { GuardedQueue, type GuardedQueueProps } from '../../../lib/constructs/guarded-queue.ts'
import { RefusedError } from '../../../lib/constructs/refusal.ts'
import { domain } from '../fixture.ts'

const { seconds, millis, minutes, days } = Duration

interface Settings extends Partial<Omit<GuardedQueueProps, 'domain' | 'consumer'>> {
  readonly timeout?: Duration
  readonly batchingWindow?: Duration
}

/** A queue whose consumer takes 30 s, five times. */
function queue({ timeout = seconds(30), batchingWindow, ...props }: Settings): Template {
  const stack = domain()
  const consumer = { function: 'shop/shipping', timeout, batchingWindow } as const
  new GuardedQueue(stack, 'Shipping', { domain: stack, consumer, maxReceiveCount: 5, ...props })
  return Template.fromStack(stack)
}

const rows: [title: string, refused: Settings, words: string, nearest: Settings][] = [
  [
    'five tries that take as long as messages are kept',
    { retentionPeriod: seconds(900) },
    "It keeps messages for 900 s, and 5 tries of 180 s take 900 s: SQS deletes a failing message before it becomes a dead letter. Raise retentionPeriod above 900 s, or lower maxReceiveCount or the consumer's timeout.",
    { retentionPeriod: seconds(901) },
  ],
  [
    'a retention of ten minutes',
    { retentionPeriod: minutes(10) },
    'It keeps messages for 600 s, and 5 tries of 180 s take 900 s',
    { retentionPeriod: minutes(16) },
  ],
  [
    'a long timeout, many times',
    { timeout: minutes(15), maxReceiveCount: 64 },
    'It keeps messages for 345600 s, and 64 tries of 5400 s take 345600 s',
    { timeout: minutes(15), maxReceiveCount: 63 },
  ],
  [
    'a delay beside the tries',
    { retentionPeriod: seconds(1000), deliveryDelay: seconds(100) },
    'It keeps messages for 1000 s, and a delay of 100 s and 5 tries of 180 s take 1000 s',
    { retentionPeriod: seconds(1000), deliveryDelay: seconds(99) },
  ],
  [
    'a delay above the retention',
    { retentionPeriod: minutes(1), deliveryDelay: minutes(2), timeout: seconds(1) },
    'It keeps messages for 60 s, and a delay of 120 s and 5 tries of 6 s take 150 s',
    { retentionPeriod: seconds(151), deliveryDelay: minutes(2), timeout: seconds(1) },
  ],
  [
    'an alarm at an age that no message reaches',
    { alarmAtAge: days(4) },
    'Its alarmAtAge is 345600 s, and it keeps messages for 345600 s: no message gets that old, so the alarm never goes off. Use less than 345600 s.',
    { alarmAtAge: seconds(345_599) },
  ],
  [
    'half an attempt',
    { maxReceiveCount: 5.5 },
    'Its maxReceiveCount is 5.5. Use a whole number from 5 to 1000.',
    { maxReceiveCount: 6 },
  ],
  [
    'no number of attempts',
    { maxReceiveCount: Number.NaN },
    'Its maxReceiveCount is NaN. Use a whole number from 5 to 1000.',
    { maxReceiveCount: 1000 },
  ],
  [
    'a consumer without time',
    { timeout: seconds(0) },
    "Its consumer's timeout is 0 s. The minimum of Lambda is 1 s.",
    { timeout: seconds(1) },
  ],
  [
    'a timeout with a fraction',
    { timeout: seconds(1.5) },
    "Its consumer's timeout is 1.5 s. Use whole seconds.",
    { timeout: millis(2000) },
  ],
  [
    'a delay with a fraction',
    { deliveryDelay: millis(100) },
    'Its delivery delay is 0.1 s. Use whole seconds.',
    { deliveryDelay: seconds(0) },
  ],
  [
    'a retention that is not a number',
    { retentionPeriod: seconds(Number.NaN) },
    'Its retention period is NaN s. Use whole seconds.',
    { retentionPeriod: days(13) },
  ],
  [
    'a batching window with a fraction',
    { batchingWindow: millis(500) },
    "Its consumer's batching window is 0.5 s. Use whole seconds.",
    { batchingWindow: seconds(1) },
  ],
  [
    'an alarm at an age with a fraction',
    { alarmAtAge: millis(500) },
    'Its alarmAtAge is 0.5 s. Use whole seconds.',
    { alarmAtAge: seconds(1) },
  ],
  [
    'an alarm at any age',
    { alarmAtAge: seconds(0) },
    'Shipping/OldMessages: Its threshold is 0, and it goes off at this value and above: it is on as soon as there is data. Use a number above 0.',
    { alarmAtAge: seconds(1) },
  ],
  [
    'an alarm at no dead letter',
    { alarmAtDeadLetters: 0 },
    'Shipping/DeadLetters/NotEmpty: Its threshold is 0, and it goes off',
    { alarmAtDeadLetters: 1 },
  ],
]

test.each(rows)('%s is refused', (_, refused, words) => {
  expect(() => queue(refused)).toThrow(RefusedError)
  expect(() => queue(refused)).toThrow('Messaging-dev-Shop/Shipping')
  expect(() => queue(refused)).toThrow(words)
})

test.each(rows)('%s: the nearest combination that works is accepted', (_title, _refused, _words, nearest) => {
  expect(() => queue(nearest)).not.toThrow()
})

test('a queue that keeps messages for a short time wakes somebody at half of it', () => {
  queue({ retentionPeriod: seconds(151), timeout: seconds(1) }).hasResourceProperties(
    'AWS::CloudWatch::Alarm',
    {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Threshold: 75,
    },
  )
})
