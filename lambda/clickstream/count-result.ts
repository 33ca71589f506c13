import type { EventResults } from './event-results.ts'

/** The outcome of an event in one generation of the figures. */
export type Outcome =
  | 'counted'
  /** It came too late for the figures of its minute, and is counted as late. */
  | 'late'
  /** The same record was counted before. */
  | 'redelivered'
  /** The client sent it twice, and another record of it is counted. */
  | 'duplicate'

/** The results of counting. */
export type CountResult = EventResults<Outcome>
