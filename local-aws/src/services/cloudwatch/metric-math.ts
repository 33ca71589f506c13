import { invalidParameter } from './errors.ts'

/** Values by the start of their period, in ms since the epoch. */
export type TimeSeries = ReadonlyMap<number, number>

/** A number, a time series, or several. */
type Value = number | TimeSeries | readonly TimeSeries[]

/** What an expression may refer to. */
export interface MathInput {
  /** The series of another query by its id. */
  series(id: string): TimeSeries
  /** Those of all queries that are metrics: `METRICS()`. */
  metrics(): readonly TimeSeries[]
  /** The starts of all periods, for `FILL`. */
  times: readonly number[]
}

const TOKEN = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)|([A-Za-z]\w*)|([-+*/^(),[\]]))/iy

/**
 * CloudWatch, *Using math expressions*, as far as alarms on sums need it: `+ - * / ^`, numbers, ids,
 * `METRICS()`, arrays, `SUM`, `AVG`, `MIN`, `MAX`, `ABS`, `CEIL`, `FLOOR` and `FILL` with a number or `REPEAT`.
 *
 * @throws AwsError `InvalidParameterValue` that names what is not simulated
 */
export function evaluate(expression: string, input: MathInput): TimeSeries {
  const value = new MetricMath(expression, input).value()
  if (value instanceof Map) return value
  throw invalidParameter(`The expression ${JSON.stringify(expression)} must yield one time series.`)
}

class MetricMath {
  readonly #text: string
  readonly #input: MathInput
  #tokens: string[]

  constructor(text: string, input: MathInput) {
    this.#text = text
    this.#input = input
    this.#tokens = [...tokens(text)]
  }

  value(): Value {
    const value = this.#sum()
    if (this.#tokens.length > 0) this.#fail()
    return value
  }

  #sum(): Value {
    let left = this.#product()
    for (let operator = this.#take('+', '-'); operator; operator = this.#take('+', '-')) {
      left = combine(operator, left, this.#product())
    }
    return left
  }

  #product(): Value {
    let left = this.#power()
    for (let operator = this.#take('*', '/'); operator; operator = this.#take('*', '/')) {
      left = combine(operator, left, this.#power())
    }
    return left
  }

  #power(): Value {
    const left = this.#operand()
    return this.#take('^') ? combine('^', left, this.#power()) : left
  }

