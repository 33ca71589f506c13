import type { Compiled } from './compiled.ts'
import type { Scope } from './scope.ts'
import type { Expression } from './syntax-tree.ts'

/** What expressions are compiled for. */
export interface Surroundings {
  scope: Scope
  /** When the query was started; ms since the epoch. */
  now: number
  /** Inside of `stats`: compiles a call of an aggregate function; undefined where it is none. */
  aggregate?: (call: Expression & { kind: 'call' }) => Compiled | undefined
}
