import { type EventList, takenPrefixes } from '../../lambda/contracts/event-list.ts'
import type { FilterPolicy } from './filter-policy.ts'

/**
 * Matches the events that a consumer takes, in every version: one that this release does not know waits in the queue for
 * the release that does. What the consumer ignores costs no request.
 */
export function eventFilter(list: EventList): FilterPolicy {
  return { type: takenPrefixes(list).map(prefix => ({ prefix })) }
}
