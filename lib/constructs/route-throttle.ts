import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'
import { refuseUnlessWhole } from './whole-number.ts'

/** The limits of each route; requests above them get 429. */
export interface RouteThrottle {
  /** Requests per second. */
  readonly rateLimit: number
  /** How many requests may arrive at once before the rate applies. */
  readonly burstLimit: number
}

/**
 * The account quota of the regions with the lowest one, among them Cape Town, Milan and Jakarta; elsewhere it is 10,000
 * and 5,000 (API Gateway, Account-level throttling).
 */
const SMALLEST_QUOTA: RouteThrottle = { rateLimit: 2500, burstLimit: 1250 }

/** For backends, which sign their requests. */
export const BACKEND_THROTTLE: RouteThrottle = { rateLimit: 1000, burstLimit: 1000 }

/**
 * API Gateway allows a fractional rate and a whole burst. With 0, it serves nothing.
 *
 * @param routes whose limits they are: `Its`, or `The route GET /unsubscribe's`
 * @throws RefusedError, also for more than the account quota of some regions
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
