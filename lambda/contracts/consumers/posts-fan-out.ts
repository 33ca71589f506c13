import type { EventList } from '../event-list.ts'
import { pageRequested, postPublished } from '../post-events.ts'

/** What the queue of posts has: posts, and pages of their subscribers. */
export const postsFanOut = {
  takes: [postPublished, pageRequested],
  ignores: [],
} as const satisfies EventList
