import * as z from 'zod/mini'
import { type EventOf, eventContract } from './cloud-event.ts'
import { instant } from './instant.ts'
import { money } from './money.ts'
import { customerId, purchaseId, quantity, sku } from './purchase.ts'
import { visitId } from './session-id.ts'

/** How far the time of an event may be ahead, in ms, because clients' clocks differ. Later events are refused. */
export const MAXIMUM_AHEAD_MS = 5 * 60_000

/** The attributes of events in the stream beside those of every message. */
const extensions = {
  /**
   * When the producer put the event into the stream, in UTC. Whether an event is late or ahead of time depends on it, so
   * that every reader decides alike: the lake keeps no arrivals. An event without it is judged by its arrival.
   *
   * @see https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/recorded-time.md
   */
  recordedtime: z.optional(instant),
}

/** A visitor viewed a product. The id is the client's and unique within the session. */
export const productViewed = eventContract(
  'clickstream.product.viewed.v1',
  z.object({ sessionId: visitId, sku }),
  extensions,
)

/** A visitor put a product into the basket. The id is the client's and unique within the session. */
export const basketItemAdded = eventContract(
  'clickstream.basket.item-added.v1',
  z.object({
    sessionId: visitId,
    /** Whose basket it is, if the client knows. Nothing else identifies the visitor as a person. */
    customerId: z.optional(customerId),
    sku,
    quantity,
  }),
  extensions,
)

/**
 * A product was bought: one event per product of a purchase, with the id `<purchaseId>.<sku>`. Of the buyer it has
 * the id alone.
 */
export const productPurchased = eventContract(
  'clickstream.product.purchased.v1',
  z.object({
    /** Only if the client sent it to the shop. */
    sessionId: z.optional(visitId),
    /** Missing in events of earlier releases. */
    customerId: z.optional(customerId),
    purchaseId,
    sku,
    /** The units in all lines of the purchase for this product. */
    quantity,
    /** The total price of these lines. */
    amount: money,
  }),
  extensions,
)

/** An additional rule for ids of events in the stream: an id is a part of table keys, whose parts `#` separates. */
export const identifiedEvent = z.object({ id: z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,256}$/)) })

export type ProductViewed = EventOf<typeof productViewed>
export type BasketItemAdded = EventOf<typeof basketItemAdded>
export type ProductPurchased = EventOf<typeof productPurchased>

/** Everything that may be put into the stream. Each of its readers takes or ignores each of these. */
export const clickstreamEvents = [productViewed, basketItemAdded, productPurchased] as const

export type ClickstreamEvent = EventOf<(typeof clickstreamEvents)[number]>
