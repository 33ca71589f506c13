import type { PrintStyle } from './print.ts'
import type { Row } from './row.ts'
import { isTrue, type Value } from './value.ts'

/** An expression that is ready to be evaluated. */
export interface Compiled {
  read(row: Row): Value
  /** Whether it holds as a condition. */
  test(row: Row): boolean
  print: PrintStyle
  /** Texts that the JSON of every event for which it holds contains, unless escaped. */
  needles: readonly string[]
}

export function compiledValue(read: (row: Row) => Value, print: PrintStyle): Compiled {
  return { read, test: row => isTrue(read(row)), print, needles: [] }
}

/** Conditions are 1 or 0. */
export function compiledCondition(test: (row: Row) => boolean, needles: readonly string[] = []): Compiled {
  return { read: row => (test(row) ? 1 : 0), test, print: 'plain', needles }
}
