import type { PurchaseRequest } from '../../clients/shop/place-purchase.ts'

/** A purchase of the demo, and what it shows. */
export interface DemoPurchase {
  customer: string
  title: string
  /** The line under the title: what to look for. */
  shows: string
  request: PurchaseRequest
  /** The key of a request that is sent twice. */
  idempotencyKey?: string
  fate: 'shipped' | 'cancelled'
  flagged?: boolean
}

const lisbon = { street: 'Rua Augusta 1', city: 'Lisbon', postalCode: '1100-048', country: 'PT' }
const antarctica = { street: 'Ice Shelf 1', city: 'McMurdo', postalCode: '96599', country: 'AQ' }

function purchase(
  customer: string,
  items: { sku: string; quantity: number; cents: number }[],
  address = lisbon,
): PurchaseRequest {
  return {
    customerId: customer.toLowerCase(),
    customerEmail: `${customer.toLowerCase()}@example.com`,
    shipTo: { name: customer, ...address },
    items: items.map(({ sku, quantity, cents }) => ({
      sku,
      quantity,
      unitPrice: { amount: cents, currency: 'EUR' },
    })),
  }
}

export const DEMO_PURCHASES: readonly DemoPurchase[] = [
  {
    customer: 'Ada',
    title: 'Ada buys two books',
    shows: 'one POST, one message, four consumers that do not wait for each other',
    request: purchase('Ada', [{ sku: 'book-1', quantity: 2, cents: 1990 }]),
    fate: 'shipped',
  },
  {
    customer: 'Ada',
    title: 'Ada buys skis, to be sent to Antarctica',
    shows:
      'no carrier goes there: the purchase is cancelled and she gets a mail with the reason; nothing fails',
    request: purchase('Ada', [{ sku: 'skis-3', quantity: 1, cents: 24900 }], antarctica),
    fate: 'cancelled',
  },
  {
    customer: 'Ada',
    title: 'Ada buys a lamp',
    shows: 'ships after her books; neither her skis nor the message without an address delay it',
    request: purchase('Ada', [{ sku: 'lamp-7', quantity: 1, cents: 4500 }]),
    fate: 'shipped',
  },
  {
    customer: 'Grace',
    title: 'Grace buys a keyboard, and her client sends the request twice',
    shows: 'requests with the same Idempotency-Key make one purchase',
    request: purchase('Grace', [{ sku: 'keyboard-2', quantity: 1, cents: 8900 }]),
    idempotencyKey: 'grace-keyboard-1',
    fate: 'shipped',
  },
  {
    customer: 'Linus',
    title: 'Linus buys a rack of servers',
    shows: "above the review limit: the subscription's filter sends it to review as well",
    request: purchase('Linus', [{ sku: 'server-9', quantity: 4, cents: 249900 }]),
    fate: 'shipped',
    flagged: true,
  },
]

/**
 * What a producer with a bug publishes in Ada's name before her lamp: a purchase event without an address to ship to. A
 * retry cannot fix it.
 */
export function poison(correlationId: string): Record<string, unknown> {
  const { customerEmail, customerId, items } = purchase('Ada', [{ sku: 'lamp-7', quantity: 1, cents: 4500 }])
  const time = new Date().toISOString()
  return {
    specversion: '1.0',
    id: correlationId,
    type: 'shop.purchase.placed.v1',
    source: 'urn:messaging:demo:producer-with-a-bug',
    subject: correlationId,
    time,
    datacontenttype: 'application/json',
    correlationid: correlationId,
    data: { purchaseId: correlationId, customerId, customerEmail, items, placedAt: time },
  }
}
