/**
 * - `ok`: as needed
 * - `warning`: the stacks deploy, but something works with limits or not at all
 * - `fails`: the deployment would fail
 * - `unknown`: could not be checked
 */
export type Outcome = 'ok' | 'warning' | 'fails' | 'unknown'

/** The result of a check, as text. */
export interface Verdict {
  /** The name of the check: `bootstrap`. */
  check: string
  outcome: Outcome
  found: string
  needed?: string
  /** A command to copy, or another instruction. */
  remedy?: string
}
