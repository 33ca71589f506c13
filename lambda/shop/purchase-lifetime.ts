import { PermanentFailure } from '../queue/failures.ts'
import { environmentVariable } from '../runtime/environment.ts'

const DAY_MS = 86_400_000
const KEPT_MS = Number(environmentVariable('PURCHASE_RETENTION_DAYS')) * DAY_MS

/** A purchase is so old that its decision may have expired: nobody knows whether it was shipped. */
export class PurchaseForgotten extends PermanentFailure {
  override readonly name = 'PurchaseForgotten'
}

/**
 * When what is kept of a purchase expires, in seconds since 1970. It depends on the purchase alone: an update, a
 * redrive and a replay keep it as it is.
 *
 * @param time of an event of the purchase, ISO 8601; counts where the id does not say when it was made
 */
export function expiryOf(purchaseId: string, time: string): number {
  return Math.floor((placedMs(purchaseId, time) + KEPT_MS) / 1_000)
}

/**
 * Refuses a purchase whose decision may have been deleted: deciding again would ship it again. A day is left for clocks
 * that differ.
 *
 * @throws PurchaseForgotten
 */
export function refuseForgotten(purchaseId: string, time: string, now: Date): void {
  if (now.getTime() < placedMs(purchaseId, time) + KEPT_MS - DAY_MS) return
  const days = Math.floor((now.getTime() - placedMs(purchaseId, time)) / DAY_MS)
  throw new PurchaseForgotten(
    `the purchase is ${days} days old, and what was decided of one is kept for ${KEPT_MS / DAY_MS}: it may have been ` +
      'shipped. Ask the carrier; if it was not, it has to be placed again',
  )
}

/** UUIDv7: 48 bits of milliseconds since 1970, then the version (RFC 9562). */
const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7/

function placedMs(purchaseId: string, time: string): number {
  const [, high, low] = UUID_V7.exec(purchaseId) ?? []
  return high === undefined ? Date.parse(time) : Number.parseInt(`${high}${low}`, 16)
}
