import { type Position, QueryError } from './query-error.ts'

type Interval = {
  readonly sign: '' | '-'
  readonly text: string
  readonly from: string
  readonly to?: string
}

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second']

/** An interval literal of Athena as the text of one of DuckDB. */
export function intervalText(interval: Interval, at: Position): string {
  const { text, from, to } = interval
  const negative = (interval.sign === '-') !== text.startsWith('-')
  const digits = text.replace(/^[+-]/, '')
  const numbers = digits.split(/[-: ]/)
  const fields = to ? FIELDS.slice(FIELDS.indexOf(from), FIELDS.indexOf(to) + 1) : [from]
  const shape = fields.every(field => field === 'year' || field === 'month')
    ? /^\d+(-\d+)?$/
    : /^\d+( \d+)?(:\d+)*(\.\d+)?$/
  if (fields.length === 0 || numbers.length !== fields.length || !shape.test(digits))
    throw new QueryError('INVALID_LITERAL', `'${text}' is not a valid INTERVAL literal`, at)
  return fields.map((field, index) => `${negative ? '-' : ''}${numbers[index]} ${field}`).join(' ')
}
