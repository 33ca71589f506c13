import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'

/** The settings that decide whether a failing message becomes a dead letter or is deleted. All in whole seconds. */
export interface MessageLifetime {
  readonly retentionPeriod: Duration
  readonly deliveryDelay?: Duration
  readonly visibilityTimeout: Duration
  readonly maxReceiveCount: number
  /** From which age of the oldest message the alarm goes off. */
  readonly alarmAtAge: Duration
}

/** Five minutes after a message can be received, or half of its remaining time if that is less. */
export function defaultAlarmAge(retentionPeriod: Duration, deliveryDelay = Duration.seconds(0)): Duration {
  const delay = deliveryDelay.toSeconds({ integral: false })
  const half = (retentionPeriod.toSeconds({ integral: false }) - delay) / 2
  return Duration.seconds(Math.floor(delay + Math.max(0, Math.min(300, half))))
}

/**
 * "Amazon SQS automatically deletes messages that have been in a queue for more than the maximum message retention
 * period" (SQS, Developer guide), without moving them to the dead-letter queue, however often they were tried.
 *
 * @throws RefusedError if a failing message is deleted before it becomes a dead letter, or before the alarm goes off
 */
export function refuseVanishing(queue: Construct, lifetime: MessageLifetime): void {
  const { deliveryDelay, visibilityTimeout, maxReceiveCount, alarmAtAge } = lifetime
  const retention = lifetime.retentionPeriod.toSeconds()
  const [delay, visibility] = [deliveryDelay?.toSeconds() ?? 0, visibilityTimeout.toSeconds()]
  const tries = delay + maxReceiveCount * visibility
  if (retention <= tries) {
    const wait = delay > 0 ? `a delay of ${delay} s and ` : ''
    refuse(
      queue,
      `It keeps messages for ${retention} s, and ${wait}${maxReceiveCount} tries of ${visibility} s take ${tries} s: ` +
        'SQS deletes a failing message before it becomes a dead letter.',
      `Raise retentionPeriod above ${tries} s, or lower maxReceiveCount or the consumer's timeout.`,
    )
  }
  const age = alarmAtAge.toSeconds()
  if (delay > 0 && age <= delay) {
    refuse(
      queue,
      `Its alarmAtAge is ${age} s, and every message waits for ${delay} s before it can be received: each would set off the alarm.`,
      `Use more than ${delay} s.`,
    )
  }
  if (age < retention) return
  refuse(
    queue,
    `Its alarmAtAge is ${age} s, and it keeps messages for ${retention} s: no message gets that old, so the alarm never goes off.`,
    `Use less than ${retention} s.`,
  )
}
