import type { Account } from '../../account.ts'
import { TokenBucket } from '../../token-bucket.ts'
import { tooManyRequests } from './errors.ts'

/*
 * Production accounts have no fixed quota: it "varies based on your specific use case" (SES guide,
 * "Service quotas"). These are the quotas of an account that asked for more, as a shop of this size would.
 */
/** Recipients per second. */
export const MAX_SEND_RATE = 500
/** Recipients in 24 hours. */
export const MAX_24_HOUR_SEND = 5_000_000

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60

/** "Quotas are based on the number of recipients, rather than on the number of messages." */
export class SendingQuota {
  readonly #account: Account
  readonly #rate: TokenBucket
  /** The number of recipients by minute of sending, oldest first, for the last day. */
  readonly #sent = new Map<number, number>()

  constructor(account: Account) {
    this.#account = account
    this.#rate = new TokenBucket(account.clock, { rate: MAX_SEND_RATE, burst: MAX_SEND_RATE })
  }

  /**
   * @param recipients the number of all recipients
   * @param simulated the number of recipients at the mailbox simulator: mail to it is "limited by your account's
   * maximum sending rate", but does not "affect your daily sending limits"
   * @throws AwsError `TooManyRequestsException`
   */
  use(recipients: number, simulated: number): void {
    const counted = recipients - simulated
    if (counted > 0 && this.sentLast24Hours() >= MAX_24_HOUR_SEND) {
      throw tooManyRequests('Daily message quota exceeded.')
    }
    if (!this.#rate.take(recipients)) throw tooManyRequests('Maximum sending rate exceeded.')
    const minute = this.#minute()
    this.#sent.set(minute, (this.#sent.get(minute) ?? 0) + counted)
  }

  sentLast24Hours(): number {
    const oldest = this.#minute() - DAY_MINUTES
    let sum = 0
    for (const [minute, recipients] of this.#sent) {
      if (minute <= oldest) this.#sent.delete(minute)
      else sum += recipients
    }
    return sum
  }

  #minute(): number {
    return Math.floor(this.#account.clock.now() / MINUTE_MS)
  }
}
