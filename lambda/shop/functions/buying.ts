import { v7 as uuidv7 } from 'uuid'
import type { PlacePurchase, PurchaseAccepted } from '../../contracts/purchases-api.ts'
import { httpApiHandler, type Reply } from '../../http/http-api.ts'
import { fingerprintOf, idempotencyKeyViolations, requestKey } from '../../http/idempotency-key.ts'
import { idempotencyKeyReused, RequestProblem, unavailable } from '../../http/problems.ts'
import { readPlacePurchase } from '../place-purchase.ts'
import { factsOf, type PurchaseIdentity, placedEvent } from '../purchase.ts'
import { publish } from '../purchases-topic.ts'
import { rememberOnce } from '../remembered-requests.ts'
import { asPublished, publishedType } from '../sealed-purchase.ts'

const RETRY_AFTER_SECONDS = 1

/** `POST /purchases`: accepts a purchase by publishing it. The message is the record; no write follows it. */
export const handler = httpApiHandler(async (request, tell) => {
  const key = request.header('idempotency-key')
  const purchase = readPlacePurchase(request.json(), idempotencyKeyViolations(key))
  try {
    const event = placedEvent(purchase, await identityOf(purchase, request.caller, key))
    tell({ correlationId: event.correlationid, event: publishedType, facts: factsOf(event) })
    await publish(await asPublished(event))
    return accepted(event.data.purchaseId)
  } catch (error) {
    if (error instanceof RequestProblem) throw error
    const detail =
      'The purchase could not be confirmed. Repeat the request, with its Idempotency-Key if it has one.'
    throw unavailable(detail, RETRY_AFTER_SECONDS, error)
  }
})

/** A new identity, or the one that the same request with the same key got before. */
async function identityOf(
  purchase: PlacePurchase,
  caller: string,
  key: string | undefined,
): Promise<PurchaseIdentity> {
  const identity = { purchaseId: uuidv7(), placedAt: new Date().toISOString() }
  if (key === undefined) return identity

  const fingerprint = fingerprintOf(purchase)
  const remembered = await rememberOnce(requestKey(caller, key), { ...identity, fingerprint })
  if (remembered.fingerprint !== fingerprint) throw idempotencyKeyReused()
  return remembered
}

function accepted(purchaseId: string): Reply {
  const body: PurchaseAccepted = { purchaseId, status: 'accepted' }
  return { statusCode: 202, body, headers: { location: `/purchases/${purchaseId}` } }
}
