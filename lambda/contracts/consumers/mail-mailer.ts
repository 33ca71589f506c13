import { emailRequested } from '../email-events.ts'
import type { EventList } from '../event-list.ts'

/** What the queue of e-mails has. */
export const mailMailer = {
  takes: [emailRequested],
  ignores: [],
} as const satisfies EventList
