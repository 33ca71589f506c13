import type { Distribution } from './distribution.ts'
import { invalidParameter } from './errors.ts'
import { type Bound, type Bounds, countWithin, sumWithin, winsorizedSum } from './trimming.ts'

/** What is made of the values of a period. */
export interface Statistic {
  /** Whether it needs the single values, and not only their count, sum, minimum and maximum. */
  readonly needsValues: boolean
  /** Undefined where the values do not yield it. */
  of(values: Distribution): number | undefined
}

const SIMPLE: Readonly<Record<string, Statistic>> = {
  SampleCount: { needsValues: false, of: ({ count }) => count },
  Sum: { needsValues: false, of: ({ sum }) => sum },
  Average: { needsValues: false, of: ({ average }) => average },
  Minimum: { needsValues: false, of: ({ minimum }) => minimum },
  Maximum: { needsValues: false, of: ({ maximum }) => maximum },
}

type Values = readonly (readonly [value: number, times: number])[]

/** By their names in *CloudWatch statistics definitions*: of the values between two bounds. */
const TRIMMED: Readonly<Record<string, (values: Values, bounds: Bounds) => number>> = {
  TM: (values, bounds) => sumWithin(values, bounds) / countWithin(values, bounds),
  TC: countWithin,
  TS: sumWithin,
  WM: (values, bounds) => winsorizedSum(values, bounds) / countWithin(values, EVERYTHING),
  PR: (values, bounds) => (100 * countWithin(values, bounds)) / countWithin(values, EVERYTHING),
}

const EVERYTHING: Bounds = { lower: undefined, upper: undefined }
const MIDDLE_HALF: Bounds = { lower: { percent: 25 }, upper: { percent: 75 } }

const PERCENT = String.raw`\d{1,2}(?:\.\d{1,10})?|100(?:\.0{1,10})?`
const PERCENTILE = new RegExp(`^p(${PERCENT})$`)
const ABBREVIATED = new RegExp(`^(tm|tc|ts|wm)(${PERCENT})$`)
const RANGE = /^(TM|TC|TS|WM|PR)\((-?[\d.]*%?):(-?[\d.]*%?)\)$/i

/**
 * A statistic, a percentile such as `p99.9`, a trimmed mean, count or sum (`tm90`, `TC(10%:90%)`, `TS(:500)`), a
 * winsorized mean (`wm98`), the interquartile mean (`IQM`) or a percentile rank (`PR(:300)`).
 *
 * @throws AwsError `InvalidParameterValue` for others
 */
export function statistic(name: string): Statistic {
  const simple = Object.hasOwn(SIMPLE, name) ? SIMPLE[name] : undefined
  if (simple) return simple
  const percent = percentOf(name)
  if (percent !== undefined) return { needsValues: true, of: values => values.percentile(percent) }
  const trimmed = trimmedOf(name)
  if (trimmed) return trimmed
  throw invalidParameter(
    `The value ${JSON.stringify(name)} for parameter Stat is not supported: ${Object.keys(SIMPLE).join(', ')}, percentiles such as p99.9, tm90, TM(10%:90%), TC, TS, WM, PR(:300) and IQM are.`,
  )
}

/** 99.9 of `p99.9`; undefined of what is no percentile. */
export function percentOf(name: string): number | undefined {
  const percent = PERCENTILE.exec(name)?.[1]
  return percent === undefined ? undefined : Number(percent)
}

function trimmedOf(name: string): Statistic | undefined {
  if (/^IQM$/i.test(name)) return trimmed('TM', MIDDLE_HALF)
  const [, short = '', percent] = ABBREVIATED.exec(name) ?? []
  if (percent !== undefined) {
    return trimmed(short.toUpperCase(), { lower: undefined, upper: { percent: Number(percent) } })
  }
  const [, long = '', lower = '', upper = ''] = RANGE.exec(name) ?? []
  const bounds = boundsOf(lower, upper)
  if (!bounds || (long.toUpperCase() === 'PR' && `${lower}${upper}`.includes('%'))) return undefined
  return trimmed(long.toUpperCase(), bounds)
}

function trimmed(kind: string, bounds: Bounds): Statistic | undefined {
  const apply = TRIMMED[kind]
  if (!apply) return undefined
  return {
    needsValues: true,
    of: distribution => {
      const values = distribution.values()
      if (!values) return undefined
      const result = apply(values, bounds)
      return Number.isFinite(result) ? result : undefined
    },
  }
}

/** Undefined unless there is a bound at least, and both are percentages or both are values. */
function boundsOf(lower: string, upper: string): Bounds | undefined {
  if (lower === '' && upper === '') return undefined
  if (lower !== '' && upper !== '' && lower.endsWith('%') !== upper.endsWith('%')) return undefined
  const bounds = { lower: boundOf(lower), upper: boundOf(upper) }
  const all = [bounds.lower, bounds.upper].flatMap(bound => bound ?? [])
  return all.every(isValid) ? bounds : undefined
}

function boundOf(text: string): Bound | undefined {
  if (text === '') return undefined
  return text.endsWith('%') ? { percent: Number(text.slice(0, -1) || Number.NaN) } : { value: Number(text) }
}

function isValid(bound: Bound): boolean {
  if ('value' in bound) return Number.isFinite(bound.value)
  return bound.percent >= 0 && bound.percent <= 100
}
