import type { EventList } from '../event-list.ts'
import { reminderRequested } from '../reminder-events.ts'

/** What waits in the queue of reminders. */
export const clickstreamRemind = {
  takes: [reminderRequested],
  ignores: [],
} as const satisfies EventList
