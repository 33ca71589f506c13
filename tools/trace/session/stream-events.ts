import { setTimeout as sleep } from 'node:timers/promises'
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  type _Record as KinesisRecord,
} from '@aws-sdk/client-kinesis'
import { shardsOf } from './shards.ts'

/** A record of the session in the stream. */
export interface SessionRecord {
  readonly shardId: string
  readonly sequenceNumber: string
  /** ISO 8601. */
  readonly arrivedAt: string
  /** The CloudEvent's; undefined where the record is none. */
  readonly id: string | undefined
  readonly type: string | undefined
  readonly time: string | undefined
}

export interface SessionRecords {
  /** In the order of their arrivals. */
  readonly records: readonly SessionRecord[]
  /** Until when each shard was read that was not read to its end, ISO 8601. */
  readonly readTo: string | undefined
}

/** "Each shard can support up to 5 transactions per second for reads": most of them are left to the trends function. */
const PAUSE_MS = 400
const MOST_PAGES = 60
const PAGE_RECORDS = 10_000

/** Reads the shards that a session is in. Only the records of the session are kept. */
export async function readSession(
  client: KinesisClient,
  { streamName, sessionId, since }: { streamName: string; sessionId: string; since: Date },
): Promise<SessionRecords> {
  const records: SessionRecord[] = []
  const unread: string[] = []
  for (const shardId of await shardsOf(client, streamName, sessionId)) {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamName: streamName,
        ShardId: shardId,
        ShardIteratorType: 'AT_TIMESTAMP',
        Timestamp: since,
      }),
    )
    const readTo = await readShard(client, ShardIterator, record => {
      if (record.PartitionKey === sessionId) records.push(recordOf(shardId, record))
    })
    if (readTo !== undefined) unread.push(readTo)
  }
  return {
    records: records.toSorted((a, b) => a.arrivedAt.localeCompare(b.arrivedAt)),
    readTo: unread.toSorted()[0],
  }
}

/** @returns until when it was read, where that is not to its end */
async function readShard(
  client: KinesisClient,
  first: string | undefined,
  take: (record: KinesisRecord) => void,
): Promise<string | undefined> {
  let iterator = first
  let behindMs = 0
  for (let page = 0; iterator !== undefined && page < MOST_PAGES; page++) {
    const {
      Records = [],
      NextShardIterator,
      MillisBehindLatest = 0,
    } = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: PAGE_RECORDS }))
    for (const record of Records) take(record)
    if (MillisBehindLatest === 0) return undefined
    iterator = NextShardIterator
    behindMs = MillisBehindLatest
    if (iterator !== undefined) await sleep(PAUSE_MS)
  }
  return iterator === undefined ? undefined : new Date(Date.now() - behindMs).toISOString()
}

function recordOf(
  shardId: string,
  { SequenceNumber = '', ApproximateArrivalTimestamp, Data }: KinesisRecord,
): SessionRecord {
  const { id, type, time } = envelopeIn(Data)
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    shardId,
    sequenceNumber: SequenceNumber,
    arrivedAt: (ApproximateArrivalTimestamp ?? new Date(0)).toISOString(),
    id: text(id),
    type: text(type),
    time: text(time),
  }
}

function envelopeIn(data: Uint8Array | undefined): { id?: unknown; type?: unknown; time?: unknown } {
  try {
    const document: unknown = JSON.parse(Buffer.from(data ?? []).toString('utf8'))
    return typeof document === 'object' && document !== null ? document : {}
  } catch {
    return {}
  }
}
