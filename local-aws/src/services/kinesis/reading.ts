import type { Caller } from '../../identity/caller.ts'
import type { Keys, StreamPosition } from '../../ports.ts'
import { decryptRecords } from './encryption.ts'
import { invalidArgument, shardDoesNotExist, shardNotFound, throughputExceeded } from './errors.ts'
import { startOf } from './iterator-position.ts'
import type { StoredRecord } from './record-log.ts'
import { following } from './sequence-number.ts'
import type { Shard } from './shard.ts'
import { shardIdOf, shardIndexOf } from './shard-id.ts'
import { readIterator, type ShardIterator, writeIterator } from './shard-iterator.ts'
import type { Stream } from './stream.ts'
import type { StreamDirectory } from './stream-directory.ts'

/** "The maximum number of records … 10,000", "the maximum amount of data … 10 MiB" (GetRecords). */
const MAX_RECORDS = 10_000
const MAX_BYTES = 10 * 1024 * 1024

export interface ReadOptions {
  /** The maximum number of records. @default 10,000 */
  limit?: number
  /** The stream that the iterator must belong to. @default - any */
  streamArn?: string
  caller: Caller
  /**
   * Called with the ARN of the stream, as only Kinesis can decode which one an iterator belongs to.
   *
   * @throws AwsError `AccessDeniedException`
   */
  authorize(streamArn: string): void
}

export interface ReadResult {
  records: readonly StoredRecord[]
  /** Null at the end of a closed shard. */
  nextIterator: string | null
  millisBehindLatest: number
  /** At the end of a closed shard: the shards that continue its hash keys. */
  childShards: readonly Shard[] | undefined
}

/** GetShardIterator and GetRecords, for the API and for other services. */
export class Reading {
  readonly #streams: StreamDirectory
  readonly #keys: Keys
  /** The number of iterators issued so far. */
  #iterators = 0

  constructor(streams: StreamDirectory, keys: Keys) {
    this.#streams = streams
    this.#keys = keys
  }

  /** @throws AwsError the errors of `GetShardIterator` */
  iterator(stream: Stream, shardId: string, position: StreamPosition): string {
    const shard = shardToRead(stream, shardId)
    const from = startOf(position, { operation: 'GetShardIterator', stream, shard, now: this.#now })
    if (shard.open && !shard.limits.iterator()) throw throughputExceeded(shard.id, stream)
    return this.#iteratorAt(stream, shard, from)
  }

  /**
   * Reads records.
   *
   * @throws AwsError the errors of `GetRecords`
   */
  read(text: string, { limit = MAX_RECORDS, streamArn, caller, authorize }: ReadOptions): ReadResult {
    const iterator = readIterator(text, this.#now)
    const arn = this.#streams.arnOf(iterator.streamName)
    authorize(arn)
    if (streamArn !== undefined && streamArn !== arn) {
      throw invalidArgument(`The ShardIterator is of the stream ${arn}, not of ${streamArn}.`)
    }
    const stream = this.#streamOf(iterator)
    const shard = shardToRead(stream, iterator.shardId)
    shard.records.trim(stream.trimHorizon)
    const read = shard.records.read(iterator.from, { records: limit, bytes: MAX_BYTES })
    decryptRecords(this.#keys, stream, read.records, caller)
    this.#checkRate(stream, shard)
    return this.#result(stream, shard, { ...read, from: iterator.from })
  }

  #checkRate(stream: Stream, shard: Shard): void {
    if (shard.limits.read()) return
    stream.counters.readThrottled()
    throw throughputExceeded(shard.id, stream)
  }

  #result(
    stream: Stream,
    shard: Shard,
    { records, more, from }: { records: StoredRecord[]; more: boolean; from: string },
  ): ReadResult {
    const bytes = records.reduce((sum, record) => sum + record.bytes, 0)
    shard.limits.haveRead(bytes)
    const last = records.at(-1)
    const behind = more && last ? this.#now - last.arrivedAt : 0
    stream.counters.read({ records: records.length, bytes, ageMs: behind })
    const next = last ? following(last.sequenceNumber) : from
    const ended = !shard.open && !more
    return {
      records,
      nextIterator: ended ? null : this.#iteratorAt(stream, shard, next),
      millisBehindLatest: behind,
      childShards: ended ? shard.children : undefined,
    }
  }

  #iteratorAt({ name, createdAt }: Stream, { id }: Shard, from: string): string {
    const serial = this.#iterators++
    return writeIterator(
      { streamName: name, streamCreatedAt: createdAt, shardId: id, from, serial },
      this.#now,
    )
  }

  #streamOf({ streamName, streamCreatedAt, shardId }: ShardIterator): Stream {
    const stream = this.#streams.find(streamName)
    if (stream?.createdAt === streamCreatedAt) return stream
    throw shardDoesNotExist(shardId, { name: streamName, accountId: this.#streams.account.id })
  }

  get #now(): number {
    return this.#streams.account.clock.now()
  }
}

/** @throws AwsError `ResourceNotFoundException` */
function shardToRead(stream: Stream, shardId: string): Shard {
  const shard = stream.findShard(shardId)
  if (shard) return shard
  const index = shardIndexOf(shardId)
  throw index === undefined ? shardNotFound(shardId, stream) : shardDoesNotExist(shardIdOf(index), stream)
}
