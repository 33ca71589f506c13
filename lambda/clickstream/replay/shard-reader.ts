import {
  ExpiredIteratorException,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  KinesisClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import type { Turn } from '../../runtime/turn.ts'
import type { Page, PartReader, Position } from './page.ts'
import { ReplayRefused } from './refused.ts'

const kinesis = sdkClient(KinesisClient)
const streamName = environmentVariable('STREAM_NAME')

/** This many are counted, and the progress stored, within a few seconds. */
const PAGE_RECORDS = 2_000
/**
 * A shard allows 5 reads and 2 MiB per second for all readers together. This pause leaves four reads of each second to the
 * others, and the bytes a second leave them half of the data rate.
 */
const PAGE_PAUSE_MS = 1_000
const BYTES_A_MS = (1024 * 1024) / 1_000
/** The pause after a read that exceeded the shard's limit. */
const THROTTLED_PAUSE_MS = 1_000

/** Reads a shard to its end or its tip, slowly enough not to disturb the live readers. */
export class ShardReader implements PartReader {
  readonly #shardId: string
  readonly #turn: Turn
  #position: Position
  #iterator: string | undefined
  #notBefore = 0
  #caughtUp = false

  constructor(shardId: string, position: Position, turn: Turn) {
    this.#shardId = shardId
    this.#position = position
    this.#turn = turn
  }

  /** A throttled read is repeated, and an expired iterator is renewed. */
  async next(): Promise<Page | undefined> {
    while (this.#turn.isLeft()) {
      await this.#turn.wait(Math.max(0, this.#notBefore - Date.now()))
      const output = await this.#tryToRead()
      if (output) return this.#pageOf(output)
    }
    return undefined
  }

  close(): void {}

  async #tryToRead(): Promise<GetRecordsCommandOutput | undefined> {
    try {
      this.#iterator ??= await this.#newIterator()
      return await kinesis.send(new GetRecordsCommand({ ShardIterator: this.#iterator, Limit: PAGE_RECORDS }))
    } catch (error) {
      if (error instanceof ExpiredIteratorException) this.#iterator = undefined
      else if (isThrottling(error)) this.#notBefore = Date.now() + (0.5 + Math.random()) * THROTTLED_PAUSE_MS
      else throw this.#explained(error)
      return undefined
    }
  }

  async #newIterator(): Promise<string | undefined> {
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({
        StreamName: streamName,
        ShardId: this.#shardId,
        ...iteratorAt(this.#position),
      }),
    )
    return ShardIterator
  }

  #pageOf({ Records = [], NextShardIterator, MillisBehindLatest = 0 }: GetRecordsCommandOutput): Page {
    const now = Date.now()
    const records = Records.map(record => ({
      shardId: this.#shardId,
      sequenceNumber: record.SequenceNumber ?? '',
      data: record.Data ?? new Uint8Array(),
      arrivedAt: record.ApproximateArrivalTimestamp ?? new Date(now),
    }))
    const bytes = records.reduce((sum, { data }) => sum + data.length, 0)
    const last = records.at(-1)
    this.#notBefore = now + Math.max(PAGE_PAUSE_MS, bytes / BYTES_A_MS)
    this.#iterator = NextShardIterator
    if (last) this.#position = { after: last.sequenceNumber }
    const caughtUp = MillisBehindLatest === 0
    // `MillisBehindLatest` is a time, and a page may end between records of one millisecond; the next has the rest.
    // A busy shard never has an empty page.
    const atEnd = !NextShardIterator || (caughtUp && (!last || this.#caughtUp))
    this.#caughtUp = caughtUp
    return {
      records,
      unreadable: new Map(),
      last: last && { after: last.sequenceNumber, arrivedAt: last.arrivedAt },
      readTo: last?.arrivedAt ?? new Date(now - MillisBehindLatest),
      atEnd,
    }
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof ResourceNotFoundException)) return error
    return new ReplayRefused(
      `The stream ${streamName} no longer has the shard ${this.#shardId} (${error.message}): its events have expired. ` +
        'Abandon the replay and begin one of later minutes.',
    )
  }
}

function iteratorAt(
  position: Position,
): Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'StartingSequenceNumber' | 'Timestamp'> {
  return 'after' in position
    ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: position.after }
    : { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: position.since }
}

function isThrottling(error: unknown): boolean {
  return error instanceof Error && /ProvisionedThroughputExceeded|LimitExceeded|Throttling/.test(error.name)
}
