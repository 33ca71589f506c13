import type { ClickstreamEvent } from '../contracts/clickstream-events.ts'

/** The session, so that its events stay in order; for a purchase without a session, the purchase. */
export function partitionKeyOf(event: ClickstreamEvent): string {
  if (event.type !== 'clickstream.product.purchased.v1') return event.data.sessionId
  return event.data.sessionId ?? event.data.purchaseId
}
