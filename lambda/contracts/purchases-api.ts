import * as z from 'zod/mini'
import { country } from './country.ts'
import { emailAddress } from './email-address.ts'
import { uuid } from './id.ts'
import { instant } from './instant.ts'
import { money, unitPrice } from './money.ts'
import { quantity, sku } from './order-line.ts'
import { customerId, FORGOTTEN_CUSTOMER, purchaseId } from './purchase.ts'
import { cancellationCode } from './purchase-events.ts'
import { sessionId } from './session-id.ts'
import { line } from './text.ts'

/** The most lines in one purchase. */
export const MAXIMUM_ITEMS = 100

export const shipTo = z.strictObject({
  name: line(200),
  street: line(200),
  city: line(200),
  postalCode: line(20),
  country,
})

export const items = z
  .array(z.strictObject({ sku, quantity, unitPrice }))
  .check(z.minLength(1), z.maxLength(MAXIMUM_ITEMS))

/**
 * The body of `POST /purchases`. All unit prices are in one currency. The server computes the total. Unknown members
 * are refused, at every level.
 */
export const placePurchase = z.strictObject({
  customerId: customerId.check(
    z.refine(id => id !== FORGOTTEN_CUSTOMER, {
      error: `must not be "${FORGOTTEN_CUSTOMER}", which stands for customers who are forgotten`,
    }),
  ),
  customerEmail: emailAddress,
  shipTo,
  items,
  /** The visit in which it is placed, so that the purchase counts together with the visit's clicks. */
  sessionId: z.optional(sessionId),
})

/** The body of the response 202 to `POST /purchases`. */
export const purchaseAccepted = z.object({ purchaseId, status: z.literal('accepted') })

/**
 * The body of the response 200 to `GET /purchases/{id}`, from the events that have arrived so far. Fields of later
 * events are missing.
 */
export const purchaseStatus = z.object({
  purchaseId,
  customerId,
  /** `delayed`: it could not be shipped so far and an operator handles it; it ships or is cancelled later. */
  status: z.enum(['placed', 'delayed', 'shipped', 'cancelled']),
  total: z.optional(money),
  placedAt: z.optional(instant),
  shipment: z.optional(z.object({ shipmentId: uuid, carrier: z.string(), shippedAt: instant })),
  /** Why it does not ship. `reason` is written for the customer. */
  cancellation: z.optional(z.object({ code: cancellationCode, reason: z.string(), cancelledAt: instant })),
  /** When it was delayed; stays after it ships or is cancelled. */
  delayedAt: z.optional(instant),
  /** When the purchase was flagged for review because of its total. */
  flaggedAt: z.optional(instant),
})

export type PlacePurchase = z.infer<typeof placePurchase>
export type PurchaseAccepted = z.infer<typeof purchaseAccepted>
export type PurchaseStatus = z.infer<typeof purchaseStatus>