  #operand(): Value {
    if (this.#take('-')) return combine('*', -1, this.#operand())
    if (this.#take('(')) return this.#closed(this.#sum(), ')')
    if (this.#take('[')) return this.#closed(this.#arguments().flatMap(seriesOf), ']')

    const token = this.#tokens.shift() ?? this.#fail()
    if (/^[.\d]/.test(token)) return Number(token)
    if (/^[a-z]/.test(token)) return this.#input.series(token)
    if (!/^[A-Z]/.test(token) || !this.#take('(')) this.#fail()
    if (token === 'FILL') return this.#fill()
    const given = this.#tokens[0] === ')' ? [] : this.#arguments()
    return this.#closed(this.#call(token, given), ')')
  }

  #arguments(): Value[] {
    const values = [this.#sum()]
    while (this.#take(',')) values.push(this.#sum())
    return values
  }

  #call(name: string, [first, ...rest]: Value[]): Value {
    if (name === 'METRICS' && first === undefined) return this.#input.metrics()
    const fold = Object.hasOwn(FOLDS, name) ? FOLDS[name] : undefined
    const each = Object.hasOwn(EACH, name) ? EACH[name] : undefined
    if (first === undefined || rest.length > 0 || !(fold || each))
      throw notSimulated(`${name}(…)`, this.#text)
    if (each) return map(first, each)
    return fold ? foldValue(first, fold) : first
  }

  /** "FILL(metric, [filler value | REPEAT | LINEAR])" */
  #fill(): Value {
    const value = this.#sum()
    if (!this.#take(',')) this.#fail()
    const repeat = this.#take('REPEAT') !== undefined
    const filler = repeat ? 0 : this.#sum()
    if (typeof filler !== 'number') throw notSimulated('FILL with another series', this.#text)
    const filled = seriesOf(value).map(series => fill(series, this.#input.times, filler, repeat))
    return this.#closed(value instanceof Map ? (filled[0] as TimeSeries) : filled, ')')
  }

  #closed(value: Value, bracket: string): Value {
    if (!this.#take(bracket)) this.#fail()
    return value
  }

  #take(...wanted: string[]): string | undefined {
    return wanted.includes(this.#tokens[0] ?? '') ? this.#tokens.shift() : undefined
  }

  #fail(): never {
    throw notSimulated(JSON.stringify(this.#tokens[0] ?? 'an end here'), this.#text)
  }
}

function* tokens(text: string): Iterable<string> {
  const end = text.trimEnd().length
  for (let position = 0; position < end; position = TOKEN.lastIndex) {
    TOKEN.lastIndex = position
    const match = TOKEN.exec(text)
    if (!match) throw notSimulated(JSON.stringify(text.slice(position).trim()), text)
    yield match[0].trim()
  }
}

function notSimulated(what: string, expression: string) {
  return invalidParameter(
    `The local AWS does not simulate ${what} in the metric math expression ${JSON.stringify(expression)}.`,
  )
}

const FOLDS: Record<string, (values: readonly number[]) => number> = {
  SUM: values => values.reduce((sum, value) => sum + value, 0),
  AVG: values => values.reduce((sum, value) => sum + value, 0) / values.length,
  MIN: values => Math.min(...values),
  MAX: values => Math.max(...values),
}

const EACH: Record<string, (value: number) => number> = { ABS: Math.abs, CEIL: Math.ceil, FLOOR: Math.floor }

const OPERATORS: Record<string, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
}

function seriesOf(value: Value): TimeSeries[] {
  if (typeof value === 'number')
    throw invalidParameter('A number stands where metric math wants a time series.')
  return value instanceof Map ? [value] : [...(value as readonly TimeSeries[])]
}

function map(value: Value, change: (value: number) => number): Value {
  if (typeof value === 'number') return change(value)
  const changed = seriesOf(value).map(
    series => new Map([...series].map(([time, number]) => [time, change(number)])),
  )
  return value instanceof Map ? (changed[0] as TimeSeries) : changed
}

/** Of one series a number; of several a series, of the values that there are at each time. */
function foldValue(value: Value, fold: (values: readonly number[]) => number): Value {
  const all = seriesOf(value)
  if (value instanceof Map) return fold([...value.values()])
  const times = [...new Set(all.flatMap(series => [...series.keys()]))].sort((a, b) => a - b)
  return new Map(
    times.map(time => [
      time,
      fold(all.map(series => series.get(time)).filter(number => number !== undefined)),
    ]),
  )
}

/** Two series have a result only where both have a value, and a division by zero has none. */
function combine(operator: string, left: Value, right: Value): Value {
  const apply = OPERATORS[operator] as (left: number, right: number) => number
  if (typeof left === 'number' && typeof right === 'number') return apply(left, right)
  if (typeof right === 'number') return finite(map(left, value => apply(value, right)))
  if (typeof left === 'number') return finite(map(right, value => apply(left, value)))
  if (!(left instanceof Map && right instanceof Map)) {
    throw invalidParameter(`The local AWS simulates ${operator} between numbers and single time series.`)
  }
  const both = [...left].filter(([time]) => right.has(time))
  return finite(new Map(both.map(([time, value]) => [time, apply(value, right.get(time) as number)])))
}

function finite(value: Value): Value {
  if (!(value instanceof Map)) return value
  return new Map([...value].filter(([, number]) => Number.isFinite(number)))
}

function fill(series: TimeSeries, times: readonly number[], filler: number, repeat: boolean): TimeSeries {
  const filled = new Map<number, number>()
  let last: number | undefined
  for (const time of times) {
    const value = series.get(time) ?? (repeat ? last : filler)
    if (value === undefined) continue
    filled.set(time, value)
    last = value
  }
  return filled
}
