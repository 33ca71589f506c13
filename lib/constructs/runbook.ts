/** The pages of docs/runbooks, one for each kind of alarm: what it means, where to look, how to repair it. */
export const runbooks = [
  'api-errors',
  'burn-rate',
  'dead-letters',
  'failed-deliveries',
  'failed-records',
  'given-up-records',
  'in-flight',
  'late-delivery',
  'late-messages',
  'lost-messages',
  'lost-records',
  'old-messages',
  'old-records',
  'pipeline',
  'rolled-back',
  'throttled-stream',
  'undelivered',
  'waiting',
] as const

export type Runbook = (typeof runbooks)[number]

/**
 * The kinds of alarm that an outage of what functions call sets off, too: something is late, or clients are refused, and
 * all of it ends with the outage. The alarm `waiting-for-…` says what is down, and these need wake nobody beside it.
 *
 * No outage explains the others: a message that is lost, undelivered or a dead letter needs a person whatever else is on.
 */
const EXPLAINED: readonly Runbook[] = [
  'api-errors',
  'burn-rate',
  'given-up-records',
  'late-delivery',
  'late-messages',
  'old-messages',
  'old-records',
  'throttled-stream',
]

/**
 * The kinds that are also set off by messages which wait for a release. It explains no refusal of clients, and holds up no
 * reader of a stream.
 */
const EXPLAINED_BY_RELEASE: readonly Runbook[] = ['burn-rate', 'late-messages', 'old-messages']

/** What sets off alarms of this kind and has an alarm `waiting-for-…` that wakes somebody already. */
export function explanationOf(runbook: Runbook): 'outage' | 'outage or release' | 'none' {
  if (EXPLAINED_BY_RELEASE.includes(runbook)) return 'outage or release'
  return EXPLAINED.includes(runbook) ? 'outage' : 'none'
}
