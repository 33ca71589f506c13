import { setTimeout as sleep } from 'node:timers/promises'
import { KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis'
import type { ClickstreamEvent } from '../contracts/clickstream-events.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { Unavailable } from '../runtime/unavailable.ts'

const kinesis = sdkClient(KinesisClient)
const streamName = environmentVariable('STREAM_NAME')

/** How long the first pause may be, in milliseconds; each further one may be twice as long. */
const FIRST_PAUSE_MS = 100
/** A shard's limits are by the second. */
const LONGEST_PAUSE_MS = 1_000

/** What Kinesis says of a record beyond its shard's 1,000 records or 1 MiB a second. */
const OVER_LIMIT = 'ProvisionedThroughputExceededException'

/** An event that is not in the stream, as far as is known. */
export interface NotPut {
  /** Its place among the events, from 0. */
  index: number
  /** Whether the shard had no room for it. */
  throttled: boolean
  /** Why; fit to be thrown by a consumer. */
  error: unknown
}

interface PendingRecord {
  index: number
  entry: PutRecordsRequestEntry
}

/**
 * Puts events into the stream, those of a session into one shard. Records that Kinesis refuses are sent again, without
 * the others, after pauses with jitter; they may then come behind later ones of their session. A call that fails as a
 * whole has had the SDK's attempts and is not repeated here.
 *
 * An event that is not known to be in the stream may be there: it keeps its id when it is put again.
 *
 * @param events at most 500: "Each PutRecords request can support up to 500 records" (Kinesis, PutRecords). Their
 *   contracts keep 500 of them below 1 MiB, far from the 10 MiB of a request.
 * @param patienceMs when to give up, in milliseconds from now
 */
export async function putEvents(events: readonly ClickstreamEvent[], patienceMs: number): Promise<NotPut[]> {
  if (events.length === 0) return []
  const records = events.map((event, index) => ({ index, entry: entryOf(event) }))
  return put(records, AbortSignal.timeout(Math.max(0, patienceMs)), FIRST_PAUSE_MS)
}

function entryOf(event: ClickstreamEvent): PutRecordsRequestEntry {
  return { Data: Buffer.from(JSON.stringify(event)), PartitionKey: partitionKeyOf(event) }
}

/** The session, so that its events stay in order. A purchase without one is a session of its own. */
function partitionKeyOf(event: ClickstreamEvent): string {
  if (event.type !== 'clickstream.product.purchased.v1') return event.data.sessionId
  return event.data.sessionId ?? event.data.purchaseId
}

async function put(
  records: readonly PendingRecord[],
  signal: AbortSignal,
  pauseMs: number,
): Promise<NotPut[]> {
  let codes: (string | undefined)[]
  try {
    codes = await send(records, signal)
  } catch (error) {
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
 * @returns for each record the code that Kinesis refused it with; undefined where it is in the stream
 * @throws what the client throws, Unavailable where it does not answer in time
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
