import { setTimeout as sleep } from 'node:timers/promises'
import type { SignedFetch } from '../signed-request.ts'

/** The body of `POST /purchases`. */
export interface PurchaseRequest {
  customerId: string
  customerEmail: string
  shipTo: { name: string; street: string; city: string; postalCode: string; country: string }
  items: { sku: string; quantity: number; unitPrice: { amount: number; currency: string } }[]
}

/** @returns the id of the accepted purchase */
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
    throw new Error(`POST /purchases: ${response.status} ${JSON.stringify(answer)}`)
  return answer.purchaseId
}

/**
 * Asks the read model until the purchase has `status`.
 *
 * @throws when it has not after `withinMs`
 */
export async function untilStatus(
  request: SignedFetch,
  apiUrl: string,
  { purchaseId, status, withinMs }: { purchaseId: string; status: string; withinMs: number },
): Promise<void> {
  const end = performance.now() + withinMs
  let seen = 'nothing yet'
  while (performance.now() < end) {
    const response = await request('GET', `${apiUrl}/purchases/${purchaseId}`)
    const answer = (await response.json()) as { status?: string | number }
    if (response.ok && answer.status === status) return
    seen = JSON.stringify(answer)
    await sleep(100)
  }
  throw new Error(`The purchase ${purchaseId} is not ${status} after ${withinMs} ms: ${seen}`)
}
