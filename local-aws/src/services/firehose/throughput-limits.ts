import type { Clock } from '../../clock.ts'
import { TokenBucket } from '../../token-bucket.ts'

const MIB = 1024 * 1024
/** "For US East (N. Virginia) …: 500,000 records/second, 2,000 requests/second, and 5 MiB/second." */
const RECORDS = { rate: 500_000, burst: 500_000 }
const REQUESTS = { rate: 2_000, burst: 2_000 }
const BYTES = { rate: 5 * MIB, burst: 5 * MIB }

/** The quotas of a delivery stream that records are put into. */
export class ThroughputLimits {
  readonly #records: TokenBucket
  readonly #requests: TokenBucket
  readonly #bytes: TokenBucket

  constructor(clock: Clock) {
    this.#records = new TokenBucket(clock, RECORDS)
    this.#requests = new TokenBucket(clock, REQUESTS)
    this.#bytes = new TokenBucket(clock, BYTES)
  }

  /** Whether a request may be made now. */
  request(): boolean {
    return this.#requests.take()
  }

  /** Whether a record may be put now; a refused one takes nothing. */
  record(bytes: number): boolean {
    if (!this.#bytes.holds(bytes) || !this.#records.take()) return false
    this.#bytes.take(bytes)
    return true
  }
}
