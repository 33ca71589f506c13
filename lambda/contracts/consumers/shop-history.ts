import type { EventList } from '../event-list.ts'
import { purchaseEvents } from '../purchase-events.ts'

/** What the read model takes of the purchases topic: everything. */
export const shopHistory = {
  takes: purchaseEvents,
  ignores: [],
} as const satisfies EventList
