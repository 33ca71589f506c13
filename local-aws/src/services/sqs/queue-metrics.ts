import type { MetricDatum } from '../../ports.ts'
import { FairOrder, POISON_RECEIVES } from './fair-order.ts'
import { FifoOrder } from './fifo-order.ts'
import type { Queue } from './queue.ts'
import { NAMESPACE } from './queue-counters.ts'

/** The CloudWatch gauges of `queue`. */
export function gaugesOf(queue: Queue, now: number): MetricDatum[] {
  const dimensions = { QueueName: queue.name }
  const gauge = (name: string, value: number, unit = 'Count') => ({
    namespace: NAMESPACE,
    name,
    dimensions,
    value,
    unit,
  })
  const { visible, inFlight, delayed, order } = queue.messages
  const gauges = [
    gauge('ApproximateNumberOfMessagesVisible', visible),
    gauge('ApproximateNumberOfMessagesNotVisible', inFlight),
    gauge('ApproximateNumberOfMessagesDelayed', delayed),
    gauge('ApproximateAgeOfOldestMessage', ageOfOldest(queue, now), 'Seconds'),
  ]
  if (order instanceof FifoOrder) {
    gauges.push(gauge('ApproximateNumberOfGroupsWithInflightMessages', order.groupsInFlight))
  }
  if (order instanceof FairOrder) gauges.push(gauge('ApproximateNumberOfNoisyGroups', order.noisyGroups))
  return gauges
}

/**
 * Returns whole seconds; 0 for an empty queue. According to "Available CloudWatch metrics for Amazon SQS", messages of
 * a standard queue that were received three or more times do not count, and "the metric then reflects the age of the
 * next message"; for a dead letter, "the age reflects the time it was moved, not when it was first sent".
 */
function ageOfOldest(queue: Queue, now: number): number {
  let oldest = now
  for (const message of queue.messages.arrivals) {
    if (message.sentAt >= oldest) break
    const poison = !queue.fifo && message.receives >= POISON_RECEIVES
    if (!poison) oldest = Math.min(oldest, message.enteredAt)
  }
  return Math.floor((now - oldest) / 1000)
}
