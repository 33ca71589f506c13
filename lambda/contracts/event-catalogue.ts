import { clickstreamEvents } from './clickstream-events.ts'
import type { EventContract } from './cloud-event.ts'
import { emailRequested } from './email-events.ts'
import { postsQueueEvents } from './post-events.ts'
import { purchaseEvents } from './purchase-events.ts'
import { reminderRequested } from './reminder-events.ts'
import { videoEncoded, videoRejected } from './video-events.ts'

/** Every type of event, in each version that somebody may send. */
export const eventContracts: readonly EventContract[] = [
  ...purchaseEvents,
  videoEncoded,
  videoRejected,
  ...postsQueueEvents,
  emailRequested,
  ...clickstreamEvents,
  reminderRequested,
]
