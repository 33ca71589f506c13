import type { StreamPosition, StreamRecord, StreamShard } from '../../../ports.ts'
import type { TumblingWindow } from './tumbling-window.ts'

/** How far a mapping is in one shard; records are done in any order, and the checkpoint follows the first not done. */
export class ShardProgress {
  readonly shardId: string
  /** Of the next poll, until it expires. */
  iterator: string | undefined
  /** Whether the shard ended and all its records are done. */
  finished = false
  /** The one that is open; its state has what is done. */
  window: TumblingWindow | undefined
  #checkpoint: StreamPosition
  #readUpTo: string | undefined
  #open: { sequenceNumber: string; done: boolean }[] = []
  /** Done although something before them is not, when that was forgotten. */
  readonly #doneAhead = new Set<string>()

  constructor(shardId: string, start: StreamPosition) {
    this.shardId = shardId
    this.#checkpoint = start
  }

  /** Where to go on reading. */
  get position(): StreamPosition {
    if (this.#readUpTo === undefined) return this.#checkpoint
    return { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: this.#readUpTo }
  }

  /** Reading began at {@link position}. What is the latest moves on, so LATEST becomes the time that it meant. */
  begin(now: number): void {
    if (this.#checkpoint.type === 'LATEST') this.#checkpoint = { type: 'AT_TIMESTAMP', timestamp: now }
  }

  /** @returns those that are not done already */
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

  /** Forgets what was read and is not done, so that it is read again. */
  rewind(): void {
    if (this.#open.length === 0) return
    for (const { sequenceNumber, done } of this.#open) if (done) this.#doneAhead.add(sequenceNumber)
    this.#open = []
    this.#readUpTo = undefined
    this.iterator = undefined
  }
}

/** How far a mapping is in a stream; it outlasts the pollers, so that an update goes on where it was. */
export class StreamProgress {
  /** Settles when no poller of the mapping works any more. */
  polling: Promise<void> = Promise.resolve()
  readonly #start: StreamPosition
  readonly #shards = new Map<string, ShardProgress>()

  /** @param start the mapping's starting position, for the shards that are there when it is made */
  constructor(start: StreamPosition) {
    this.#start = start
  }

  /** Takes note of new shards: those that resharding made since are read from their beginning. */
  see(shards: readonly StreamShard[]): void {
    const start: StreamPosition = this.#shards.size === 0 ? this.#start : { type: 'TRIM_HORIZON' }
    for (const { id } of shards) {
      if (!this.#shards.has(id)) this.#shards.set(id, new ShardProgress(id, start))
    }
  }

  /** The shards to read now: not those whose parents are listed and not finished, which keeps the order of each key. */
  readable(shards: readonly StreamShard[]): ShardProgress[] {
    const listed = new Set(shards.map(({ id }) => id))
    const waitsFor = (parentId: string) => listed.has(parentId) && !this.#shards.get(parentId)?.finished
    return shards.flatMap(({ id, parentIds }) => {
      const shard = this.#shards.get(id)
      return !shard || shard.finished || parentIds.some(waitsFor) ? [] : [shard]
    })
  }
}
