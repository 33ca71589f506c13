import type { ClickstreamEvent } from '../contracts/clickstream-events.ts'

/**
 * When an event was put into the stream: its `recordedtime`, or its arrival if it has none. A `recordedtime` holds
 * whatever the arrival is, because a reader of the lake knows arrivals only to within minutes. Only producers of our own
 * set it; it is never a client's.
 *
 * @param arrivedAt the record's ApproximateArrivalTimestamp, or an estimate of it
 */
export function recordedAt({ recordedtime }: ClickstreamEvent, arrivedAt: Date): Date {
  return recordedtime === undefined ? arrivedAt : new Date(recordedtime)
}
