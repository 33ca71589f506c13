import type { Expression } from './syntax.ts'
import type { Series, Value } from './value.ts'

/** What functions ask of the query that they are part of. */
export interface MathContext {
  evaluate(expression: Expression): Value
  /** The series of all queries that are metrics, or of those whose ids contain `part`. */
  metrics(part: string): readonly Series[]
  /** Seconds; undefined where the query of that id is an expression. */
  metricPeriod(id: string): number | undefined
  /** The metrics that a search expression finds. */
  search(query: string, stat: string, periodSeconds: number | undefined): readonly Series[]
  /** The starts of all periods, for series without gaps. */
  times(): readonly number[]
}
