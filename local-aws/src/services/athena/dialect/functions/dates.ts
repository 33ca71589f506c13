import { quoted } from '../duckdb-text.ts'
import { notSimulated, QueryError } from '../query-error.ts'
import { timeKind } from '../shape.ts'
import type { Expression } from '../tree.ts'
import { type Direction, jodaPattern, mysqlPattern } from './date-patterns.ts'
import { type Family, macro, type PrintedCall, same, scalar, type Translation } from './translation.ts'

const UNITS = new Set(['millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'])

/** The fields that `extract` and the functions of their names take from a time. */
export const FIELDS: Readonly<Record<string, (value: string) => string>> = {
  year: value => `year(${value})`,
  quarter: value => `quarter(${value})`,
  month: value => `month(${value})`,
  week: value => `week(${value})`,
  week_of_year: value => `week(${value})`,
  day: value => `day(${value})`,
  day_of_month: value => `day(${value})`,
  day_of_week: value => `isodow(${value})`,
  dow: value => `isodow(${value})`,
  day_of_year: value => `dayofyear(${value})`,
  doy: value => `dayofyear(${value})`,
  year_of_week: value => `isoyear(${value})`,
  yow: value => `isoyear(${value})`,
  hour: value => `hour(${value})`,
  minute: value => `minute(${value})`,
  second: value => `second(${value})`,
  millisecond: value => `(millisecond(${value}) % 1000)`,
}

const fields = Object.fromEntries(
  Object.entries(FIELDS).map(([name, print]) => [
    name,
    scalar(1, 1, ({ args: [value = ''] }) => print(value)),
  ]),
)

export const DATES: Family = {
  ...fields,
  current_timezone: scalar(0, 0, () => "'UTC'"),
  date: scalar(1, 1, ({ args: [value] }) => `CAST(${value} AS DATE)`),
  date_add: withUnit(3, (unit, [count, time = ''], node) =>
    plusInterval(node, time, `${count} * INTERVAL '1 ${unit}'`),
  ),
  date_diff: withUnit(3, (unit, [from, to]) => `date_sub('${unit}', ${from}, ${to})`),
  date_format: withPattern('format', mysqlPattern, (time, pattern) => `strftime(${time}, ${pattern})`),
  date_parse: withPattern('parse', mysqlPattern, (text, pattern) => `trino_parse_time(${text}, ${pattern})`),
  date_trunc: withUnit(2, (unit, [time = ''], node) =>
    sameTime(node, `date_trunc('${unit}', ${time})`, `trino_trunc('${unit}', ${time})`),
  ),
  format_datetime: withPattern('format', jodaPattern, (time, pattern) => `strftime(${time}, ${pattern})`),
  from_iso8601_date: macro('iso_date', 1),
  from_iso8601_timestamp: macro('iso_timestamp', 1),
  from_unixtime: scalar(1, 3, ({ args: [seconds, zone], call }) => {
    if (zone) throw notSimulated('from_unixtime with a time zone', call.at)
    return `to_timestamp(round(CAST(${seconds} AS DOUBLE), 3))`
  }),
  last_day_of_month: same('last_day', 1),
  now: scalar(0, 0, ({ now }) => now),
  parse_datetime: withPattern(
    'parse',
    jodaPattern,
    (text, pattern) => `CAST(strptime(${text}, ${pattern}) AS TIMESTAMPTZ)`,
  ),
  to_iso8601: macro('to_iso8601', 1),
  to_milliseconds: scalar(1, 1, ({ args: [interval] }) => `CAST(epoch_ms(${interval}) AS BIGINT)`),
  with_timezone: scalar(2, 2, ({ args: [time, zone] }) => `timezone(${zone}, CAST(${time} AS TIMESTAMP))`),
  to_unixtime: scalar(1, 1, ({ args: [time] }) => `epoch(${time})`),
}

function withUnit(
  count: number,
  print: (unit: string, args: readonly string[], time: Expression | undefined) => string,
): Translation {
  const translate = ({ call, args, text }: PrintedCall) => {
    const unit = text(0)?.toLowerCase()
    if (unit === undefined) throw notSimulated(`${call.name} with a unit that is no literal`, call.at)
    if (!UNITS.has(unit))
      throw new QueryError(
        'INVALID_FUNCTION_ARGUMENT',
        `'${unit}' is not a valid Timestamp field`,
        call.args[0]?.at,
      )
    return print(unit, args.slice(1), call.args.at(-1))
  }
  return scalar(count, count, translate)
}

function withPattern(
  direction: Direction,
  convert: typeof mysqlPattern,
  print: (value: string, pattern: string) => string,
): Translation {
  return scalar(2, 2, ({ call, args: [value = ''], text }) => {
    const pattern = text(1)
    if (pattern === undefined) throw notSimulated(`${call.name} with a pattern that is no literal`, call.at)
    return print(value, quoted(convert(pattern, direction, call.at)))
  })
}

/** A time and an interval: DuckDB gives a timestamp for a date, Trino a date. */
export function plusInterval(node: Expression | undefined, time: string, interval: string): string {
  return sameTime(node, `(${time} + ${interval})`, `trino_plus(${time}, ${interval})`)
}

/** An expression of the type that `node` has: by `unknown` where its type does not show. */
function sameTime(node: Expression | undefined, written: string, unknown: string): string {
  const kind = node && timeKind(node)
  if (kind === 'timestamp') return written
  return kind === 'date' ? `CAST(${written} AS DATE)` : unknown
}
