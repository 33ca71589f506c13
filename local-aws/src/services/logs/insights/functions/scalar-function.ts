import type { PrintStyle } from '../print.ts'
import type { Value } from '../value.ts'

/** A function of the query language that makes one value of the values of its arguments. */
export interface ScalarFunction {
  /** How many arguments it takes, at least and at most. */
  arity: readonly [least: number, most: number]
  apply(values: readonly Value[]): Value
  /** @default 'rounded' */
  print?: PrintStyle
}

export const MANY_ARGUMENTS = 100
