import type { MathContext } from './context.ts'
import { ExpressionError } from './expression-error.ts'
import type { Expression } from './syntax.ts'
import { finite, isList, type Series, type Value } from './value.ts'

type Side = number | Series

/** `IF(condition, trueValue, falseValue)`: "FALSE if the value of the condition … is 0, and … TRUE if … any other" */
export function choose([condition, yes, no]: readonly Expression[], context: MathContext): Value {
  const test = sideOf(condition as Expression, context)
  const positive = sideOf(yes as Expression, context)
  const negative = no && sideOf(no, context)
  if (typeof test === 'number') {
    return (test !== 0 ? positive : negative) ?? { label: '', values: new Map() }
  }
  return { ...test, values: finite(chosen(test, positive, negative)) }
}

function* chosen(
  test: Series,
  positive: Side,
  negative: Side | undefined,
): Iterable<readonly [number, number]> {
  for (const [time, number] of test.values) {
    // "has the value of 0, if … metric1 is TRUE and the corresponding data point does not exist in metric2"
    const value = number !== 0 ? (at(positive, time) ?? 0) : negative !== undefined && at(negative, time)
    if (typeof value === 'number') yield [time, value]
  }
}

function at(side: Side, time: number): number | undefined {
  return typeof side === 'number' ? side : side.values.get(time)
}

function sideOf(operand: Expression, context: MathContext): Side {
  const value = context.evaluate(operand)
  if (isList(value)) throw new ExpressionError('IF takes numbers and single time series, not arrays.')
  return value as Side
}
