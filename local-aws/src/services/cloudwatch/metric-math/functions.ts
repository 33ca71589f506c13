import type { MathContext } from './context.ts'
import { ExpressionError } from './expression-error.ts'
import { fill } from './fill.ts'
import { choose } from './if.ts'
import type { Expression } from './syntax.ts'
import {
  isSeries,
  listOf,
  mapNumbers,
  mapSeries,
  numberOf,
  requireSeries,
  type Series,
  seriesOf,
  singleOf,
  type TimeSeries,
  timesOf,
  type Value,
} from './value.ts'

type Point = readonly [number, number]

type MathFunction = (operands: readonly Expression[], context: MathContext) => Value

/** @throws ExpressionError for an unknown function, for operands that it does not take, and for what is not simulated */
export function call(name: string, operands: readonly Expression[], context: MathContext): Value {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (!known) throw new ExpressionError(`There is no function ${name}.`)
  const { fewest, most, apply } = known
  if (operands.length < fewest || operands.length > most) {
    const range = fewest === most ? fewest : `${fewest} to ${most}`
    throw new ExpressionError(`${name} takes ${range} arguments, not ${operands.length}.`)
  }
  return apply(operands, context)
}

interface Declaration {
  fewest: number
  most: number
  apply: MathFunction
}

function declare(fewest: number, most: number, apply: MathFunction): Declaration {
  return { fewest, most, apply }
}

/** Of one value. */
function of(apply: (value: Value, context: MathContext) => Value): Declaration {
  return declare(1, 1, ([operand], context) => apply(context.evaluate(operand as Expression), context))
}

/** Of each number. */
const each = (change: (number: number) => number) => of(value => mapNumbers(value, change))

/** Of each time series. */
const along = (change: (points: readonly Point[]) => Point[]) =>
  of(value => mapSeries(requireSeries(value), values => change([...values])))

type Fold = (numbers: readonly number[]) => number

/** Of one series a number; of several a series, of the values that there are at each time. */
const fold = (apply: Fold) =>
  of(value => {
    const series = requireSeries(value)
    if (isSeries(series)) return apply([...series.values.values()])
    const all = series.map(({ values }) => values)
    const at = (time: number) => all.flatMap(values => values.get(time) ?? [])
    return { label: '', values: new Map(timesOf(all).map(time => [time, apply(at(time))])) }
  })

/** Of the time of each period: "a new non-sparse time series where each value is based on its timestamp" (UTC). */
const clock = (read: (time: Date) => number) =>
  of((value, context) => {
    const { label } = singleOf(value, 'A function of time')
    return { label, values: new Map(context.times().map(time => [time, read(new Date(time))])) }
  })

const refused = (what: string) =>
  declare(0, Number.POSITIVE_INFINITY, () => {
    throw new ExpressionError(`The local AWS does not simulate ${what}.`)
  })

const FOLDS: Readonly<Record<string, Fold>> = {
  AVG: numbers => sum(numbers) / numbers.length,
  MAX: numbers => numbers.reduce((most, number) => Math.max(most, number), Number.NEGATIVE_INFINITY),
  MIN: numbers => numbers.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY),
  SUM: sum,
}

const SUNDAY = 7

