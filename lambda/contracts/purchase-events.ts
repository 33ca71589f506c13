import * as z from 'zod/mini'
import { type EventOf, eventContract } from './cloud-event.ts'
import { emailAddress } from './email-address.ts'
import { uuid } from './id.ts'
import { instant } from './instant.ts'
import { money } from './money.ts'
import { openCode } from './open-code.ts'
import { customerId, items, purchaseId, shipTo } from './purchase.ts'
import { sealed } from './sealed.ts'
import { visitId } from './session-id.ts'
import { messageLine } from './text.ts'

/** A customer's purchase was accepted. The event is the record of the purchase; its id is the purchase's id. */
export const purchasePlaced = eventContract(
  'shop.purchase.placed.v1',
  z.object({
    purchaseId,
    customerId,
    customerEmail: emailAddress,
    shipTo,
    items,
    /** The visit in which it was placed, if the client sent it. */
    sessionId: z.optional(visitId),
    total: money,
    placedAt: instant,
  }),
)

/** The same in a stage whose topic archives: personal data, but for the country, is sealed with the customer's key. */
export const purchasePlacedSealed = eventContract(
  'shop.purchase.placed.v2',
  z.object({
    purchaseId,
    customerId,
    /** The rest of it is sealed. */
    shipTo: z.pick(shipTo, { country: true }),
    personal: sealed,
    items,
    sessionId: z.optional(visitId),
    total: money,
    placedAt: instant,
  }),
)

/** A purchase was handed to a carrier. */
export const purchaseShipped = eventContract(
  'shop.purchase.shipped.v1',
  z.object({
    purchaseId,
    customerId,
    shipmentId: uuid,
    /** For people: carriers are an open set. */
    carrier: messageLine,
    shippedAt: instant,
  }),
)

/** Why the shop does not ship a purchase. */
export const cancellationCode = openCode(['no-carrier'])

/** A purchase is cancelled permanently: nothing of it ships after this. */
export const purchaseCancelled = eventContract(
  'shop.purchase.cancelled.v1',
  z.object({
    purchaseId,
    customerId,
    customerEmail: emailAddress,
    code: cancellationCode,
    /** Written for the customer. */
    reason: messageLine,
    cancelledAt: instant,
  }),
)

/** The same in a stage whose topic archives. The sealed data is that of the purchase. */
export const purchaseCancelledSealed = eventContract(
  'shop.purchase.cancelled.v2',
  z.object({
    purchaseId,
    customerId,
    personal: sealed,
    code: cancellationCode,
    /** Written for the customer. */
    reason: messageLine,
    cancelledAt: instant,
  }),
)

/** The shop could not ship a purchase so far, and an operator handles it. It ships or is cancelled later. */
export const purchaseDelayed = eventContract(
  'shop.purchase.delayed.v1',
  z.object({ purchaseId, customerId, delayedAt: instant }),
)

/** A purchase is large enough that a person reviews it. It ships regardless. */
export const purchaseFlagged = eventContract(
  'shop.purchase.flagged.v1',
  z.object({
    purchaseId,
    customerId,
    total: money,
    flaggedAt: instant,
  }),
)

export type PurchasePlaced = EventOf<typeof purchasePlaced>
export type PurchasePlacedSealed = EventOf<typeof purchasePlacedSealed>
export type PurchaseShipped = EventOf<typeof purchaseShipped>
export type PurchaseCancelled = EventOf<typeof purchaseCancelled>
export type PurchaseCancelledSealed = EventOf<typeof purchaseCancelledSealed>
export type PurchaseDelayed = EventOf<typeof purchaseDelayed>
export type PurchaseFlagged = EventOf<typeof purchaseFlagged>

/** Everything that may be published to the purchases topic. Each subscription takes or ignores each of these. */
export const purchaseEvents = [
  purchasePlaced,
  purchasePlacedSealed,
  purchaseShipped,
  purchaseCancelled,
  purchaseCancelledSealed,
  purchaseDelayed,
  purchaseFlagged,
] as const

/** In either version. */
export type PlacedEvent = PurchasePlaced | PurchasePlacedSealed
export type CancelledEvent = PurchaseCancelled | PurchaseCancelledSealed
export type PurchaseEvent = EventOf<(typeof purchaseEvents)[number]>
