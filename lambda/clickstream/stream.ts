import { setTimeout as sleep } from 'node:timers/promises'
import { KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis'
import type { ClickstreamEvent } from '../contracts/clickstream-events.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { noteSent } from '../runtime/hop.ts'
import { reasonOf } from '../runtime/reason.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { Unavailable } from '../runtime/unavailable.ts'
import { partitionKeyOf } from './partition-key.ts'

const kinesis = sdkClient(KinesisClient)
const streamName = environmentVariable('STREAM_NAME')

/** The maximum length of the first pause, in ms; it doubles with each further pause. */
const FIRST_PAUSE_MS = 100
/** A shard's limits are per second. */
const LONGEST_PAUSE_MS = 1_000

/** The error code of Kinesis for a record beyond its shard's 1,000 records or 1 MiB per second. */
const OVER_LIMIT = 'ProvisionedThroughputExceededException'

/** An event that is not known to be in the stream. */
export interface NotPut {
  /** Its index among the events, from 0. */
  index: number
  /** Whether its shard had no capacity. */
  throttled: boolean
  /** The reason, as an error that a consumer can throw. */
  error: Error
}

interface PendingRecord {
  index: number
  entry: PutRecordsRequestEntry
}

/**
 * Puts events into the stream, those of a session into one shard, each with the present time as its `recordedtime`.
 * Records that Kinesis refuses are sent again, without the others, after pauses with jitter; they may then come after
 * later events of their session. A call that fails as a whole is not repeated here, because the SDK has already retried
 * it.
 *
 * An event that is not known to be in the stream may still be there, so a repeated put must use the same id.
 *
 * @param events at most 500: "Each PutRecords request can support up to 500 records" (Kinesis, PutRecords). Their
 *   contracts keep 500 of them below 1 MiB, far from the 10 MiB of a request.
 * @param patienceMs when to give up, in ms from now
 */
export async function putEvents(events: readonly ClickstreamEvent[], patienceMs: number): Promise<NotPut[]> {
  if (events.length === 0) return []
  const recordedtime = new Date().toISOString()
  const records = events.map((event, index) => ({ index, entry: entryOf({ ...event, recordedtime }) }))
  return put(records, AbortSignal.timeout(Math.max(0, patienceMs)), FIRST_PAUSE_MS)
}

/** Says that the present hop has put events into the stream. */
export function notePut(events: readonly ClickstreamEvent[]): void {
  for (const { type } of events) noteSent(streamName, type)
}

function entryOf(event: ClickstreamEvent): PutRecordsRequestEntry {
  return { Data: Buffer.from(JSON.stringify(event)), PartitionKey: partitionKeyOf(event) }
}

async function put(
  records: readonly PendingRecord[],
  signal: AbortSignal,
  pauseMs: number,
): Promise<NotPut[]> {
  let codes: (string | undefined)[]
  try {
    codes = await send(records, signal)
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(reasonOf(thrown))
    return records.map(({ index }) => ({ index, throttled: false, error }))
  }
  const refused = records.flatMap((record, place) => {
    const code = codes[place]
    return code === undefined ? [] : [{ ...record, code }]
  })
  if (refused.length === 0) return []

  const isTimeLeft = await sleep(Math.random() * pauseMs, true, { signal }).catch(() => false)
  if (isTimeLeft) return put(refused, signal, Math.min(2 * pauseMs, LONGEST_PAUSE_MS))
  return refused.map(({ index, code }) => ({
    index,
    throttled: code === OVER_LIMIT,
    error: new Unavailable('kinesis', `the stream did not take a record: ${code}`),
  }))
}

/**
 * @returns for each record, the error code of Kinesis; undefined if it is in the stream
 * @throws the client's errors; Unavailable if there is no response in time
 */
async function send(
  records: readonly PendingRecord[],
  abortSignal: AbortSignal,
): Promise<(string | undefined)[]> {
  const command = new PutRecordsCommand({
    StreamName: streamName,
    Records: records.map(({ entry }) => entry),
  })
  try {
    const { Records = [] } = await kinesis.send(command, { abortSignal })
    return records.map((_, place) => {
      const { SequenceNumber, ErrorCode = 'NoResult' } = Records[place] ?? {}
      return SequenceNumber === undefined ? ErrorCode : undefined
    })
  } catch (error) {
    if (!abortSignal.aborted) throw error
    throw new Unavailable('kinesis', 'the stream did not answer in time', { cause: error })
  }
}
