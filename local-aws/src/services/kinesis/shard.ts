import type { Clock } from '../../clock.ts'
import type { HashRange } from './hash-range.ts'
import { RecordLog, type StoredRecord } from './record-log.ts'
import { LAST_COUNTER, type SequenceNumber, sequenceNumber } from './sequence-number.ts'
import { shardIdOf } from './shard-id.ts'
import { ShardLimits } from './shard-limits.ts'

/** The origin of a shard. */
export interface ShardOrigin {
  /** The index among all shards that the stream ever had. */
  index: number
  range: HashRange
  /** One parent after a split, two after a merge, none in a new stream. */
  parents: readonly Shard[]
}

/** One shard of a stream: an ordered sequence of records. */
export class Shard {
  readonly id: string
  readonly index: number
  readonly range: HashRange
  readonly parents: readonly Shard[]
  readonly children: Shard[] = []
  /** In ms since the epoch. */
  readonly openedAt: number
  /** In seconds since the epoch, as in its sequence numbers; later than that of its parents. */
  readonly madeAt: number
  readonly startingSequenceNumber: SequenceNumber
  readonly records = new RecordLog()
  readonly limits: ShardLimits
  readonly #clock: Clock
  readonly #watchers = new Set<() => void>()
  #counter = 0n
  #lastSequenceNumber: SequenceNumber
  #closed: { at: number; endingSequenceNumber: SequenceNumber } | undefined

  constructor(clock: Clock, { index, range, parents }: ShardOrigin) {
    this.#clock = clock
    this.index = index
    this.id = shardIdOf(index)
    this.range = range
    this.parents = parents
    this.openedAt = clock.now()
    this.madeAt = Math.max(Math.floor(this.openedAt / 1000), ...parents.map(({ madeAt }) => madeAt + 1))
    this.startingSequenceNumber = this.#sequenceNumber(0n, this.madeAt)
    this.#lastSequenceNumber = this.startingSequenceNumber
    this.limits = new ShardLimits(clock)
    for (const parent of parents) parent.children.push(this)
  }

  get open(): boolean {
    return this.#closed === undefined
  }

  /** When it was closed, in ms since the epoch. */
  get closedAt(): number | undefined {
    return this.#closed?.at
  }

  get endingSequenceNumber(): SequenceNumber | undefined {
    return this.#closed?.endingSequenceNumber
  }

  /** The number of the latest record, even if it was dropped; the starting sequence number if there was no record. */
  get lastSequenceNumber(): SequenceNumber {
    return this.#lastSequenceNumber
  }

  append(record: Omit<StoredRecord, 'sequenceNumber' | 'arrivedAt'>): SequenceNumber {
    const arrivedAt = this.#clock.now()
    this.#lastSequenceNumber = this.#sequenceNumber(++this.#counter, Math.floor(arrivedAt / 1000))
    this.records.append({ ...record, sequenceNumber: this.#lastSequenceNumber, arrivedAt })
    this.#tell()
    return this.#lastSequenceNumber
  }

  /** Closes the shard to new records: "The parent shard transitions from an OPEN state to a CLOSED state". */
  close(): void {
    const at = this.#clock.now()
    this.#closed = { at, endingSequenceNumber: this.#sequenceNumber(LAST_COUNTER, Math.floor(at / 1000)) }
    this.#tell()
  }

  /**
   * Calls `changed` for each new record and when the shard is closed; its children are created directly after that.
   *
   * @returns a function that stops it
   */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => void this.#watchers.delete(changed)
  }

  #tell(): void {
    for (const changed of this.#watchers) changed()
  }

  #sequenceNumber(counter: bigint, writtenAt: number): SequenceNumber {
    return sequenceNumber({ shardIndex: this.index, shardMadeAt: this.madeAt, counter, writtenAt })
  }
}
