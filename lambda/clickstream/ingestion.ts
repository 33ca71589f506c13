import { MetricUnit } from '@aws-lambda-powertools/metrics'
import type { EventsAccepted, EventsPartlyAccepted, RefusedEvent } from '../contracts/clickstream-api.ts'
import { inTrace } from '../runtime/hop.ts'
import { logger } from '../runtime/logger.ts'
import { metrics } from '../runtime/metrics.ts'
import { reasonOf } from '../runtime/reason.ts'
import type { ClientEvents, TakenEvent } from './client-events.ts'
import { type NotPut, notePut, putEvents } from './stream.ts'

/** The results of the events of a request. */
export type Ingestion = EventsAccepted | EventsPartlyAccepted

/**
 * Puts the accepted events into the stream.
 *
 * @param patienceMs how long to try, in ms
 * @returns the number of accepted events, and each refused event with the reason
 */
export async function ingest({ taken, refused }: ClientEvents, patienceMs: number): Promise<Ingestion> {
  const sent = taken.map(({ event }) => inTrace(event))
  const notPut = await putEvents(sent, patienceMs)
  const missing = new Set(notPut.map(({ index }) => index))
  notePut(sent.filter((_, index) => !missing.has(index)))
  logOutage(notPut)
  const events = [...refused, ...notPut.map(each => refusalOf(each, taken))]
  const accepted = taken.length - notPut.length
  count(accepted, events)
  if (events.length === 0) return { accepted }
  return { accepted, refused: events.length, events: events.toSorted((a, b) => a.index - b.index) }
}

const NO_ROOM = 'The stream had no room for the event. Send it again, with the same id.'
const NOT_AVAILABLE =
  'It is not known whether the event arrived: the stream was not available. Send it again, with the same id.'

function refusalOf({ index: place, throttled }: NotPut, taken: readonly TakenEvent[]): RefusedEvent {
  const { index, event } = taken[place] as TakenEvent
  return throttled
    ? { index, id: event.id, status: 429, reason: NO_ROOM }
    : { index, id: event.id, status: 503, reason: NOT_AVAILABLE }
}

function logOutage(notPut: readonly NotPut[]): void {
  const lost = notPut.filter(({ throttled }) => !throttled)
  if (lost.length === 0) return
  logger.error('events could not be put into the stream', {
    events: lost.length,
    reason: reasonOf(lost[0]?.error),
  })
}

/**
 * Writes `AcceptedEvents`, `InvalidEvents` (400), `ThrottledEvents` (429) and `UnavailableEvents` (503), also zeros.
 */
function count(accepted: number, refused: readonly RefusedEvent[]): void {
  const counts = { 400: 0, 429: 0, 503: 0 }
  for (const { status } of refused) counts[status]++
  metrics.addMetric('AcceptedEvents', MetricUnit.Count, accepted)
  metrics.addMetric('InvalidEvents', MetricUnit.Count, counts[400])
  metrics.addMetric('ThrottledEvents', MetricUnit.Count, counts[429])
  metrics.addMetric('UnavailableEvents', MetricUnit.Count, counts[503])
}
