import type { Compiled } from '../compiled.ts'
import { compareKeys, sortKey } from '../natural-order.ts'
import { compare, type Value } from '../value.ts'
import { type AggregateMaker, accumulator } from './accumulator.ts'

/** Keeps one of the values: a later one takes the place of the one kept where it is preferred. */
function chosen({ read }: Compiled, isPreferred: (value: Value, kept: Value) => boolean): AggregateMaker {
  return () => {
    let kept: Value
    return accumulator(
      row => {
        const value = read(row)
        if (value !== undefined && (kept === undefined || isPreferred(value, kept))) kept = value
      },
      () => kept,
    )
  }
}

export function minimumOf(compared: Compiled): AggregateMaker {
  return chosen(compared, (value, kept) => (compare(value, kept) ?? 0) < 0)
}

export function maximumOf(compared: Compiled): AggregateMaker {
  return chosen(compared, (value, kept) => (compare(value, kept) ?? 0) > 0)
}

/** "the value … that sorts first in the queried logs" */
export function firstSortedOf(compared: Compiled): AggregateMaker {
  return chosen(compared, (value, kept) => compareKeys(sortKey(value), sortKey(kept)) < 0)
}

/** "the value … that sorts last in the queried logs" */
export function lastSortedOf(compared: Compiled): AggregateMaker {
  return chosen(compared, (value, kept) => compareKeys(sortKey(value), sortKey(kept)) > 0)
}

/** "the value of fieldName from the log event that has the earliest timestamp in the queried logs" */
export function earliestOf(dated: Compiled): AggregateMaker {
  return byTime(dated, (time, kept) => time <= kept)
}

export function latestOf(dated: Compiled): AggregateMaker {
  return byTime(dated, (time, kept) => time > kept)
}

/** Events come newest first. */
function byTime({ read }: Compiled, isPreferred: (time: number, kept: number) => boolean): AggregateMaker {
  return () => {
    let kept: Value
    let keptTime = 0
    return accumulator(
      row => {
        const value = read(row)
        const time = row.scanned?.event.timestamp ?? 0
        if (value === undefined || (kept !== undefined && !isPreferred(time, keptTime))) return
        kept = value
        keptTime = time
      },
      () => kept,
    )
  }
}
