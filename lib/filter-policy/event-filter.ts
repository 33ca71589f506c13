import { type EventList, takenPrefixes } from '../../lambda/contracts/event-list.ts'
import type { FilterPolicy } from './filter-policy.ts'

/**
 * Matches the events that a consumer takes, in every version: one that this release does not know waits in the queue for
 * the release that does. What the consumer ignores costs no request.
 *
 * A consumer that ignores nothing has no filter. So whatever is wrong on the topic, even what is no JSON, arrives
 * somewhere, and is a dead letter there: a filter would drop it without a word.
 */
export function eventFilter(list: EventList): FilterPolicy | undefined {
  if (list.ignores.length === 0) return undefined
  return { type: takenPrefixes(list).map(prefix => ({ prefix })) }
}
