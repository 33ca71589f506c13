import type { Clock } from '../../clock.ts'
import { TokenBucket } from '../../token-bucket.ts'

const MIB = 1024 * 1024
/** "Each shard can support writes up to 1,000 records per second, up to a maximum data write total of 1 MiB per second." */
const RECORDS_IN = { rate: 1000, burst: 1000 }
const BYTES_IN = { rate: MIB, burst: MIB }
/** "Each shard can support reads up to five transactions per second, up to a maximum data read total of 2 MiB per second." */
const READS = { rate: 5, burst: 5 }
const BYTES_OUT = { rate: 2 * MIB, burst: 2 * MIB }
/** "GetShardIterator has a limit of five transactions per second per account per open shard." */
const ITERATORS = { rate: 5, burst: 5 }

/** The throughput limits of one shard. A refused request consumes nothing. */
export class ShardLimits {
  readonly #recordsIn: TokenBucket
  readonly #bytesIn: TokenBucket
  readonly #reads: TokenBucket
  readonly #bytesOut: TokenBucket
  readonly #iterators: TokenBucket

  constructor(clock: Clock) {
    this.#recordsIn = new TokenBucket(clock, RECORDS_IN)
    this.#bytesIn = new TokenBucket(clock, BYTES_IN)
    this.#reads = new TokenBucket(clock, READS)
    this.#bytesOut = new TokenBucket(clock, BYTES_OUT)
    this.#iterators = new TokenBucket(clock, ITERATORS)
  }

  /**
   * Whether a record may be written now. A record above 1 MiB needs an idle shard and blocks it for as many seconds as
   * it has MiB: large records are for bursts, and the average stays 1 MiB/s.
   */
  write(bytes: number): boolean {
    const fits = this.#bytesIn.holds(Math.min(bytes, BYTES_IN.burst))
    if (!fits || !this.#recordsIn.take()) return false
    this.#bytesIn.take(bytes)
    return true
  }

  /** Whether a call may read now. */
  read(): boolean {
    return this.#bytesOut.holds(1) && this.#reads.take()
  }

  /**
   * Counts the bytes that a call has read. More than 2 MiB blocks the shard for as long as its rate requires: "if a
   * call returns this amount of data [10 MiB], subsequent calls made within the next 5 seconds throw
   * ProvisionedThroughputExceededException".
   */
  haveRead(bytes: number): void {
    // The next call needs one token.
    const rest = bytes > BYTES_OUT.burst ? BYTES_OUT.burst - 1 : 0
    this.#bytesOut.take(bytes + rest)
  }

  iterator(): boolean {
    return this.#iterators.take()
  }
}
