import type { StreamEvent } from './stream-record.ts'

/** The outcome of an event in one generation of the figures. */
export type Outcome =
  | 'counted'
  /** It came too late for the figures of its minute, and is counted as late. */
  | 'late'
  /** The same record was counted before. */
  | 'redelivered'
  /** The client sent it twice, and another record of it is counted. */
  | 'duplicate'

/** The results of counting. Each event is in one of the two maps. */
export interface CountResult {
  readonly outcomes: ReadonlyMap<StreamEvent, Outcome>
  /** Events that may not be counted, with what was thrown. It is safe to count them again. */
  readonly failures: ReadonlyMap<StreamEvent, unknown>
}
