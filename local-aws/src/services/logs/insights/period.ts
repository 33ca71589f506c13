import { malformedQuery, type Span } from './malformed-query.ts'

/** Cuts times into periods of one length, each with its first millisecond. */
export interface Period {
  floor(ms: number): number
  /** The first millisecond of the next period, or the time itself where one begins. */
  ceil(ms: number): number
}

const SECOND_MS = 1000
const DAY_MS = 86_400_000

const LENGTHS_MS = new Map([
  ...named(['millisecond', 'ms', 'msec'], 1),
  ...named(['second', 's', 'sec'], SECOND_MS),
  ...named(['minute', 'm', 'min'], 60 * SECOND_MS),
  ...named(['hour', 'h', 'hr'], 3600 * SECOND_MS),
  ...named(['day', 'd'], DAY_MS),
  ...named(['week', 'w'], 7 * DAY_MS),
])
const LENGTHS_MONTHS = new Map([
  ...named(['month', 'mo', 'mon'], 1),
  ...named(['quarter', 'q', 'qtr'], 3),
  ...named(['year', 'y', 'yr'], 12),
])

/**
 * @param unit one of the "time units and abbreviations" of `bin`: "for all … that include more than one character, adding
 *   s to pluralize is supported" (*stats*)
 * @throws AwsError `MalformedQueryException`
 */
export function toPeriod(count: number, unit: string, span: Span): Period {
  const name = unit.toLowerCase()
  if (!Number.isInteger(count) || count < 1 || count > 1_000_000) {
    throw malformedQuery(`a period has a whole number of units, not ${count}`, span)
  }
  const lengthMs = LENGTHS_MS.get(name)
  if (lengthMs !== undefined) return ofMilliseconds(count * lengthMs)
  const months = LENGTHS_MONTHS.get(name)
  if (months !== undefined) return ofMonths(count * months)
  throw malformedQuery(`unknown unit of time ${unit}`, span)
}

function ofMilliseconds(length: number): Period {
  return { floor: ms => Math.floor(ms / length) * length, ceil: ms => Math.ceil(ms / length) * length }
}

function ofMonths(length: number): Period {
  const begin = (ms: number, later: number) => {
    const date = new Date(ms)
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
    return new Date(0).setUTCFullYear(0, (Math.floor(month / length) + later) * length, 1)
  }
  return {
    floor: ms => begin(ms, 0),
    ceil: ms => (begin(ms, 0) === ms ? ms : begin(ms, 1)),
  }
}

function named(names: readonly string[], length: number): [string, number][] {
  const spellings = names.flatMap(name => (name.length > 1 ? [name, `${name}s`] : [name]))
  return spellings.map(name => [name, length])
}
