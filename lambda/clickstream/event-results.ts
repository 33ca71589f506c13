import type { StreamEvent } from './stream-record.ts'

/** What a reader made of events. Each event is in one of the two maps. */
export interface EventResults<Outcome> {
  readonly outcomes: ReadonlyMap<StreamEvent, Outcome>
  /** Events that may not be taken, with what was thrown. It is safe to take them again. */
  readonly failures: ReadonlyMap<StreamEvent, unknown>
}
