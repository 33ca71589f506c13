import * as z from 'zod/mini'
import { FORGOTTEN_CUSTOMER } from '../contracts/purchase.ts'
import {
  cancellationCode,
  type PurchaseEvent,
  purchaseCancelled,
  purchaseCancelledSealed,
  purchaseDelayed,
  purchaseFlagged,
  purchasePlaced,
  purchasePlacedSealed,
  purchaseShipped,
} from '../contracts/purchase-events.ts'
import type { PurchaseStatus } from '../contracts/purchases-api.ts'

/** The fields of a purchase from the events so far. The status is not stored: it follows from the fields. */
export const purchaseRecord = z.object({
  purchaseId: z.string(),
  /** Undefined where a rebuild could not tell it, and the read model before lacked the purchase. */
  customerId: z.optional(z.string()),
  placedAt: z.optional(z.string()),
  totalAmount: z.optional(z.number()),
  totalCurrency: z.optional(z.string()),
  shipmentId: z.optional(z.string()),
  carrier: z.optional(z.string()),
  shippedAt: z.optional(z.string()),
  cancellationCode: z.optional(cancellationCode),
  cancellationReason: z.optional(z.string()),
  cancelledAt: z.optional(z.string()),
  delayedAt: z.optional(z.string()),
  flaggedAt: z.optional(z.string()),
})

export type PurchaseRecord = z.infer<typeof purchaseRecord>

/** The field with the time of each kind of event, and the others that the event sets. */
export const FIELDS_BY_TIME = {
  placedAt: ['totalAmount', 'totalCurrency'],
  shippedAt: ['shipmentId', 'carrier'],
  cancelledAt: ['cancellationCode', 'cancellationReason'],
  delayedAt: [],
  flaggedAt: [],
} as const satisfies Partial<Record<keyof PurchaseRecord, readonly (keyof PurchaseRecord)[]>>

export type TimeField = keyof typeof FIELDS_BY_TIME

export const TIME_FIELDS = Object.keys(FIELDS_BY_TIME) as TimeField[]

/**
 * The fields that an event sets. Only one kind of event sets each field, and of several events of a kind the earliest
 * stays, so events may arrive in any order and any number of times.
 */
export function fieldsOf(event: PurchaseEvent): PurchaseRecord {
  const { purchaseId, customerId } = event.data
  switch (event.type) {
    case purchasePlaced.type:
    case purchasePlacedSealed.type: {
      const { placedAt, total } = event.data
      return { purchaseId, customerId, placedAt, totalAmount: total.amount, totalCurrency: total.currency }
    }
    case purchaseShipped.type: {
      const { shipmentId, carrier, shippedAt } = event.data
      return { purchaseId, customerId, shipmentId, carrier, shippedAt }
    }
    case purchaseCancelled.type:
    case purchaseCancelledSealed.type: {
      const { code, reason, cancelledAt } = event.data
      return { purchaseId, customerId, cancellationCode: code, cancellationReason: reason, cancelledAt }
    }
    case purchaseDelayed.type:
      return { purchaseId, customerId, delayedAt: event.data.delayedAt }
    case purchaseFlagged.type:
      return { purchaseId, customerId, flaggedAt: event.data.flaggedAt }
  }
}

export function statusOf(record: PurchaseRecord): PurchaseStatus {
  const { purchaseId, customerId = FORGOTTEN_CUSTOMER, placedAt, delayedAt, flaggedAt } = record
  return {
    purchaseId,
    customerId,
    status: wordFor(record),
    total: totalOf(record),
    placedAt,
    shipment: shipmentOf(record),
    cancellation: cancellationOf(record),
    delayedAt,
    flaggedAt,
  }
}

/** `shipped` and `cancelled` are final, whatever came before. */
function wordFor({ shippedAt, cancelledAt, delayedAt }: PurchaseRecord): PurchaseStatus['status'] {
  if (shippedAt !== undefined) return 'shipped'
  if (cancelledAt !== undefined) return 'cancelled'
  return delayedAt === undefined ? 'placed' : 'delayed'
}

function totalOf({ totalAmount, totalCurrency }: PurchaseRecord): PurchaseStatus['total'] {
  if (totalAmount === undefined || totalCurrency === undefined) return undefined
  return { amount: totalAmount, currency: totalCurrency }
}

function shipmentOf({ shipmentId, carrier, shippedAt }: PurchaseRecord): PurchaseStatus['shipment'] {
  if (shipmentId === undefined || carrier === undefined || shippedAt === undefined) return undefined
  return { shipmentId, carrier, shippedAt }
}

function cancellationOf(record: PurchaseRecord): PurchaseStatus['cancellation'] {
  const { cancellationCode: code, cancellationReason: reason, cancelledAt } = record
  if (code === undefined || reason === undefined || cancelledAt === undefined) return undefined
  return { code, reason, cancelledAt }
}
