import { type Clock, toMilliseconds } from '../../clock.ts'
import type { Shard } from './shard.ts'
import type { StreamShards } from './stream-shards.ts'

/**
 * A shard is split if its average over a minute exceeds half of its limits: 500 KB/s (developer guide, "Choose the data
 * stream capacity mode") or 500 records/s (AWS Big Data Blog, on the on-demand capacity mode).
 */
const MINUTE = { ms: toMilliseconds({ minutes: 1 }), bytes: 60 * 500 * 1024, records: 60 * 500 }
/**
 * AWS splits within 15 minutes; here it takes the full 15. Until then, the shards throttle traffic above twice the
 * peak.
 */
const SPLIT_AFTER_MS = toMilliseconds({ minutes: 15 })

/** The load of a shard since a time. */
interface Traffic {
  readonly since: number
  bytes: number
  records: number
}

/**
 * Splits busy shards of an on-demand stream. Shards are never merged, because AWS does not document when it does so.
 */
export class OnDemandScaling {
  readonly #clock: Clock
  readonly #shards: StreamShards
  readonly #isOnDemand: () => boolean
  readonly #traffic = new WeakMap<Shard, Traffic>()
  readonly #due = new WeakSet<Shard>()

  /** @param isOnDemand whether the stream is still in on-demand mode */
  constructor(clock: Clock, shards: StreamShards, isOnDemand: () => boolean) {
    this.#clock = clock
    this.#shards = shards
    this.#isOnDemand = isOnDemand
  }

  /** Counts a record of `bytes` that the shard accepted. */
  wrote(shard: Shard, bytes: number): void {
    if (!this.#isOnDemand() || this.#due.has(shard)) return
    const traffic = this.#trafficOf(shard)
    traffic.bytes += bytes
    traffic.records++
    if (traffic.bytes <= MINUTE.bytes && traffic.records <= MINUTE.records) return
    this.#due.add(shard)
    this.#clock.setTimer(SPLIT_AFTER_MS, () => this.#split(shard))
  }

  #trafficOf(shard: Shard): Traffic {
    const now = this.#clock.now()
    const current = this.#traffic.get(shard)
    if (current && now < current.since + MINUTE.ms) return current
    const traffic = { since: now, bytes: 0, records: 0 }
    this.#traffic.set(shard, traffic)
    return traffic
  }

  #split(shard: Shard): void {
    this.#due.delete(shard)
    const { start, end } = shard.range
    if (this.#isOnDemand() && shard.open && end > start) this.#shards.split(shard, (start + end + 1n) / 2n)
  }
}
