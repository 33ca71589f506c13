import { QueryFailure } from '../executions/query-failure.ts'

/** A part of a date in a pattern of Java's DateTimeFormatter. */
interface Field {
  /** A regular expression for the texts of the field. */
  readonly source: string
  readonly precision: Precision
  read(text: string, date: DateParts): void
  write(date: Date): string
}

/** The fields of a date; those that a pattern lacks keep their first value. */
interface DateParts {
  year: number
  /** From 0. */
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
}

const PRECISIONS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'] as const
export type Precision = (typeof PRECISIONS)[number]

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** A pattern of Java's DateTimeFormatter, such as `yyyy-MM-dd-HH`, for times in UTC. */
export class DatePattern {
  /** A regular expression for the texts in this pattern, without groups. */
  readonly source: string
  /** The shortest part of the date that the pattern has. */
  readonly precision: Precision
  readonly #parts: readonly (Field | string)[]
  readonly #regex: RegExp

  /** @throws QueryFailure for a letter that is not simulated */
  constructor(pattern: string) {
    this.#parts = partsOf(pattern)
    const sources = this.#parts.map(part => (typeof part === 'string' ? escapeRegex(part) : part.source))
    this.source = sources.join('')
    this.#regex = new RegExp(
      `^${this.#parts.map((part, index) => (typeof part === 'string' ? sources[index] : `(${sources[index]})`)).join('')}$`,
    )
    const finest = Math.max(-1, ...this.#fields.map(({ precision }) => PRECISIONS.indexOf(precision)))
    this.precision = PRECISIONS[finest] ?? 'year'
  }

  /** Milliseconds since the epoch; undefined for a text that is not what the pattern gives for a date. */
  parse(text: string): number | undefined {
    const match = this.#regex.exec(text)
    if (!match) return undefined
    const date: DateParts = { year: 1970, month: 0, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 }
    for (const [index, field] of this.#fields.entries()) field.read(match[index + 1] as string, date)
    const time = Date.UTC(
      date.year,
      date.month,
      date.day,
      date.hour,
      date.minute,
      date.second,
      date.millisecond,
    )
    return this.format(time) === text ? time : undefined
  }

  /** @param time in ms since the epoch */
  format(time: number): string {
    const date = new Date(time)
    return this.#parts.map(part => (typeof part === 'string' ? part : part.write(date))).join('')
  }

  get #fields(): Field[] {
    return this.#parts.filter(part => typeof part !== 'string')
  }
}

/** Letters of the same kind in a row, a quoted text, or another character. */
const PART = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/gy

function partsOf(pattern: string): (Field | string)[] {
  const matches = [...pattern.matchAll(PART)]
  if (matches.map(([text]) => text).join('') !== pattern) {
    throw new QueryFailure(`INVALID_TABLE_PROPERTY: the date format ${JSON.stringify(pattern)} is malformed`)
  }
  return matches.map(([text, quoted, letter]) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted.replaceAll("''", "'")
    return letter === undefined ? text : fieldOf(letter, text.length, pattern)
  })
}

function fieldOf(letter: string, length: number, pattern: string): Field {
  switch (letter) {
    case 'y':
    case 'u':
      return length === 2 ? shortYear : number('year', length, date => date.getUTCFullYear())
    case 'M':
    case 'L':
      if (length === 3) return monthName(MONTHS.map(name => name.slice(0, 3)))
      if (length === 4) return monthName(MONTHS)
      return { ...number('month', length, date => date.getUTCMonth() + 1), read: readMonth }
    case 'd':
      return number('day', length, date => date.getUTCDate())
    case 'H':
      return number('hour', length, date => date.getUTCHours())
    case 'm':
      return number('minute', length, date => date.getUTCMinutes())
    case 's':
      return number('second', length, date => date.getUTCSeconds())
    case 'S':
      return fraction(length)
    default:
      throw new QueryFailure(
        `The local AWS does not simulate the letter ${JSON.stringify(letter)} in the date format ${JSON.stringify(pattern)}: it has y, u, M, L, d, H, m, s and S.`,
      )
  }
}

function number(precision: Precision, length: number, get: (date: Date) => number): Field {
  return {
    source: length === 1 ? '\\d+' : `\\d{${length}}`,
    precision,
    read(text, date) {
      date[precision] = Number(text)
    },
    write: date => String(get(date)).padStart(length, '0'),
  }
}

function readMonth(text: string, date: DateParts): void {
  date.month = Number(text) - 1
}

/** "For a two-letter year, the base is 2000" (DateTimeFormatter). */
const shortYear: Field = {
  source: '\\d{2}',
  precision: 'year',
  read(text, date) {
    date.year = 2000 + Number(text)
  },
  write: date => String(date.getUTCFullYear() % 100).padStart(2, '0'),
}

function monthName(names: readonly string[]): Field {
  return {
    source: `(?:${names.join('|')})`,
    precision: 'month',
    read(text, date) {
      date.month = names.indexOf(text)
    },
    write: date => names[date.getUTCMonth()] as string,
  }
}

function fraction(length: number): Field {
  return {
    source: `\\d{${length}}`,
    precision: 'millisecond',
    read(text, date) {
      date.millisecond = Number(text.padEnd(3, '0').slice(0, 3))
    },
    write: date => String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(length, '0').slice(0, length),
  }
}

export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
