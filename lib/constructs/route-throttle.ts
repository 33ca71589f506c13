import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'
import { refuseUnlessWhole } from './whole-number.ts'

/** How much of each route is served; the rest is answered 429. */
export interface RouteThrottle {
  /** Requests a second. */
  readonly rateLimit: number
  /** How many requests may come at once before the rate holds. */
  readonly burstLimit: number
}

/**
 * API Gateway takes a rate with fractions and a whole burst. Of 0 it serves nothing.
 *
 * @param routes `Its`, or whose limits they are: `The route GET /unsubscribe's`
 * @throws RefusedError
 */
export function refuseThrottle(
  construct: Construct,
  routes: string,
  { rateLimit, burstLimit }: RouteThrottle,
): void {
  if (!Number.isFinite(rateLimit) || rateLimit <= 0) {
    refuse(construct, `${routes} rateLimit is ${rateLimit}.`, 'Use a number above 0, in requests a second.')
  }
  refuseUnlessWhole(construct, `${routes} burstLimit`, burstLimit, {
    least: 1,
    most: Number.POSITIVE_INFINITY,
    remedy: 'Use a whole number from 1 on.',
  })
}
