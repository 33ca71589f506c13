import type { Compiled } from '../compiled.ts'
import type { Row } from '../row.ts'
import { finite, numberOf } from '../value.ts'
import { type AggregateMaker, accumulator } from './accumulator.ts'
import { NumberList } from './number-list.ts'

/** Calls `use` with each number that rows have. */
function numbersOf({ read }: Compiled, use: (number: number) => void): (row: Row) => void {
  return row => {
    const number = numberOf(read(row))
    if (number !== undefined) use(number)
  }
}

export function sumOf(summed: Compiled): AggregateMaker {
  return () => {
    let sum = 0
    return accumulator(
      numbersOf(summed, number => {
        sum += number
      }),
      () => finite(sum),
    )
  }
}

export function averageOf(averaged: Compiled): AggregateMaker {
  return () => {
    let sum = 0
    let count = 0
    return accumulator(
      numbersOf(averaged, number => {
        sum += number
        count++
      }),
      () => finite(sum / count),
    )
  }
}

/** Of the whole population. The documentation does not say which deviation it is. */
export function deviationOf(measured: Compiled): AggregateMaker {
  return () => {
    let count = 0
    let mean = 0
    let squares = 0
    return accumulator(
      numbersOf(measured, number => {
        count++
        const difference = number - mean
        mean += difference / count
        squares += difference * (number - mean)
      }),
      () => finite(Math.sqrt(squares / count)),
    )
  }
}

/**
 * "the value at which 95 percent of the values are lower": the nearest rank, exactly.
 *
 * @param percent from 0 to 100
 */
export function percentileOf(ranked: Compiled, percent: number): AggregateMaker {
  return () => {
    const numbers = new NumberList()
    return {
      add: numbersOf(ranked, number => numbers.add(number)),
      *result() {
        if (numbers.length === 0) return undefined
        return yield* numbers.ranked(Math.max(Math.ceil((percent / 100) * numbers.length) - 1, 0))
      },
    }
  }
}

/** The middle one, or the mean of the two in the middle. */
export function medianOf(ranked: Compiled): AggregateMaker {
  return () => {
    const numbers = new NumberList()
    return {
      add: numbersOf(ranked, number => numbers.add(number)),
      *result() {
        if (numbers.length === 0) return undefined
        const lower = yield* numbers.ranked((numbers.length - 1) >> 1)
        const upper = yield* numbers.ranked(numbers.length >> 1)
        return finite((lower + upper) / 2)
      },
    }
  }
}
