import type { MetricDatum } from '../../ports.ts'
import { FairOrder, POISON_RECEIVES } from './fair-order.ts'
import { FifoOrder } from './fifo-order.ts'
import type { Message, MessageState } from './message.ts'
import type { Queue } from './queue.ts'
import { NAMESPACE } from './queue-counters.ts'

/** The CloudWatch gauges of `queue`. */
export function gaugesOf(queue: Queue, now: number): MetricDatum[] {
  const { visible, inFlight, delayed, order } = queue.messages
  const values = {
    ApproximateNumberOfMessagesVisible: visible,
    ApproximateNumberOfMessagesNotVisible: inFlight,
    ApproximateNumberOfMessagesDelayed: delayed,
    ApproximateAgeOfOldestMessage: ageOfOldest(queue, now, () => true),
    ...(order instanceof FifoOrder && {
      ApproximateNumberOfGroupsWithInflightMessages: order.groupsInFlight,
    }),
    ...(order instanceof FairOrder && fairValues(queue, order, now)),
  }
  return Object.entries(values).map(([name, value]) => ({
    namespace: NAMESPACE,
    name,
    dimensions: { QueueName: queue.name },
    value,
    unit: name.startsWith('ApproximateAge') ? 'Seconds' : 'Count',
  }))
}

/** The metrics of fair queues; the quiet groups are all but the noisy ones. */
function fairValues(queue: Queue, order: FairOrder, now: number): Record<string, number> {
  const isQuiet = (message: Message) => !order.isNoisy(message)
  const { visible, inFlight, delayed } = order.noisyGroups === 0 ? queue.messages : countOf(queue, isQuiet)
  return {
    ApproximateNumberOfNoisyGroups: order.noisyGroups,
    ApproximateNumberOfMessagesVisibleInQuietGroups: visible,
    ApproximateNumberOfMessagesNotVisibleInQuietGroups: inFlight,
    ApproximateNumberOfMessagesDelayedInQuietGroups: delayed,
    ApproximateAgeOfOldestMessageInQuietGroups: ageOfOldest(queue, now, isQuiet),
  }
}

function countOf(queue: Queue, counts: (message: Message) => boolean) {
  const states: Record<MessageState, number> = { visible: 0, 'in flight': 0, delayed: 0, gone: 0 }
  for (const message of queue.messages.arrivals) if (counts(message)) states[message.state]++
  return { visible: states.visible, inFlight: states['in flight'], delayed: states.delayed }
}

/**
 * Returns whole seconds; 0 without messages. According to "Available CloudWatch metrics for Amazon SQS", messages of a
 * standard queue that were received three or more times do not count, and "the metric then reflects the age of the next
 * message"; for a dead letter, "the age reflects the time it was moved, not when it was first sent".
 */
function ageOfOldest(queue: Queue, now: number, counts: (message: Message) => boolean): number {
  let oldest = now
  for (const message of queue.messages.arrivals) {
    if (message.sentAt >= oldest) break
    const poison = !queue.fifo && message.receives >= POISON_RECEIVES
    if (!poison && counts(message)) oldest = Math.min(oldest, message.enteredAt)
  }
  return Math.floor((now - oldest) / 1000)
}
