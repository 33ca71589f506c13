import { type PurchaseRequest, placePurchase } from '../clients/shop/place-purchase.ts'
import { Unverified } from './checks.ts'
import { followed } from './followed.ts'
import { addressOf, type Run, until } from './run.ts'

interface PurchaseStatus {
  readonly status?: string
  readonly cancellation?: { readonly reason: string }
}

const LISBON = { street: 'Rua Augusta 1', city: 'Lisbon', postalCode: '1100-048', country: 'PT' }
/** No carrier delivers there. */
const ANTARCTICA = { street: 'Ice Shelf 1', city: 'McMurdo', postalCode: '96599', country: 'AQ' }

/** A purchase that ships, with its request repeated. */
export async function verifyPurchase(run: Run): Promise<void> {
  const { checks, request, outputs, id } = run
  const url = (await outputs('Shop'))('ShopApiUrl')
  const place = () => placePurchase(request, url, purchaseOf(run, LISBON), id)
  const purchaseId = await checks.that('purchase', 'is accepted', place)
  await checks.that('purchase', 'is the same when its request is repeated', async () => {
    const repeated = await place()
    if (repeated !== purchaseId) throw new Unverified(`${purchaseId} became ${repeated} as well`)
  })
  await checks.that('purchase', 'is shipped', () => untilStatus(run, url, purchaseId, 'shipped'))
  await checks.that('purchase', 'reached every consumer, and its receipt SES', () =>
    followed(run, purchaseId, ['shop-shipping', 'shop-history', 'shop-receipts', 'mail-mailer']),
  )
}

/** A purchase that is cancelled, which is no failure. */
export async function verifyCancelledPurchase(run: Run): Promise<void> {
  const { checks, request, outputs, id } = run
  const url = (await outputs('Shop'))('ShopApiUrl')
  const purchaseId = await checks.that('cancellation', 'its purchase is accepted', () =>
    placePurchase(request, url, purchaseOf(run, ANTARCTICA), `${id}-cancelled`),
  )
  await checks.that('cancellation', 'is told with its reason', async () => {
    const { cancellation } = await untilStatus(run, url, purchaseId, 'cancelled')
    if (!cancellation?.reason) throw new Unverified('the purchase is cancelled without a reason')
  })
  await checks.that('cancellation', 'reached its customer by mail', () =>
    followed(run, purchaseId, ['shop-shipping', 'shop-history', 'shop-receipts', 'mail-mailer']),
  )
}

function purchaseOf(run: Run, address: typeof LISBON): PurchaseRequest {
  return {
    customerId: run.id,
    customerEmail: addressOf(run),
    shipTo: { name: 'Verify', ...address },
    // Too little for a review.
    items: [{ sku: run.id, quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
  }
}

async function untilStatus(
  run: Run,
  url: string,
  purchaseId: string,
  wanted: 'shipped' | 'cancelled',
): Promise<PurchaseStatus> {
  let last = 'unknown to GET /purchases/{id}'
  const found = await until(run, async () => {
    const response = await run.request('GET', `${url}/purchases/${purchaseId}`)
    const purchase = (await response.json()) as PurchaseStatus
    if (response.ok) last = purchase.status ?? last
    return purchase.status === wanted ? purchase : undefined
  })
  if (found) return found
  // The trail knows where it is.
  await followed({ ...run, withinMs: 0 }, purchaseId, ['shop-shipping', 'shop-history'])
  throw new Unverified(`after ${run.withinMs / 1_000} s it is ${last}`)
}
