import * as z from 'zod/mini'
import { type EventOf, eventContract } from './cloud-event.ts'
import { emailAddress } from './email-address.ts'
import { money } from './money.ts'
import { customerId, items, purchaseId, shipTo } from './purchase.ts'

/** A customer's purchase was accepted. It is the record of the purchase; its id is the purchase's. */
export const purchasePlaced = eventContract(
  'shop.purchase.placed.v1',
  z.object({
    purchaseId,
    customerId,
    customerEmail: emailAddress,
    shipTo,
    items,
    total: money,
    placedAt: z.iso.datetime(),
  }),
)

/** A purchase was handed to a carrier. */
export const purchaseShipped = eventContract(
  'shop.purchase.shipped.v1',
  z.object({
    purchaseId,
    customerId,
    shipmentId: z.uuid(),
    carrier: z.string().check(z.minLength(1)),
    shippedAt: z.iso.datetime(),
  }),
)

/** A purchase is large enough that a person looks at it. It ships all the same. */
export const purchaseFlagged = eventContract(
  'shop.purchase.flagged.v1',
  z.object({
    purchaseId,
    customerId,
    total: money,
    flaggedAt: z.iso.datetime(),
  }),
)

export type PurchasePlaced = EventOf<typeof purchasePlaced>
export type PurchaseShipped = EventOf<typeof purchaseShipped>
export type PurchaseFlagged = EventOf<typeof purchaseFlagged>
export type PurchaseEvent = PurchasePlaced | PurchaseShipped | PurchaseFlagged
