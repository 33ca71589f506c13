import { cloudEvent } from '../contracts/cloud-event.ts'
import { MAXIMUM_TOTAL, type Money } from '../contracts/money.ts'
import type { Violation } from '../contracts/problem.ts'
import type { Item } from '../contracts/purchase.ts'
import { type PurchaseEvent, type PurchasePlaced, purchasePlaced } from '../contracts/purchase-events.ts'
import { type PlacePurchase, placePurchase } from '../contracts/purchases-api.ts'
import { violationsOf } from '../contracts/violations.ts'
import { invalidRequest } from '../http/problems.ts'
import type { Facts } from '../runtime/hop.ts'

/** What the log and the traces name a purchase by. */
export function factsOf({ data }: PurchaseEvent): Facts {
  return { purchaseId: data.purchaseId, customerId: data.customerId }
}

/** What the shop adds to a request to make it a purchase. */
export interface PurchaseIdentity {
  /** UUIDv7. */
  purchaseId: string
  /** ISO 8601, UTC. */
  placedAt: string
}

/**
 * @param elsewhere what was found wrong outside the body
 * @throws RequestProblem 400 with every violation
 */
export function readPlacePurchase(body: unknown, elsewhere: readonly Violation[]): PlacePurchase {
  const { data, error } = placePurchase.safeParse(body)
  const violations = [
    ...elsewhere,
    ...(error ? violationsOf(error) : []),
    ...currencyViolations(body),
    ...(data ? totalViolations(data) : []),
  ]
  if (!data || violations.length > 0) throw invalidRequest(violations)
  return data
}

/** The event that is the record of the purchase. The same request and identity give the same event, byte for byte. */
export function placedEvent(
  request: PlacePurchase,
  { purchaseId, placedAt }: PurchaseIdentity,
): PurchasePlaced {
  return cloudEvent(
    purchasePlaced,
    {
      id: purchaseId,
      source: 'urn:messaging:shop:buying',
      subject: purchaseId,
      time: placedAt,
      correlationid: purchaseId,
    },
    { purchaseId, ...request, total: totalOf(request.items), placedAt },
  )
}

/**
 * The sum of all lines, which are in one currency. The contract's limits on lines, quantities and prices keep it
 * below 2^53 by far (1e14), so it is exact.
 */
export function totalOf(items: readonly Item[]): Money {
  const [first] = items
  if (!first) throw new RangeError('A purchase without items has no total: it has no currency.')
  const amount = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0)
  return { amount, currency: first.unitPrice.currency }
}

function totalViolations({ items }: PlacePurchase): Violation[] {
  const { amount } = totalOf(items)
  if (amount <= MAXIMUM_TOTAL) return []
  return [
    { pointer: '#/items', detail: `must cost at most ${MAXIMUM_TOTAL} minor units together, not ${amount}` },
  ]
}

/**
 * Says of each price in another currency than the first that it is. The schema cannot: a rule over several
 * members runs only once each of them is right, and a client is told everything at once.
 */
function currencyViolations(body: unknown): Violation[] {
  const items = memberOf(body, 'items')
  if (!Array.isArray(items)) return []
  const currencies = items.map(item => memberOf(memberOf(item, 'unitPrice'), 'currency'))
  const first = currencies.find(currency => typeof currency === 'string')
  return currencies.flatMap((currency, index) =>
    typeof currency === 'string' && currency !== first
      ? [
          {
            pointer: `#/items/${index}/unitPrice/currency`,
            detail: 'must be the currency of the first price',
          },
        ]
      : [],
  )
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
