import type { ClickstreamEvent } from '../contracts/clickstream-events.ts'
import { chunks } from '../runtime/chunks.ts'
import { GatheredCalls } from '../runtime/gathered-calls.ts'
import { inTrace } from '../runtime/hop.ts'
import { notePut, putEvents } from './stream.ts'

/** "Each PutRecords request can support up to 500 records" (Kinesis, PutRecords). */
const MOST_RECORDS = 500
/** How long to try before the message goes back to the queue, where waiting costs nothing. */
const PATIENCE_MS = 5_000

const puts = new GatheredCalls<ClickstreamEvent>({
  batches: events => chunks(events, MOST_RECORDS),
  call: put,
})

/**
 * Puts the events of a message into the stream. Those that are put at the same time go in one request.
 *
 * @throws what the client throws, and Unavailable where the stream does not take one of them in time; the others may be
 * in it
 */
export async function putTogether(events: readonly ClickstreamEvent[]): Promise<void> {
  const ends = await Promise.allSettled(events.map(event => puts.call(inTrace(event))))
  const failure = ends.find(end => end.status === 'rejected')
  if (failure) throw failure.reason
  // Here and not in the call: that is made within the hop of the first caller.
  notePut(events)
}

async function put(events: readonly ClickstreamEvent[]): Promise<(Error | undefined)[]> {
  const notPut = await putEvents(events, PATIENCE_MS)
  const errors = new Map(notPut.map(({ index, error }) => [index, error]))
  const [first] = notPut
  // None is in the stream for one and the same reason: the request was refused as a whole.
  if (first && notPut.length === events.length && new Set(errors.values()).size === 1) throw first.error
  return events.map((_, index) => errors.get(index))
}
