import { RefusedRequest } from '../refused-request.ts'
import type { SignedFetch } from '../signed-request.ts'

/** The body of `POST /purchases`. */
export interface PurchaseRequest {
  customerId: string
  customerEmail: string
  shipTo: { name: string; street: string; city: string; postalCode: string; country: string }
  items: { sku: string; quantity: number; unitPrice: { amount: number; currency: string } }[]
}

/**
 * @returns the id of the accepted purchase
 * @throws RefusedRequest
 */
export async function placePurchase(
  request: SignedFetch,
  apiUrl: string,
  purchase: PurchaseRequest,
  idempotencyKey?: string,
): Promise<string> {
  const headers = idempotencyKey ? { 'idempotency-key': idempotencyKey } : undefined
  const response = await request('POST', `${apiUrl}/purchases`, purchase, headers)
  const answer = (await response.json()) as { purchaseId: string }
  if (response.status !== 202)
    throw new RefusedRequest('POST /purchases', response.status, JSON.stringify(answer))
  return answer.purchaseId
}
