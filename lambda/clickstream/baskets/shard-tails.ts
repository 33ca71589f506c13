import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  KinesisClient,
  type _Record as KinesisRecord,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { type ReadProgress, readProgressIn, recordClear } from './read-progress.ts'

const kinesis = sdkClient(KinesisClient)
const streamName = environmentVariable('STREAM_NAME')
const RETENTION_MS = Number(environmentVariable('STREAM_RETENTION_SECONDS')) * 1_000

/**
 * The assumed difference between the clocks of the stream, which stamps arrivals, and of the functions. Arrivals may also
 * be slightly out of order.
 */
const SKEW_MS = 1_000

/**
 * How many reads of a shard a check makes at most. GetRecords may return no records although there are some further on,
 * after hours of silence many times over. The next check goes on from there.
 */
const MOST_READS = 3

/** So many records of one moment may have been read. */
const PAGE_RECORDS = 10

/** How far a check must come before the next one begins there: each record of it is a write. */
const CLEAR_STEP_MS = 60_000

/** Closed shards that are read to their end. */
const finished = new Set<string>()

/** How far the reader of baskets has come. Times are in ms since 1970. */
export interface ShardTails {
  /**
   * All records of all shards that arrived before this time are read. Shards that were split, merged or not read at all
   * are among them; a silent shard holds nothing up.
   */
  readonly readUntil: number
  /** The time of a purchase that was read lately: the latest of those that the shards remember. 0 without one. */
  readonly purchasedAt: number
}

export async function shardTails(): Promise<ShardTails> {
  const tails = await Promise.all((await shardIds()).map(tailOf))
  return {
    readUntil: Math.min(...tails.map(({ readUntil }) => readUntil)),
    purchasedAt: Math.max(...tails.map(({ purchasedAt }) => purchasedAt)),
  }
}

async function shardIds(): Promise<string[]> {
  const ids: string[] = []
  let NextToken: string | undefined
  do {
    const page = await kinesis.send(
      new ListShardsCommand(NextToken ? { NextToken } : { StreamName: streamName }),
    )
    ids.push(...(page.Shards ?? []).map(({ ShardId = '' }) => ShardId))
    NextToken = page.NextToken
  } while (NextToken)
  return ids
}

async function tailOf(shardId: string): Promise<ShardTails> {
  const now = Date.now()
  if (finished.has(shardId)) return { readUntil: now - SKEW_MS, purchasedAt: 0 }
  const progress = await readProgressIn(shardId)
  const until = await firstUnread(shardId, progress, now)
  if (until > progress.clearUntil + CLEAR_STEP_MS) await recordClear(shardId, until)
  return { readUntil: Math.max(until, progress.clearUntil), purchasedAt: progress.purchasedAt }
}

/** @returns before which time nothing is unread */
async function firstUnread(shardId: string, progress: ReadProgress, now: number): Promise<number> {
  let iterator = await iteratorAt(shardId, positionAfter(progress, now))
  let until = 0
  for (let read = 0; read < MOST_READS && iterator !== undefined; read++) {
    const page: GetRecordsCommandOutput = await kinesis.send(
      new GetRecordsCommand({ ShardIterator: iterator, Limit: PAGE_RECORDS }),
    )
    const unread = page.Records?.find(record => isAfter(record, progress))
    if (unread) return (unread.ApproximateArrivalTimestamp?.getTime() ?? 0) - SKEW_MS
    until = now - SKEW_MS - (page.MillisBehindLatest ?? 0)
    iterator = page.NextShardIterator
    if (page.MillisBehindLatest === 0 && !page.Records?.length) break
  }
  if (iterator === undefined) finished.add(shardId)
  return iterator === undefined ? now - SKEW_MS : until
}

function isAfter({ SequenceNumber = '0' }: KinesisRecord, { last }: ReadProgress): boolean {
  return last === undefined || BigInt(SequenceNumber) > last.sequenceNumber
}

type Position = Pick<
  GetShardIteratorCommandInput,
  'ShardIteratorType' | 'StartingSequenceNumber' | 'Timestamp'
>

async function iteratorAt(ShardId: string, position: Position): Promise<string | undefined> {
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({ StreamName: streamName, ShardId, ...position }),
  )
  return ShardIterator
}

/** Where to look for unread records. If the stream may have deleted what was read last, all that it has may be unread. */
function positionAfter({ last, clearUntil }: ReadProgress, now: number): Position {
  const readTo = last?.arrivedAt.getTime() ?? 0
  if (Math.max(readTo, clearUntil) < now - RETENTION_MS + HOUR_MS)
    return { ShardIteratorType: 'TRIM_HORIZON' }
  if (clearUntil > readTo) return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(clearUntil) }
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: String(last?.sequenceNumber) }
}

const HOUR_MS = 3_600_000
