import { environmentVariable } from '../runtime/environment.ts'
import type { StreamEvent } from './stream-record.ts'

const LATENESS_MS = Number(environmentVariable('LATENESS_SECONDS')) * 1_000

/**
 * Whether an event came too late for the figures of its minute. Its arrival in the stream decides, not the time of
 * counting: a replay decides alike.
 */
export function isLate({ event, arrivedAt }: StreamEvent): boolean {
  return arrivedAt.getTime() - Date.parse(event.time) > LATENESS_MS
}
