import * as z from 'zod/mini'
import { emailAddress } from './email-address.ts'
import { uuid } from './id.ts'
import { instant } from './instant.ts'
import { money } from './money.ts'
import { customerId, items, purchaseId, shipTo } from './purchase.ts'
import { cancellationCode } from './purchase-events.ts'
import { sessionId } from './session-id.ts'

/**
 * The body of `POST /purchases`. All unit prices are in one currency; the total is the server's to work out, and
 * a member that is not named here is refused.
 */
export const placePurchase = z.strictObject({
  customerId,
  customerEmail: emailAddress,
  shipTo,
  items,
  /** The visit in which it is placed: the purchase then counts beside the visit's clicks. */
  sessionId: z.optional(sessionId),
})

/** The body of the answer 202 to `POST /purchases`. */
export const purchaseAccepted = z.object({ purchaseId, status: z.literal('accepted') })

/**
 * The body of the answer 200 to `GET /purchases/{id}`: what the events that arrived so far say. One that comes
 * early leaves out what a later one brings.
 */
export const purchaseStatus = z.object({
  purchaseId,
  customerId,
  /** `delayed`: it could not be shipped so far and somebody looks into it; it ships, or is cancelled, later. */
  status: z.enum(['placed', 'delayed', 'shipped', 'cancelled']),
  total: z.optional(money),
  placedAt: z.optional(instant),
  shipment: z.optional(z.object({ shipmentId: uuid, carrier: z.string(), shippedAt: instant })),
  /** Why nothing ships. `reason` is written for the customer. */
  cancellation: z.optional(z.object({ code: cancellationCode, reason: z.string(), cancelledAt: instant })),
  /** When it was delayed, whatever came of it since. */
  delayedAt: z.optional(instant),
  /** When the purchase was put before a person for its size. */
  flaggedAt: z.optional(instant),
})

export type PlacePurchase = z.infer<typeof placePurchase>
export type PurchaseAccepted = z.infer<typeof purchaseAccepted>
export type PurchaseStatus = z.infer<typeof purchaseStatus>
