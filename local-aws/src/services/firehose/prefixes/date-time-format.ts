import { invalidArgument } from '../errors.ts'
import type { LocalTime } from './local-time.ts'

type Field = (time: LocalTime, count: number) => string

interface Letter {
  /** The most letters in a row that mean something. */
  readonly most: number
  readonly write: Field
}

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
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const NANOS_A_MS = 1_000_000
const LONGEST_PADDING = 19

/** The letters of `java.time.format.DateTimeFormatter` (locale en-US) that are simulated. */
const LETTERS: Readonly<Record<string, Letter>> = {
  G: { most: 5, write: (_, count) => (count === 5 ? 'A' : count === 4 ? 'Anno Domini' : 'AD') },
  u: year(time => time.year),
  y: year(time => time.year),
  Y: year(time => time.weekYear),
  D: padded(3, time => time.dayOfYear),
  M: named(MONTHS, time => time.month),
  L: named(MONTHS, time => time.month),
  Q: named(['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'], time => Math.ceil(time.month / 3)),
  q: named(['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'], time => Math.ceil(time.month / 3)),
  w: padded(2, time => time.weekOfYear),
  d: padded(2, time => time.day),
  E: { most: 5, write: (time, count) => nameOf(WEEKDAYS[time.weekday] ?? '', count) },
  e: named(WEEKDAYS, time => time.weekday + 1),
  a: { most: 1, write: time => (time.hour < 12 ? 'AM' : 'PM') },
  h: padded(2, time => time.hour % 12 || 12),
  K: padded(2, time => time.hour % 12),
  k: padded(2, time => time.hour || 24),
  H: padded(2, time => time.hour),
  m: padded(2, time => time.minute),
  s: padded(2, time => time.second),
  S: {
    most: 9,
    write: (time, count) =>
      String(time.millisecond * NANOS_A_MS)
        .padStart(9, '0')
        .slice(0, count),
  },
  A: padded(LONGEST_PADDING, time => millisecondOfDay(time)),
  n: padded(LONGEST_PADDING, time => time.millisecond * NANOS_A_MS),
  N: padded(LONGEST_PADDING, time => millisecondOfDay(time) * NANOS_A_MS),
  X: { most: 3, write: (time, count) => (time.offsetMinutes === 0 ? 'Z' : offset(time, count)) },
  x: { most: 3, write: offset },
}

/** `VV` is the id of the time zone; one letter alone is an error in Java too. */
const ZONE_ID = 'V'

/**
 * Compiles a pattern of Java's `DateTimeFormatter`: "any character that isn't in single quotes is evaluated"
 * (Firehose developer guide, "Semantic rules").
 *
 * @throws AwsError `InvalidArgumentException` for a pattern that Java refuses, and for letters that are not simulated
 */
export function dateTimeFormat(pattern: string): (time: LocalTime) => string {
  const parts = [...tokens(pattern)].map(token => compiled(token, pattern))
  return time => parts.map(part => part(time)).join('')
}

/** Runs of one letter, quoted literals with their quotes, and single other characters. */
function* tokens(pattern: string): Generator<string, void> {
  for (const [token] of pattern.matchAll(/'(?:[^']|'')*'?|([A-Za-z])\1*|./gsu)) yield token
}

function compiled(token: string, pattern: string): (time: LocalTime) => string {
  if (token.startsWith("'")) return literal(quoted(token, pattern))
  const [letter = ''] = token
  if (!/[A-Za-z]/.test(letter)) return literal(plain(token, pattern))
  if (letter === ZONE_ID && token.length === 2) return time => time.zone
  const known = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined
  if (!known) {
    throw invalidArgument(
      `The local AWS does not simulate the pattern letters ${JSON.stringify(token)} in !{timestamp:${pattern}}.`,
    )
  }
  if (token.length > known.most) {
    throw invalidArgument(
      `Too many pattern letters ${JSON.stringify(token)} in !{timestamp:${pattern}}: at most ${known.most}.`,
    )
  }
  return time => known.write(time, token.length)
}

const literal = (text: string) => () => text

/** Two quotes stand for one, within quotes and outside. */
function quoted(token: string, pattern: string): string {
  if (token === "''") return "'"
  if (token.length < 2 || !token.endsWith("'")) {
    throw invalidArgument(`!{timestamp:${pattern}} ends within a quoted text: close it with a single quote.`)
  }
  return token.slice(1, -1).replaceAll("''", "'")
}

function plain(character: string, pattern: string): string {
  if (!'[]{}#'.includes(character)) return character
  throw invalidArgument(
    `The local AWS does not simulate ${character} in !{timestamp:${pattern}}: put it in single quotes.`,
  )
}

/** Two letters give the last two digits; other counts are the least number of digits. */
function year(value: (time: LocalTime) => number): Letter {
  return {
    most: LONGEST_PADDING,
    write: (time, count) =>
      count === 2 ? String(value(time) % 100).padStart(2, '0') : String(value(time)).padStart(count, '0'),
  }
}

function padded(most: number, value: (time: LocalTime) => number): Letter {
  return { most, write: (time, count) => String(value(time)).padStart(count, '0') }
}

/** One or two letters give the number, three the short name, four the full name, five the first letter. */
function named(names: readonly string[], value: (time: LocalTime) => number): Letter {
  return {
    most: 5,
    write: (time, count) => {
      const number = value(time)
      return count < 3 ? String(number).padStart(count, '0') : nameOf(names[number - 1] ?? '', count)
    },
  }
}

function nameOf(name: string, count: number): string {
  if (count === 4) return name
  if (count === 5) return name.slice(0, 1)
  const [first = ''] = name.split(' ')
  // `QQQ` gives Q1, where `MMM` gives Jan.
  return name.endsWith('quarter') ? `Q${first.slice(0, 1)}` : name.slice(0, 3)
}

function offset({ offsetMinutes }: LocalTime, count: number): string {
  const sign = offsetMinutes < 0 ? '-' : '+'
  const hours = String(Math.trunc(Math.abs(offsetMinutes) / 60)).padStart(2, '0')
  const rest = Math.abs(offsetMinutes) % 60
  const minutes = String(rest).padStart(2, '0')
  if (count === 1) return `${sign}${hours}${rest === 0 ? '' : minutes}`
  return `${sign}${hours}${count === 3 ? ':' : ''}${minutes}`
}

function millisecondOfDay({ hour, minute, second, millisecond }: LocalTime): number {
  return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
}
