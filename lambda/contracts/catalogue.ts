import * as z from 'zod/mini'
import {
  consent,
  eventsAccepted,
  eventsPartlyAccepted,
  postEvents,
  productTrends,
  trends,
} from './clickstream-api.ts'
import { eventContracts } from './event-catalogue.ts'
import { postAccepted, publishPost, subscribe } from './posts-api.ts'
import { problem } from './problem.ts'
import { placePurchase, purchaseAccepted, purchaseStatus } from './purchases-api.ts'
import { announceVideo, videoAnnounced, videoStatus } from './videos-api.ts'

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
  const messages = Object.fromEntries(eventContracts.map(({ type, schema }) => [type, schema]))
  return Object.fromEntries(
    Object.entries({ ...bodies, ...messages }).map(([name, schema]) => [name, z.toJSONSchema(schema)]),
  )
}
