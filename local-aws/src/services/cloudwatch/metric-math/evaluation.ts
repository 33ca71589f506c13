import type { MathContext } from './context.ts'
import { ExpressionError } from './expression-error.ts'
import { call } from './functions.ts'
import { operate } from './operators.ts'
import type { Expression } from './syntax.ts'
import { MAX_SERIES, mapNumbers, seriesOf, type Value } from './value.ts'

/** What an expression may refer to, as a plain object. */
export interface MathInput extends Omit<MathContext, 'evaluate'> {
  /** The value of another query by its id. */
  value(id: string): Value
}

/** @throws ExpressionError for an expression that has no value, and for what is not simulated */
export function evaluate(expression: Expression, input: MathInput): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value
    case 'reference':
      return input.value(expression.id)
    case 'list':
      return limited(expression.items.flatMap(item => seriesOf(evaluate(item, input))))
    case 'negation':
      return mapNumbers(evaluate(expression.operand, input), number => -number)
    case 'operation':
      return operate(expression.operator, evaluate(expression.left, input), evaluate(expression.right, input))
    case 'call':
      return call(expression.name, expression.operands, {
        ...input,
        evaluate: operand => evaluate(operand, input),
      })
    case 'text':
      throw new ExpressionError(`The text ${JSON.stringify(expression.value)} has no value.`)
    case 'word':
      throw new ExpressionError(`The word ${expression.word} has no value.`)
  }
}

function limited<T>(series: readonly T[]): readonly T[] {
  if (series.length <= MAX_SERIES) return series
  throw new ExpressionError(`An array has at most ${MAX_SERIES} time series, not ${series.length}.`)
}
