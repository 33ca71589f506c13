import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { DeadLetterQueue } from './dead-letter-queue.ts'
import { refuseVanishing } from './message-lifetime.ts'
import type { QueueConsumer } from './queue-consumer.ts'
import { refuse } from './refusal.ts'
import { wholeSeconds } from './whole-number.ts'

export interface QueueSettings {
  readonly fifo: boolean
  readonly visibilityTimeout: Duration
  readonly deliveryDelay?: Duration
  readonly retentionPeriod: Duration
  readonly tries: number
  readonly maxReceiveCount: number
  readonly alarmAtAge: Duration
}

/**
 * "Set the source queue's visibility timeout to at least six times the timeout that you configure on your function",
 * and the batching window on top (Lambda, Configuring an SQS queue).
 */
export function visibilityTimeoutFor(consumer: QueueConsumer): Duration {
  return Duration.seconds(6 * consumer.timeout.toSeconds({ integral: false }) + window(consumer))
}

/** @throws RefusedError */
export function refuseWhatCannotWork(
  queue: Construct,
  consumer: QueueConsumer,
  settings: QueueSettings,
  deadLetterQueue: DeadLetterQueue,
): void {
  refuseFractions(queue, consumer, settings)
  refuseConsumer(queue, consumer, settings.fifo)
  refuseLimits(queue, settings)
  refuseVanishing(queue, settings)
  refuseDeadLetterQueue(queue, settings, deadLetterQueue)
}

function refuseFractions(queue: Construct, consumer: QueueConsumer, settings: QueueSettings): void {
  const durations: [string, Duration | undefined][] = [
    ["Its consumer's timeout", consumer.timeout],
    ["Its consumer's batching window", consumer.batchingWindow],
    ['Its delivery delay', settings.deliveryDelay],
    ['Its retention period', settings.retentionPeriod],
    ['Its alarmAtAge', settings.alarmAtAge],
  ]
  for (const [setting, duration] of durations) {
    if (duration !== undefined) wholeSeconds(queue, setting, duration)
  }
}

function refuseConsumer(queue: Construct, consumer: QueueConsumer, fifo: boolean): void {
  if (consumer.timeout.toSeconds() > 900) {
    refuse(
      queue,
      `Its consumer's timeout is ${show(consumer.timeout)}.`,
      'A Lambda function runs for at most 900 s.',
    )
  }
  if (consumer.timeout.toSeconds() < 1) {
    refuse(queue, `Its consumer's timeout is ${show(consumer.timeout)}.`, 'The minimum of Lambda is 1 s.')
  }
  if (consumer.batchingWindow === undefined) return
  if (fifo) {
    refuse(
      queue,
      `Its consumer has a batching window of ${show(consumer.batchingWindow)}, and Lambda allows none for FIFO queues.`,
      'Leave out batchingWindow, or make the queue a standard one.',
    )
  }
  if (window(consumer) > 300) {
    refuse(queue, `Its consumer's batching window is ${show(consumer.batchingWindow)}.`, 'Use at most 300 s.')
  }
}

function refuseLimits(queue: Construct, settings: QueueSettings): void {
  const { deliveryDelay, retentionPeriod, tries, maxReceiveCount } = settings
  if (deliveryDelay !== undefined && deliveryDelay.toSeconds() > 900) {
    refuse(queue, `Its delivery delay is ${show(deliveryDelay)}.`, 'Use at most 15 minutes, or a schedule.')
  }
  const retention = retentionPeriod.toSeconds()
  if (retention < 60 || retention > 1_209_600) {
    refuse(queue, `It keeps messages for ${show(retentionPeriod)}.`, 'Use 1 minute to 14 days.')
  }
  if (!Number.isInteger(maxReceiveCount)) {
    refuse(queue, `Its maxReceiveCount is ${maxReceiveCount}.`, 'Use a whole number from 5 to 1000.')
  }
  if (maxReceiveCount < 5 || maxReceiveCount > 1000) {
    refuse(
      queue,
      `Its maxReceiveCount is ${maxReceiveCount}: below 5, a message that Lambda was throttled on becomes a dead ` +
        'letter without having been tried; above 1000, SQS refuses it.',
      'Use 5 to 1000.',
    )
  }
  if (!Number.isInteger(tries) || tries < 1 || tries > maxReceiveCount) {
    refuse(
      queue,
      `It tries a message ${tries} times and receives it ${maxReceiveCount} times: the consumer, which knows the reason, ` +
        'must give the message up before SQS does.',
      `Use a whole number of tries from 1 to ${maxReceiveCount}, or a larger maxReceiveCount.`,
    )
  }
}

function refuseDeadLetterQueue(
  queue: Construct,
  settings: QueueSettings,
  deadLetters: DeadLetterQueue,
): void {
  if (deadLetters.fifo !== settings.fifo) {
    const [own, other] = settings.fifo ? ['FIFO', 'standard'] : ['standard', 'FIFO']
    refuse(
      queue,
      `It is a ${own} queue and its dead-letter queue ${deadLetters.node.path} is a ${other} one: SQS allows only ` +
        'one of the same type.',
      `Leave out deadLetterQueue, or give that one fifo: ${settings.fifo}.`,
    )
  }
  if (deadLetters.retentionPeriod.toSeconds() <= settings.retentionPeriod.toSeconds()) {
    refuse(
      queue,
      `It keeps messages for ${show(settings.retentionPeriod)} and its dead-letter queue for ` +
        `${show(deadLetters.retentionPeriod)}: a dead letter keeps the time at which it was first sent, and would be ` +
        'deleted before anybody reads it.',
      "Raise the dead-letter queue's retentionPeriod above the queue's.",
    )
  }
}

function window(consumer: QueueConsumer): number {
  return consumer.batchingWindow?.toSeconds({ integral: false }) ?? 0
}

function show(duration: Duration): string {
  return `${duration.toSeconds()} s`
}
