import { randomUUID } from 'node:crypto'
import type { PageEvent } from '../../clients/clickstream/clickstream.ts'
import { type Figures, noFigures } from '../../clients/clickstream/figures.ts'
import type { PurchaseRequest } from '../../clients/shop/place-purchase.ts'

/** Sessions that view products one after another, put some into their baskets, and buy some of these. */
const SESSIONS = 60
const PRODUCTS = [
  { sku: 'atlas-1', cents: 1990 },
  { sku: 'kettle-7', cents: 4500 },
  { sku: 'globe-2', cents: 8900 },
  { sku: 'mug-4', cents: 1250 },
  { sku: 'kayak-3', cents: 24900 },
  { sku: 'chess-5', cents: 3900 },
  { sku: 'tent-8', cents: 17900 },
] as const
/** The products that each session views, by index in {@link PRODUCTS}: the first are viewed most. */
const VIEWS = [
  [0, 1, 3, 0, 2],
  [0, 2, 4],
  [1, 0, 5, 6],
  [0, 3, 1, 2, 5],
  [0, 1],
] as const
/** Every second session puts the product that it viewed first into its basket; one in fourteen buys it. */
const BASKET_EVERY = 2
const PURCHASE_EVERY = 14
/** The age of an event that counts as late. */
const LATE_MS = 2 * 3_600_000

/** What the demo's visitors do. */
export interface Visits {
  sessions: number
  /** In the order in which they happen. */
  events: readonly PageEvent[]
  /** Each with its session. */
  purchases: readonly (PurchaseRequest & { sessionId: string })[]
  /** An event that breaks the contract: it has no product. */
  invalid: PageEvent
  late: PageEvent
  /** The expected figures from `events` and `purchases`, by product. */
  expected: ReadonlyMap<string, Figures>
}

/** @param now when the visits end, in ms since the epoch */
export function visits(now: number): Visits {
  const run = randomUUID().slice(0, 8)
  const sessions = Array.from({ length: SESSIONS }, (_, index) => ({ index, id: `visit-${run}-${index}` }))
  const events = sessions.flatMap(session => eventsOf(session, now))
  const buyers = sessions.filter(({ index }) => index % PURCHASE_EVERY === 0)
  const purchases = buyers.map(purchaseOf)
  const time = new Date(now).toISOString()
  return {
    sessions: SESSIONS,
    events,
    purchases,
    invalid: { id: randomUUID(), type: 'product-viewed', sessionId: `visit-${run}-0`, time },
    late: {
      id: randomUUID(),
      type: 'product-viewed',
      sessionId: `visit-${run}-late`,
      time: new Date(now - LATE_MS).toISOString(),
      sku: PRODUCTS[0].sku,
    },
    expected: expectedOf(events, purchases),
  }
}

interface Session {
  index: number
  id: string
}

/** Events are tenths of a second apart, so that most are in one minute. */
function eventsOf({ index, id: sessionId }: Session, now: number): PageEvent[] {
  const seen = VIEWS[index % VIEWS.length] ?? []
  const timeOf = (step: number) => new Date(now - (SESSIONS - index + 10) * 100 + step).toISOString()
  const views = seen.map(
    (product, step): PageEvent => ({
      id: randomUUID(),
      type: 'product-viewed',
      sessionId,
      time: timeOf(step),
      sku: PRODUCTS[product].sku,
    }),
  )
  if (index % BASKET_EVERY !== 0) return views
  const basket: PageEvent = {
    id: randomUUID(),
    type: 'basket-item-added',
    sessionId,
    time: timeOf(seen.length),
    sku: firstProduct(index).sku,
    quantity: 1,
  }
  return [...views, basket]
}

function purchaseOf({ index, id: sessionId }: Session): PurchaseRequest & { sessionId: string } {
  const { sku, cents } = firstProduct(index)
  return {
    sessionId,
    customerId: `visitor-${index}`,
    customerEmail: `visitor-${index}@example.com`,
    shipTo: { name: 'Ada', street: 'Rua Augusta 1', city: 'Lisbon', postalCode: '1100-048', country: 'PT' },
    items: [{ sku, quantity: 1 + (index % 3), unitPrice: { amount: cents, currency: 'EUR' } }],
  }
}

/** The product that the session viewed first. */
function firstProduct(session: number): (typeof PRODUCTS)[number] {
  return PRODUCTS[VIEWS[session % VIEWS.length]?.[0] ?? 0]
}

function expectedOf(events: readonly PageEvent[], purchases: readonly PurchaseRequest[]) {
  const expected = new Map<string, Figures>()
  const of = (sku: string) => {
    const figures = expected.get(sku) ?? noFigures()
    expected.set(sku, figures)
    return figures
  }
  for (const { type, sku = '' } of events) of(sku)[type === 'product-viewed' ? 'views' : 'baskets']++
  for (const { items } of purchases) {
    for (const { sku, quantity, unitPrice } of items) {
      const figures = of(sku)
      figures.purchases++
      figures.units += quantity
      figures.cents += quantity * unitPrice.amount
    }
  }
  return expected
}
