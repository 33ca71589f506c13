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
 * What an account has in the regions that have least, among them Cape Town, Milan and Jakarta; elsewhere it is 10,000
 * and 5,000 (API Gateway, Account-level throttling).
 */
const SMALLEST_QUOTA: RouteThrottle = { rateLimit: 2500, burstLimit: 1250 }

/** For the backends that call with a signature. */
export const BACKEND_THROTTLE: RouteThrottle = { rateLimit: 1000, burstLimit: 1000 }

/**
 * API Gateway takes a rate with fractions and a whole burst. Of 0 it serves nothing.
 *
 * @param routes `Its`, or whose limits they are: `The route GET /unsubscribe's`
 * @throws RefusedError, also for more than an account has in every region
 */
export function refuseThrottle(
  construct: Construct,
  routes: string,
  { rateLimit, burstLimit }: RouteThrottle,
): void {
  const most = SMALLEST_QUOTA.rateLimit
  if (!(rateLimit > 0 && rateLimit <= most)) {
    refuse(
      construct,
      `${routes} rateLimit is ${rateLimit}.`,
      `Use a number above 0, in requests a second, and at most ${most}: an account has no more in some regions.`,
    )
  }
  refuseUnlessWhole(construct, `${routes} burstLimit`, burstLimit, {
    least: 1,
    most: SMALLEST_QUOTA.burstLimit,
    remedy: `Use a whole number from 1 to ${SMALLEST_QUOTA.burstLimit}: an account has no more in some regions.`,
  })
}
