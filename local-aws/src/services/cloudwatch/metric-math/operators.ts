import { ExpressionError } from './expression-error.ts'
import type { BinaryOperator } from './syntax.ts'
import { finite, isList, type Series, type TimeSeries, timesOf, type Value } from './value.ts'

type Operation = (left: number, right: number) => number

const flag = (holds: boolean) => (holds ? 1 : 0)

const OPERATIONS: Readonly<Record<BinaryOperator, Operation>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => flag(left === right),
  '!=': (left, right) => flag(left !== right),
  '<=': (left, right) => flag(left <= right),
  '>=': (left, right) => flag(left >= right),
  '<': (left, right) => flag(left < right),
  '>': (left, right) => flag(left > right),
  AND: (left, right) => flag(left !== 0 && right !== 0),
  OR: (left, right) => flag(left !== 0 || right !== 0),
}

const ARITHMETIC: readonly BinaryOperator[] = ['+', '-', '*', '/', '^']

/** @throws ExpressionError for two arrays: "S, S", "S, TS", "TS, TS", "S, TS[]" and "TS, TS[]" are supported */
export function operate(operator: BinaryOperator, left: Value, right: Value): Value {
  const operation = OPERATIONS[operator]
  if (typeof left === 'number' && typeof right === 'number') return operation(left, right)
  if (isList(left) && isList(right)) {
    throw new ExpressionError(`${operator} does not take two arrays of time series.`)
  }
  const pair = (one: number | Series, other: number | Series) => combine(operator, one, other)
  if (isList(left)) return left.map(one => pair(one, right as number | Series))
  if (isList(right)) return right.map(other => pair(left as number | Series, other))
  return pair(left as number | Series, right as number | Series)
}

function combine(operator: BinaryOperator, left: number | Series, right: number | Series): Series {
  const named = typeof left === 'number' ? (right as Series) : left
  const points = ARITHMETIC.includes(operator)
    ? whereBoth(OPERATIONS[operator], left, right)
    : whereEither(OPERATIONS[operator], left, right)
  return { ...named, values: finite(points) }
}

/** Arithmetic has a result where both sides have a value. */
function* whereBoth(
  operation: Operation,
  left: number | Series,
  right: number | Series,
): Iterable<readonly [number, number]> {
  const known: TimeSeries = typeof left === 'number' ? (right as Series).values : left.values
  for (const time of known.keys()) {
    const one = valueAt(left, time)
    const other = valueAt(right, time)
    if (one !== undefined && other !== undefined) yield [time, operation(one, other)]
  }
}

/** "when … only one of the time series has a value for a particular time stamp, the function treats the missing value … as 0" */
function* whereEither(
  operation: Operation,
  left: number | Series,
  right: number | Series,
): Iterable<readonly [number, number]> {
  const known = [left, right].flatMap(side => (typeof side === 'number' ? [] : side.values))
  for (const time of timesOf(known)) {
    yield [time, operation(valueAt(left, time) ?? 0, valueAt(right, time) ?? 0)]
  }
}

function valueAt(side: number | Series, time: number): number | undefined {
  return typeof side === 'number' ? side : side.values.get(time)
}
