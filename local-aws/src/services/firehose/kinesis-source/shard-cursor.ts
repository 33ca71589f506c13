import type { Caller } from '../../../identity/caller.ts'
import type { StreamBatch, StreamPort, StreamPosition } from '../../../ports.ts'

/** "Each call can return up to 10,000 records" (GetRecords). */
const MAX_RECORDS = 10_000

/** How far a shard has been read. */
export class ShardCursor {
  readonly shardId: string
  /** Whether the shard is closed and all its records have been read. */
  finished = false
  #position: StreamPosition
  /** For the next read, until it expires. */
  #iterator: string | undefined

  constructor(shardId: string, start: StreamPosition) {
    this.shardId = shardId
    this.#position = start
  }

  /**
   * Begins after the records that are there now, whenever it is read first.
   *
   * @throws AwsError as `GetShardIterator` does
   */
  beginAtLatest(stream: StreamPort, caller: Caller): void {
    this.#iterator = stream.iterator(this.shardId, { type: 'LATEST' }, caller)
  }

  /**
   * The records that follow those of the last read.
   *
   * @throws AwsError as `GetShardIterator` and `GetRecords` do; the next call reads the same records
   */
  read(stream: StreamPort, caller: Caller): StreamBatch {
    this.#iterator ??= stream.iterator(this.shardId, this.#position, caller)
    const batch = stream.records(this.#iterator, MAX_RECORDS, caller)
    const last = batch.records.at(-1)
    if (last) this.#position = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: last.sequenceNumber }
    this.#iterator = batch.nextIterator
    this.finished = batch.nextIterator === undefined
    return batch
  }

  /** Records that the iterator is too old to be used. */
  expired(): void {
    this.#iterator = undefined
  }
}
