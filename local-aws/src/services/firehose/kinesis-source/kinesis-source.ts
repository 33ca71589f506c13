import type { Account } from '../../../account.ts'
import { AwsError } from '../../../aws-error.ts'
import { type Clock, sleep, toMilliseconds } from '../../../clock.ts'
import type { Caller } from '../../../identity/caller.ts'
import type { StreamPort, StreamRecord, StreamShard, Streams } from '../../../ports.ts'
import type { StreamMetrics } from '../stream-metrics.ts'
import { ShardCursor } from './shard-cursor.ts'

/** What a source hands its records to. */
export interface SourceReader {
  /** @param shardId that the records were read from, in their order */
  take(shardId: string, records: readonly StreamRecord[]): void
  /** Whether so much is waiting that reading must pause: the stream keeps the rest. */
  isFull(): boolean
  /** Reports why the stream cannot be read; it is tried again. */
  failed(error: AwsError): void
}

export interface KinesisSourceOptions {
  readonly account: Account
  readonly streams: Streams
  readonly metrics: StreamMetrics
  readonly streamArn: string
  readonly caller: () => Caller
  readonly reader: SourceReader
}

/** "Firehose calls the Kinesis Data Streams GetRecords operation once per second for each shard." */
const READ_INTERVAL_MS = toMilliseconds({ seconds: 1 })
/** If the clock runs so fast that an hour passes in a second, a read a second would leave no time for other work. */
const MIN_REAL_MS = 20

/**
 * Reads a stream as Firehose does: "starts reading data from the LATEST position of your Kinesis stream", shard by
 * shard in the order of the records. The children of a resharding wait for their parents.
 */
export class KinesisSource {
  /** When reading began, in ms since the epoch: `DeliveryStartTimestamp`. */
  readonly startedAt: number
  readonly #options: KinesisSourceOptions
  readonly #cursors = new Map<string, ShardCursor>()
  readonly #stopping = new AbortController()
  /** The codes of the errors of the last round, which are not reported again. */
  #failing: ReadonlySet<string> = new Set()

  constructor(options: KinesisSourceOptions) {
    this.#options = options
    this.startedAt = options.account.clock.now()
  }

  start(): void {
    this.#round(() => this.#beginAtLatest())
    void this.#poll()
  }

  stop(): void {
    this.#stopping.abort()
  }

  async #poll(): Promise<void> {
    const { clock } = this.#options.account
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await sleep(clock, readInterval(clock), signal)
      if (!signal.aborted) this.#round(attempt => this.#readShards(attempt))
    }
  }

  #beginAtLatest(): void {
    const { stream, caller } = this.#stream()
    for (const shard of stream.shards(caller)) this.#cursorOf(shard).beginAtLatest(stream, caller)
  }

  #readShards(attempt: Attempt): void {
    const { reader } = this.#options
    const { stream, caller } = this.#stream()
    for (const cursor of this.#readable(stream.shards(caller))) {
      if (reader.isFull()) return
      attempt(() => this.#read(cursor, stream, caller))
    }
  }

  #read(cursor: ShardCursor, stream: StreamPort, caller: Caller): void {
    const { reader, metrics } = this.#options
    try {
      const { records, millisBehindLatest } = cursor.read(stream, caller)
      metrics.read(records.length, bytesOf(records), millisBehindLatest)
      reader.take(cursor.shardId, records)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      if (error.code === 'ExpiredIteratorException') cursor.expired()
      else if (error.code === 'ProvisionedThroughputExceededException') {
        metrics.put('ThrottledGetRecords', 1, 'Count')
      } else throw error
    }
  }

  /** Those that are not read to their end, and whose parents are: so the order of each key is kept. */
  #readable(shards: readonly StreamShard[]): ShardCursor[] {
    const cursors = new Map(shards.map(shard => [shard.id, this.#cursorOf(shard)]))
    const waitsFor = (parentId: string) => cursors.get(parentId)?.finished === false
    return shards.flatMap(({ id, parentIds }) => {
      const cursor = cursors.get(id)
      return !cursor || cursor.finished || parentIds.some(waitsFor) ? [] : [cursor]
    })
  }

  /** A shard that was not there at the start has nothing that is older. */
  #cursorOf({ id }: StreamShard): ShardCursor {
    const known = this.#cursors.get(id)
    if (known) return known
    const cursor = new ShardCursor(id, { type: 'AT_TIMESTAMP', timestamp: this.startedAt })
    this.#cursors.set(id, cursor)
    return cursor
  }

  /** Reports each kind of error when it comes, not again while it lasts. */
  #round(work: (attempt: Attempt) => void): void {
    const failing = new Set<string>()
    const attempt: Attempt = part => {
      try {
        part()
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        const known = this.#failing.has(error.code) || failing.has(error.code)
        failing.add(error.code)
        if (!known) this.#options.reader.failed(error)
      }
    }
    attempt(() => work(attempt))
    this.#failing = failing
  }

  #stream(): { stream: StreamPort; caller: Caller } {
    const { streams, streamArn, caller } = this.#options
    return { stream: streams.byArn(streamArn), caller: caller() }
  }
}

/** Runs a part of a round, so that its error does not keep the others from their turn. */
type Attempt = (part: () => void) => void

function readInterval({ pace }: Clock): number {
  return Math.max(READ_INTERVAL_MS, MIN_REAL_MS * pace)
}

function bytesOf(records: readonly StreamRecord[]): number {
  return records.reduce((sum, { data }) => sum + Buffer.byteLength(data, 'base64'), 0)
}
