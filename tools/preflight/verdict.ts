/**
 * - `ok`: as needed
 * - `warning`: the stacks deploy, and something works with limits or not at all
 * - `fails`: the deployment would fail
 * - `unknown`: cannot be seen
 */
export type Outcome = 'ok' | 'warning' | 'fails' | 'unknown'

/** What a look at the account found, in words. */
export interface Verdict {
  /** What was looked at: `bootstrap`. */
  check: string
  outcome: Outcome
  found: string
  needed?: string
  /** A command to copy, or what to do. */
  remedy?: string
}