const FUNCTIONS: Readonly<Record<string, Declaration>> = {
  ABS: each(Math.abs),
  CEIL: each(Math.ceil),
  FLOOR: each(Math.floor),
  LOG: each(Math.log),
  LOG10: each(Math.log10),

  ...Object.fromEntries(Object.entries(FOLDS).map(([name, apply]) => [name, fold(apply)])),
  DATAPOINT_COUNT: fold(numbers => numbers.length),
  STDDEV: fold(standardDeviation),

  DIFF: along(points => pairs(points, ([, before], [, now]) => now - before)),
  DIFF_TIME: along(points => pairs(points, ([before], [now]) => (now - before) / 1000)),
  RATE: along(points =>
    pairs(points, ([then, before], [time, now]) => (now - before) / ((time - then) / 1000)),
  ),
  RUNNING_SUM: along(runningSum),

  MINUTE: clock(time => time.getUTCMinutes()),
  HOUR: clock(time => time.getUTCHours()),
  DAY: clock(time => time.getUTCDay() || SUNDAY),
  DATE: clock(time => time.getUTCDate()),
  MONTH: clock(time => time.getUTCMonth() + 1),
  YEAR: clock(time => time.getUTCFullYear()),
  EPOCH: clock(time => time.getTime() / 1000),

  FILL: declare(2, 2, fill),
  IF: declare(2, 3, choose),
  FIRST: of(value => edge(listOf(value, 'FIRST'), 0)),
  LAST: of(value => edge(listOf(value, 'LAST'), -1)),
  METRIC_COUNT: of(value => seriesOf(value).length),
  METRICS: declare(0, 1, ([part], context) => context.metrics(part ? textOf(part, 'METRICS') : '')),
  PERIOD: declare(1, 1, ([operand], context) => periodOf(operand as Expression, context)),
  REMOVE_EMPTY: of(value => listOf(value, 'REMOVE_EMPTY').filter(({ values }) => values.size > 0)),
  SEARCH: declare(2, 3, search),
  SLICE: declare(2, 3, slice),
  SORT: declare(3, 4, sort),
  TIME_SERIES: of((value, context) => {
    const number = numberOf(value, 'TIME_SERIES')
    return mapNumbers(
      { label: '', values: new Map(context.times().map(time => [time, number])) },
      same => same,
    )
  }),

  ANOMALY_DETECTION_BAND: refused('ANOMALY_DETECTION_BAND: there are no models of metrics'),
  DB_PERF_INSIGHTS: refused('DB_PERF_INSIGHTS: there are no databases'),
  INSIGHT_RULE_METRIC: refused('INSIGHT_RULE_METRIC: there are no Contributor Insights rules'),
  LAMBDA: refused('LAMBDA: there are no data sources'),
  SERVICE_QUOTA: refused('SERVICE_QUOTA: there are no usage metrics'),
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Of the whole population; CloudWatch does not document which of the two it is. */
function standardDeviation(numbers: readonly number[]): number {
  const mean = sum(numbers) / numbers.length
  return Math.sqrt(sum(numbers.map(number => (number - mean) ** 2)) / numbers.length)
}

function pairs(points: readonly Point[], compare: (before: Point, now: Point) => number): Point[] {
  return points.slice(1).map((now, index) => [now[0], compare(points[index] as Point, now)])
}

function runningSum(points: readonly Point[]): Point[] {
  let total = 0
  return points.map(([time, number]) => {
    total += number
    return [time, total]
  })
}

function edge(list: readonly Series[], index: number): Series {
  const values: TimeSeries = new Map()
  return list.at(index) ?? { label: '', values }
}

function periodOf(operand: Expression, context: MathContext): number {
  const period = operand.kind === 'reference' ? context.metricPeriod(operand.id) : undefined
  if (period !== undefined) return period
  throw new ExpressionError('PERIOD takes the id of a metric.')
}

/** "SEARCH(' {Namespace, DimensionName1, …} SearchTerm', 'Statistic', Period)" */
function search([query, stat, period]: readonly Expression[], context: MathContext): Value {
  const seconds = period && numberOf(context.evaluate(period), 'The period of SEARCH')
  return context.search(textOf(query as Expression, 'SEARCH'), textOf(stat as Expression, 'SEARCH'), seconds)
}

/** "The two scalars define the start (inclusive) and end (exclusive) of the array to return." */
function slice([list, start, end]: readonly Expression[], context: MathContext): Value {
  const series = listOf(context.evaluate(list as Expression), 'SLICE')
  const index = (operand: Expression) => Math.max(numberOf(context.evaluate(operand), 'SLICE'), 0)
  return series.slice(index(start as Expression), end && index(end))
}

/** `SORT(METRICS(), AVG, DESC, 10)` */
function sort([list, by, order, limit]: readonly Expression[], context: MathContext): Value {
  const series = listOf(context.evaluate(list as Expression), 'SORT')
  const apply = FOLDS[wordOf(by as Expression, Object.keys(FOLDS))] as Fold
  const sign = wordOf(order as Expression, ['ASC', 'DESC']) === 'ASC' ? 1 : -1
  const ranked = series.map(one => ({ one, rank: apply([...one.values.values()]) }))
  ranked.sort((a, b) => sign * compare(a.rank, b.rank))
  const most = limit ? numberOf(context.evaluate(limit), 'The limit of SORT') : ranked.length
  return ranked.slice(0, Math.max(most, 0)).map(({ one }) => one)
}

function compare(a: number, b: number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function textOf(operand: Expression, name: string): string {
  if (operand.kind === 'text') return operand.value
  throw new ExpressionError(`${name} takes a text in quotation marks.`)
}

/** One of the words that a function takes. */
function wordOf(operand: Expression, words: readonly string[]): string {
  const word = operand.kind === 'word' ? operand.word : undefined
  if (word !== undefined && words.includes(word)) return word
  throw new ExpressionError(`One of ${words.join(', ')} is needed${word ? `, not ${word}` : ''}.`)
}
