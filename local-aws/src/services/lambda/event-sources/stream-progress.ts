import type { StreamPosition, StreamRecord, StreamShard } from '../../../ports.ts'
import type { TumblingWindow } from './tumbling-window.ts'

/**
 * A mapping's position in one shard. Records may be done in any order; the checkpoint is the first record that is not
 * done.
 */
export class ShardProgress {
  readonly shardId: string
  /** The iterator for the next poll, until it expires. */
  iterator: string | undefined
  /** Whether the shard ended and all its records are done. */
  finished = false
  /** The open window; its state includes the records that are done. */
  window: TumblingWindow | undefined
  #checkpoint: StreamPosition
  #readUpTo: string | undefined
  #open: { sequenceNumber: string; done: boolean }[] = []
  /** Records that were done when an earlier record that was not done was forgotten. */
  readonly #doneAhead = new Set<string>()

  constructor(shardId: string, start: StreamPosition) {
    this.shardId = shardId
    this.#checkpoint = start
  }

  /** Where to continue reading. */
  get position(): StreamPosition {
    if (this.#readUpTo === undefined) return this.#checkpoint
    return { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: this.#readUpTo }
  }

  /**
   * Records that reading began at {@link position}. LATEST becomes the time that it refers to now, since what is latest
   * changes.
   */
  begin(now: number): void {
    if (this.#checkpoint.type === 'LATEST') this.#checkpoint = { type: 'AT_TIMESTAMP', timestamp: now }
  }

  /** @returns the records that are not done yet */
  read(records: readonly StreamRecord[]): readonly StreamRecord[] {
    const [first] = records
    if (!first) return records
    if (this.#open.length === 0) {
      this.#checkpoint = { type: 'AT_SEQUENCE_NUMBER', sequenceNumber: first.sequenceNumber }
    }
    this.#readUpTo = records.at(-1)?.sequenceNumber
    const entries = records.map(({ sequenceNumber }) => ({
      sequenceNumber,
      done: this.#doneAhead.delete(sequenceNumber),
    }))
    this.#open.push(...entries)
    this.#moveCheckpoint()
    return records.filter((_, index) => !entries[index]?.done)
  }

  done(records: readonly StreamRecord[]): void {
    const numbers = new Set(records.map(({ sequenceNumber }) => sequenceNumber))
    for (const entry of this.#open) if (numbers.has(entry.sequenceNumber)) entry.done = true
    this.#moveCheckpoint()
  }

  #moveCheckpoint(): void {
    const firstOpen = this.#open.findIndex(({ done }) => !done)
    const settled = this.#open.splice(0, firstOpen === -1 ? this.#open.length : firstOpen)
    const sequenceNumber = settled.at(-1)?.sequenceNumber
    if (sequenceNumber !== undefined) this.#checkpoint = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber }
  }

  /** Forgets the records that were read but not done, so that they are read again. */
  rewind(): void {
    if (this.#open.length === 0) return
    for (const { sequenceNumber, done } of this.#open) if (done) this.#doneAhead.add(sequenceNumber)
    this.#open = []
    this.#readUpTo = undefined
    this.iterator = undefined
  }
}

/** A mapping's position in a stream. It outlives the pollers, so that an updated mapping continues where it was. */
export class StreamProgress {
  /** Settles when all pollers of the mapping have stopped. */
  polling: Promise<void> = Promise.resolve()
  readonly #start: StreamPosition
  readonly #shards = new Map<string, ShardProgress>()

  /** @param start the mapping's starting position, for the shards that exist when it is created */
  constructor(start: StreamPosition) {
    this.#start = start
  }

  /** Adds new shards, which resharding has created since; they are read from the beginning. */
  see(shards: readonly StreamShard[]): void {
    const start: StreamPosition = this.#shards.size === 0 ? this.#start : { type: 'TRIM_HORIZON' }
    for (const { id } of shards) {
      if (!this.#shards.has(id)) this.#shards.set(id, new ShardProgress(id, start))
    }
  }

  /**
   * The shards to read now. Shards whose parents are listed but not finished are excluded, to keep the order per key.
   */
  readable(shards: readonly StreamShard[]): ShardProgress[] {
    const listed = new Set(shards.map(({ id }) => id))
    const waitsFor = (parentId: string) => listed.has(parentId) && !this.#shards.get(parentId)?.finished
    return shards.flatMap(({ id, parentIds }) => {
      const shard = this.#shards.get(id)
      return !shard || shard.finished || parentIds.some(waitsFor) ? [] : [shard]
    })
  }
}
