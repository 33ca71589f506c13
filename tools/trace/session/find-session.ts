import { KinesisClient } from '@aws-sdk/client-kinesis'
import type { Connection } from '../../clients/connection.ts'
import { stackOutputs } from '../../clients/stack-outputs.ts'
import { CountedEvents } from './counted-events.ts'
import { batchOf, type GivenUpBatch, givenUpBatches } from './given-up.ts'
import { type ReaderState, readerState } from './reader-state.ts'
import { readSession, type SessionRecord } from './stream-events.ts'

/** An event of a session, and whether it is in the trends. */
export interface SessionEvent extends SessionRecord {
  /** Not counted is what the trends function has not read yet, what it failed at, and what is no event for it. */
  readonly counted: 'counted' | 'given up' | 'not counted'
  /** The batch that Lambda put into the bucket; it is counted from there, or becomes a dead letter. */
  readonly givenUp: GivenUpBatch | undefined
}

export interface Session {
  readonly sessionId: string
  /** ISO 8601. */
  readonly since: string
  readonly events: readonly SessionEvent[]
  /** Until when the stream was read, where that is not to its end. */
  readonly readTo: string | undefined
  readonly reader: ReaderState
}

export interface SessionSearch {
  readonly connection: Connection
  readonly stage: string
  readonly sessionId: string
  readonly since: Date
}

/** Reads a session from its shard: the stream is the record. */
export async function findSession({ connection, stage, sessionId, since }: SessionSearch): Promise<Session> {
  const outputs = await stackOutputs(connection, `Messaging-${stage}-Clickstream`)
  const streamName = outputs('StreamName')
  const client = new KinesisClient(connection)
  const { records, readTo } = await readSession(client, { streamName, sessionId, since })
  const tables = {
    countedEvents: outputs('CountedEventsTableName'),
    generations: outputs('GenerationsTableName'),
  }
  const counted = await (await CountedEvents.of(connection, tables)).among(records, sessionId)
  const open = records.filter(record => !counted.has(record))
  const batches = open.length > 0 ? await givenUpBatches(connection, outputs('GivenUpBucketName'), since) : []
  return {
    sessionId,
    since: since.toISOString(),
    events: records.map(record => eventOf(record, counted, batches)),
    readTo,
    reader: await readerState(connection, stage, streamName),
  }
}

function eventOf(
  record: SessionRecord,
  counted: ReadonlySet<SessionRecord>,
  batches: readonly GivenUpBatch[],
): SessionEvent {
  if (counted.has(record)) return { ...record, counted: 'counted', givenUp: undefined }
  const givenUp = batchOf(record, batches)
  return { ...record, counted: givenUp ? 'given up' : 'not counted', givenUp }
}
