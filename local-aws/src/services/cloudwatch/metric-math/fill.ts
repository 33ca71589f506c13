import type { MathContext } from './context.ts'
import type { Expression } from './syntax.ts'
import { mapSeries, requireSeries, singleOf, type TimeSeries, type Value } from './value.ts'

type Point = readonly [number, number]
type Filler = (values: TimeSeries, times: readonly number[]) => Iterable<Point>

/** `FILL(m1, 0)`, `FILL(METRICS(), m1)`, `FILL(m1, REPEAT)`, `FILL(m1, LINEAR)` */
export function fill([operand, by]: readonly Expression[], context: MathContext): Value {
  const value = requireSeries(context.evaluate(operand as Expression))
  const filler = fillerOf(by as Expression, context)
  const times = context.times()
  return mapSeries(value, values => filler(values, times))
}

function fillerOf(by: Expression, context: MathContext): Filler {
  if (by.kind === 'word' && by.word === 'REPEAT') return repeated
  if (by.kind === 'word' && by.word === 'LINEAR') return interpolated
  const value = context.evaluate(by)
  if (typeof value === 'number') return withNumber(value)
  const others = singleOf(value, 'FILL').values
  return function* (values, times) {
    for (const time of times) {
      const number = values.get(time) ?? others.get(time)
      if (number !== undefined) yield [time, number]
    }
  }
}

function withNumber(number: number): Filler {
  return function* (values, times) {
    for (const time of times) yield [time, values.get(time) ?? number]
  }
}

/** The latest value before the gap. */
function* repeated(values: TimeSeries, times: readonly number[]): Iterable<Point> {
  let last: number | undefined
  for (const time of times) {
    last = values.get(time) ?? last
    if (last !== undefined) yield [time, last]
  }
}

/** "a linear interpolation between the values at the beginning and the end of the gap". Gaps without one of them stay. */
function* interpolated(values: TimeSeries, times: readonly number[]): Iterable<Point> {
  let from: Point | undefined
  let gap: number[] = []
  for (const time of times) {
    const number = values.get(time)
    if (number === undefined) {
      gap.push(time)
      continue
    }
    if (from) {
      const [start, before] = from
      const slope = (number - before) / (time - start)
      for (const missing of gap) yield [missing, before + slope * (missing - start)]
    }
    yield [time, number]
    from = [time, number]
    gap = []
  }
}
