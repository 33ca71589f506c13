import { fromJson, isTrue, numberOf, textOf } from '../value.ts'
import { MANY_ARGUMENTS, type ScalarFunction } from './scalar-function.ts'

/** *General functions*, *JSON functions* and conversions of times. */
export const GENERAL_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  ispresent: { arity: [1, 1], apply: ([value]) => (value === undefined ? 0 : 1) },
  coalesce: {
    arity: [1, MANY_ARGUMENTS],
    apply: values => values.find(value => value !== undefined),
    print: 'plain',
  },
  if: { arity: [3, 3], apply: ([condition, yes, no]) => (isTrue(condition) ? yes : no), print: 'plain' },
  jsonparse: {
    arity: [1, 1],
    apply: ([value]) => {
      try {
        return fromJson(JSON.parse(textOf(value) ?? ''))
      } catch {
        return undefined
      }
    },
    print: 'plain',
  },
  jsonstringify: { arity: [1, 1], apply: ([value]) => textOf(value), print: 'plain' },
  /** "Interprets the input field as the number of milliseconds since the Unix epoch and converts it to a timestamp." */
  frommillis: { arity: [1, 1], apply: ([value]) => numberOf(value), print: 'time' },
  tomillis: { arity: [1, 1], apply: ([value]) => numberOf(value), print: 'plain' },
}

/** Functions of Logs Insights that are known here only to be refused by name, in lower case. */
export const REFUSED_FUNCTIONS: readonly string[] = [
  'count_over_time',
  'histogram',
  'isipinsubnet',
  'isipv4insubnet',
  'isipv6insubnet',
  'isvalidip',
  'isvalidipv4',
  'isvalidipv6',
  'rate',
  'sum_over_time',
]
