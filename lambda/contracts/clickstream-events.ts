import * as z from 'zod/mini'
import { type EventOf, eventContract } from './cloud-event.ts'
import { money } from './money.ts'
import { MAXIMUM_ITEMS, MAXIMUM_QUANTITY, purchaseId, quantity, sku } from './purchase.ts'
import { sessionId } from './session-id.ts'

/** How far the time of an event may be ahead, in milliseconds: clients' clocks differ. What is further ahead is refused. */
export const MAXIMUM_AHEAD_MS = 5 * 60_000

/** Somebody looked at a product. Its id is the client's, unique within the session. */
export const productViewed = eventContract('clickstream.product.viewed.v1', z.object({ sessionId, sku }))

/** Somebody put a product into the basket. Its id is the client's, unique within the session. */
export const basketItemAdded = eventContract(
  'clickstream.basket.item-added.v1',
  z.object({ sessionId, sku, quantity }),
)

/**
 * A product was bought: one event for each product of a purchase, with the id `<purchaseId>.<sku>`. It says nothing of
 * the person who bought it.
 */
export const productPurchased = eventContract(
  'clickstream.product.purchased.v1',
  z.object({
    /** Only where the shop was told it. */
    sessionId: z.optional(sessionId),
    purchaseId,
    sku,
    /** Of all lines of the purchase that are for this product. */
    quantity: z.int().check(z.gte(1), z.lte(MAXIMUM_ITEMS * MAXIMUM_QUANTITY)),
    /** What these lines cost together. */
    amount: money,
  }),
)

/** What ids of events in the stream have to keep to besides: an id is part of a key of tables, whose parts `#` separates. */
export const identifiedEvent = z.object({ id: z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/)) })

export type ProductViewed = EventOf<typeof productViewed>
export type BasketItemAdded = EventOf<typeof basketItemAdded>
export type ProductPurchased = EventOf<typeof productPurchased>
export type ClickstreamEvent = ProductViewed | BasketItemAdded | ProductPurchased
