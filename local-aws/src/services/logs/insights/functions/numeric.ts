import { finite, numberOf, type Value } from '../value.ts'
import { MANY_ARGUMENTS, type ScalarFunction } from './scalar-function.ts'

/** *Numeric operations*. What is no number has no value. */
export const NUMERIC_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  abs: ofNumber(Math.abs),
  ceil: ofNumber(Math.ceil),
  floor: ofNumber(Math.floor),
  log: ofNumber(Math.log),
  sqrt: ofNumber(Math.sqrt),
  greatest: ofNumbers((a, b) => Math.max(a, b)),
  least: ofNumbers((a, b) => Math.min(a, b)),
}

function ofNumber(calculate: (number: number) => number): ScalarFunction {
  return {
    arity: [1, 1],
    apply: ([value]) => {
      const number = numberOf(value)
      return number === undefined ? undefined : finite(calculate(number))
    },
  }
}

function ofNumbers(choose: (a: number, b: number) => number): ScalarFunction {
  return {
    arity: [1, MANY_ARGUMENTS],
    apply: values =>
      numbersOf(values).reduce<number | undefined>((a, b) => (a === undefined ? b : choose(a, b)), undefined),
  }
}

function numbersOf(values: readonly Value[]): number[] {
  return values.map(numberOf).filter(number => number !== undefined)
}
