import type { SequenceNumber } from './sequence-number.ts'

/** A data record in its shard. */
export interface StoredRecord {
  readonly sequenceNumber: SequenceNumber
  readonly partitionKey: string
  /** Base64, stored as received. */
  readonly data: string
  /** The size of the data and the partition key. */
  readonly bytes: number
  /** `ApproximateArrivalTimestamp`, in ms since the epoch. */
  readonly arrivedAt: number
  /** The key that encrypted the record, if the stream was encrypted when the record arrived. */
  readonly kmsKey: string | undefined
}

/** The limits of a read; the first one that is reached ends it. The first record is read regardless of its size. */
export interface ReadBounds {
  records: number
  bytes: number
}

/** The maximum number of dropped records in memory, unless there are more records that are not dropped. */
const DROPPED_RECORDS_KEPT = 1024

/** The records of one shard, in the order of arrival. */
export class RecordLog {
  #records: StoredRecord[] = []
  /** The index of the oldest record that is not dropped. */
  #head = 0

  get last(): StoredRecord | undefined {
    return this.#head < this.#records.length ? this.#records.at(-1) : undefined
  }

  append(record: StoredRecord): void {
    this.#records.push(record)
  }

  /** Drops records that arrived before `time`, in ms since the epoch. */
  trim(time: number): void {
    while (
      this.#head < this.#records.length &&
      (this.#records[this.#head] as StoredRecord).arrivedAt < time
    ) {
      this.#head++
    }
    if (this.#head <= Math.max(DROPPED_RECORDS_KEPT, this.#records.length / 2)) return
    this.#records = this.#records.slice(this.#head)
    this.#head = 0
  }

  /**
   * The records from a position on.
   *
   * @returns `more`: whether more records follow
   */
  read(from: SequenceNumber, bounds: ReadBounds): { records: StoredRecord[]; more: boolean } {
    const start = this.#firstIndex(({ sequenceNumber }) => sequenceNumber >= from)
    let [end, bytes] = [start, 0]
    while (end < this.#records.length && end - start < bounds.records) {
      bytes += (this.#records[end] as StoredRecord).bytes
      if (bytes > bounds.bytes && end > start) break
      end++
    }
    return { records: this.#records.slice(start, end), more: end < this.#records.length }
  }

  /** The oldest record that arrived at `time` (ms since the epoch) or later. */
  firstSince(time: number): StoredRecord | undefined {
    return this.#records[this.#firstIndex(({ arrivedAt }) => arrivedAt >= time)]
  }

  /** Binary search: once `isMeant` holds for a record, it holds for all later ones. */
  #firstIndex(isMeant: (record: StoredRecord) => boolean): number {
    let [low, high] = [this.#head, this.#records.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isMeant(this.#records[middle] as StoredRecord)) high = middle
      else low = middle + 1
    }
    return low
  }
}
