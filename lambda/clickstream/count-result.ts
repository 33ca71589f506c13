import type { StreamEvent } from './stream-record.ts'

/** How an event ended in one generation of the figures. */
export type Outcome =
  | 'counted'
  /** It came too late for its minute's figures, and is counted as late. */
  | 'late'
  /** This very record was counted before. */
  | 'redelivered'
  /** The client sent it twice, and another record of it is counted. */
  | 'duplicate'

/** How events ended. Each is in one of the two. */
export interface CountResult {
  readonly outcomes: ReadonlyMap<StreamEvent, Outcome>
  /** Events that may not be counted, by no fault of others, with what was thrown. To count them again does no harm. */
  readonly failures: ReadonlyMap<StreamEvent, unknown>
}
