import { eventId } from '../event-position.ts'
import type { ScannedEvent } from './row.ts'

/** `@ptr`, "the identifier for the log record": opaque to clients. */
export function eventPointer({ event, log }: ScannedEvent): string {
  return Buffer.from(`${log}/${eventId(event)}`).toString('base64')
}
