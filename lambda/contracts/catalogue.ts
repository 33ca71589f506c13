import * as z from 'zod/mini'
import {
  consent,
  eventsAccepted,
  eventsPartlyAccepted,
  postEvents,
  productTrends,
  trends,
} from './clickstream-api.ts'
import { basketItemAdded, productPurchased, productViewed } from './clickstream-events.ts'
import { emailRequested } from './email-events.ts'
import { pageRequested, postPublished } from './post-events.ts'
import { postAccepted, publishPost, subscribe } from './posts-api.ts'
import { problem } from './problem.ts'
import {
  purchaseCancelled,
  purchaseDelayed,
  purchaseFlagged,
  purchasePlaced,
  purchaseShipped,
} from './purchase-events.ts'
import { placePurchase, purchaseAccepted, purchaseStatus } from './purchases-api.ts'
import { reminderRequested } from './reminder-events.ts'
import { videoEncoded, videoRejected } from './video-events.ts'
import { announceVideo, videoAnnounced, videoStatus } from './videos-api.ts'

const events = [
  purchasePlaced,
  purchaseShipped,
  purchaseCancelled,
  purchaseDelayed,
  purchaseFlagged,
  videoEncoded,
  videoRejected,
  postPublished,
  pageRequested,
  emailRequested,
  productViewed,
  basketItemAdded,
  productPurchased,
  reminderRequested,
]

const bodies: Record<string, z.ZodMiniType> = {
  'POST /purchases': placePurchase,
  'POST /purchases 202': purchaseAccepted,
  'GET /purchases/{id} 200': purchaseStatus,
  'POST /videos': announceVideo,
  'POST /videos 201': videoAnnounced,
  'GET /videos/{id} 200': videoStatus,
  'POST /posts': publishPost,
  'POST /posts 202': postAccepted,
  'PUT /authors/{id}/subscribers/{subscriber}': subscribe,
  'POST /events': postEvents,
  'POST /events 202': eventsAccepted,
  'POST /events 207': eventsPartlyAccepted,
  'GET /trends 200': trends,
  'GET /trends/{sku} 200': productTrends,
  'PUT /reminders/{customerId}': consent,
  problem,
}

/** All messages and API bodies as JSON Schema 2020-12, by event type, or by route and status. For `npm run schemas`. */
export function jsonSchemas(): Record<string, z.core.JSONSchema.BaseSchema> {
  const messages = Object.fromEntries(events.map(({ type, schema }) => [type, schema]))
  return Object.fromEntries(
    Object.entries({ ...bodies, ...messages }).map(([name, schema]) => [name, z.toJSONSchema(schema)]),
  )
}
