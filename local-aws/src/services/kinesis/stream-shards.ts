import type { Clock } from '../../clock.ts'
import { evenRanges, type HashRange } from './hash-range.ts'
import { Shard } from './shard.ts'
import { shardIndexOf } from './shard-id.ts'

/** All shards that a stream ever had. The open ones together cover each hash key once. */
export class StreamShards {
  readonly #clock: Clock
  readonly #all: Shard[] = []
  /** Ordered by hash key. */
  readonly #open: Shard[]

  constructor(clock: Clock, count: number) {
    this.#clock = clock
    this.#open = evenRanges(count).map(range => this.#make(range, []))
  }

  /** All shards, ordered by id. */
  get all(): readonly Shard[] {
    return this.#all
  }

  get open(): readonly Shard[] {
    return this.#open
  }

  /** @param shardId in any valid spelling */
  find(shardId: string): Shard | undefined {
    const index = shardIndexOf(shardId)
    return index === undefined ? undefined : this.#all[index]
  }

  /** The open shard that contains a hash key. */
  holding(hashKey: bigint): Shard {
    let [low, high] = [0, this.#open.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#open[middle] as Shard).range.end >= hashKey) high = middle
      else low = middle + 1
    }
    return this.#open[low] as Shard
  }

  /** @param newStart the first hash key of the second child */
  split(parent: Shard, newStart: bigint): void {
    const { start, end } = parent.range
    this.#replace(
      [parent],
      [
        { start, end: newStart - 1n },
        { start: newStart, end },
      ],
    )
  }

  /** @param parents two shards with adjacent ranges */
  merge(parents: readonly [Shard, Shard]): void {
    const [lower, upper] = parents
    this.#replace(parents, [{ start: lower.range.start, end: upper.range.end }])
  }

  /**
   * "UNIFORM_SCALING: creates shards of equal size", "by performing split or merge actions on individual shards. This
   * can cause short-lived shards to be created, in addition to the final shards" (UpdateShardCount).
   */
  resize(count: number): void {
    const ranges = evenRanges(count)
    for (const { start } of ranges) {
      const shard = this.holding(start)
      if (shard.range.start !== start) this.split(shard, start)
    }
    for (const { start, end } of ranges) this.#mergeInto(start, end)
  }

  #mergeInto(start: bigint, end: bigint): void {
    for (let lower = this.holding(start); lower.range.end < end; lower = this.holding(start)) {
      this.merge([lower, this.holding(lower.range.end + 1n)])
    }
  }

  /** @param parents adjacent shards, ordered by hash key; `ranges` divide the same hash keys differently */
  #replace(parents: readonly [Shard, ...Shard[]], ranges: readonly HashRange[]): void {
    const at = this.#open.indexOf(parents[0])
    for (const parent of parents) parent.close()
    const children = ranges.map(range => this.#make(range, parents))
    this.#open.splice(at, parents.length, ...children)
  }

  #make(range: HashRange, parents: readonly Shard[]): Shard {
    const shard = new Shard(this.#clock, { index: this.#all.length, range, parents })
    this.#all.push(shard)
    return shard
  }
}
