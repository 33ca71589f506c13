import * as z from 'zod/mini'
import { emailAddress } from './email-address.ts'
import { instant } from './instant.ts'
import { minute } from './minute.ts'
import { money } from './money.ts'
import { quantity, sku } from './order-line.ts'
import { customerId, sku as productSku } from './purchase.ts'
import { sessionId } from './session-id.ts'

/** The most events per request: as many as "each PutRecords request can support" (Kinesis, PutRecords). */
export const MAXIMUM_EVENTS = 500

/** The client's id of an event. Events with the same id, type and session count once. */
export const eventId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,64}$/))

const event = {
  id: eventId,
  sessionId,
  /** When the event happened. */
  time: instant,
  sku,
}

/** One event from a client. Unknown members are refused. */
export const clientEvent = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('product-viewed'), ...event }),
    z.strictObject({
      type: z.literal('basket-item-added'),
      ...event,
      quantity,
      /** Whose basket it is, if the visitor is signed in. */
      customerId: z.optional(customerId),
    }),
  ],
  { error: 'must be one of product-viewed, basket-item-added' },
)

function eventsOf<Event extends z.ZodMiniType>(each: Event) {
  return z.strictObject({ events: z.array(each).check(z.minLength(1), z.maxLength(MAXIMUM_EVENTS)) })
}

/** The body of `POST /events`. */
export const postEvents = eventsOf(clientEvent)

/** The same body with unchecked events, because an event that breaks its contract is refused alone. */
export const eventList = eventsOf(z.unknown())

const count = z.int().check(z.gte(0))

/** The body of the response 202 to `POST /events`: all events are in the stream. */
export const eventsAccepted = z.object({ accepted: count })

/** The body of the response 207 to `POST /events`: the events that were not accepted, each with the reason. */
export const eventsPartlyAccepted = z.object({
  accepted: count,
  refused: count,
  events: z.array(
    z.object({
      /** Its index in the request, from 0. */
      index: count,
      id: z.optional(eventId),
      /**
       * 400: the event breaks the contract and will never be accepted. 429: its shard had no capacity. 503: the stream
       * was unavailable. Send events with 429 or 503 again with the same id.
       */
      status: z.literal([400, 429, 503]),
      reason: z.string(),
    }),
  ),
})

/** The figures of a product, in total or per minute. */
const figures = {
  views: count,
  /** How often the product was put into a basket. */
  baskets: count,
  purchases: count,
  /** Units bought. */
  units: count,
  /** One amount per currency. */
  revenue: z.array(money),
  /** Purchases per view; null without views. */
  conversion: z.nullable(z.number().check(z.gte(0))),
  /** Events that came too late to count in the figures above. */
  late: count,
}

export const DEFAULT_TOP = 10
export const MAXIMUM_TOP = 100

/** The query of `GET /trends`. */
export const trendsQuery = z.strictObject({
  /** @default - the current minute */
  minute: z.optional(minute),
  /** How many products. @default 10 */
  top: z.optional(
    z
      .string()
      .check(z.regex(/^([1-9]\d?|100)$/, { error: `must be a whole number from 1 to ${MAXIMUM_TOP}` })),
  ),
})

/** The body of the response 200 to `GET /trends`: the products of a minute, by purchases, then views, then SKU. */
export const trends = z.object({
  minute,
  products: z.array(z.object({ sku: productSku, ...figures })),
  /** Late events of all products in the minute, including those that are not listed. */
  late: count,
})

export const MAXIMUM_RANGE_MINUTES = 24 * 60
export const DEFAULT_RANGE_MINUTES = 60

/** The query of `GET /trends/{sku}`, for at most a day. */
export const productTrendsQuery = z.strictObject({
  /** @default - an hour before `to` */
  from: z.optional(minute),
  /** Exclusive. @default - after the current minute */
  to: z.optional(minute),
})

/** The body of the response 200 to `GET /trends/{sku}`: the minutes that have figures, in order. */
export const productTrends = z.object({
  sku: productSku,
  from: minute,
  to: minute,
  minutes: z.array(z.object({ minute, ...figures })),
})

/** The body of `PUT /reminders/{customerId}`: the customer wants to be reminded of abandoned baskets, at this address. */
export const consent = z.strictObject({ email: emailAddress })

export type ClientEvent = z.infer<typeof clientEvent>
export type PostEvents = z.infer<typeof postEvents>
export type EventsAccepted = z.infer<typeof eventsAccepted>
export type EventsPartlyAccepted = z.infer<typeof eventsPartlyAccepted>
export type RefusedEvent = EventsPartlyAccepted['events'][number]
export type Trends = z.infer<typeof trends>
export type ProductTrends = z.infer<typeof productTrends>
