import { invalidAttributeName } from './errors.ts'
import type { Queue } from './queue.ts'
import { type AttributeMap, SETTABLE } from './queue-settings.ts'

const MEASURED: readonly string[] = [
  'QueueArn',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
]
const KNOWN: ReadonlySet<string> = new Set(['All', ...MEASURED, ...SETTABLE])

/** Whether queues have an attribute `name`, either settable or measured. */
export function isQueueAttribute(name: string): boolean {
  return KNOWN.has(name)
}

/**
 * Returns the requested attributes of `queue` as `GetQueueAttributes` does; attributes that are not set are omitted.
 *
 * @throws InvalidAttributeName
 */
export function describeQueue(queue: Queue, names: readonly string[]): AttributeMap {
  const unknown = names.find(name => !KNOWN.has(name))
  if (unknown !== undefined) throw invalidAttributeName(unknown)
  const all = { ...measure(queue), ...queue.attributes }
  if (names.includes('All')) return all
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}

function measure(queue: Queue): AttributeMap {
  const { visible, inFlight, delayed } = queue.messages
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
  }
}
