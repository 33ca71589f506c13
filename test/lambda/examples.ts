import type { PurchasePlaced } from '../../lambda/contracts/purchase-events.ts'
import type { PlacePurchase } from '../../lambda/contracts/purchases-api.ts'
import { placedEvent } from '../../lambda/shop/purchase.ts'

/** Everything in the examples that is a person's and must never be seen in a log. */
export const PERSONAL_DATA = [
  'ada.byron@mail.example',
  'Ada Byron',
  '12 St James Square',
  'Marylebone',
  'SW1Y 4JH',
]

export const PURCHASE_ID = '01920000-0000-7000-8000-000000000001'

export function purchaseRequest(changes: Partial<PlacePurchase> = {}): PlacePurchase {
  return {
    customerId: 'customer-1',
    customerEmail: 'ada.byron@mail.example',
    shipTo: {
      name: 'Ada Byron',
      street: '12 St James Square',
      city: 'Marylebone',
      postalCode: 'SW1Y 4JH',
      country: 'GB',
    },
    items: [
      { sku: 'engine-1', quantity: 2, unitPrice: { amount: 1999, currency: 'GBP' } },
      { sku: 'punch-card', quantity: 10, unitPrice: { amount: 5, currency: 'GBP' } },
    ],
    ...changes,
  }
}

export function purchasePlacedExample(
  changes: Partial<PlacePurchase> = {},
  purchaseId = PURCHASE_ID,
): PurchasePlaced {
  return placedEvent(purchaseRequest(changes), { purchaseId, placedAt: '2026-01-02T03:04:05.678Z' })
}
