import { environmentVariable } from '../runtime/environment.ts'
import { recordedAt } from './recorded-time.ts'
import type { StreamEvent } from './stream-record.ts'

const LATENESS_MS = Number(environmentVariable('LATENESS_SECONDS')) * 1_000

/**
 * Whether an event came too late for the figures of its minute. This depends on when it was put into the stream, not on
 * the time of counting, so a replay has the same result.
 */
export function isLate({ event, arrivedAt }: StreamEvent): boolean {
  return recordedAt(event, arrivedAt).getTime() - Date.parse(event.time) > LATENESS_MS
}
