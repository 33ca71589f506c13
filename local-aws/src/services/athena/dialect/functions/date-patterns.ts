import { notSimulated, type Position, QueryError } from '../query-error.ts'

/** MySQL's specifiers in DuckDB's, as Trino documents them for `date_format` and `date_parse`. */
const MYSQL: Readonly<Record<string, string>> = {
  a: '%a',
  b: '%b',
  c: '%-m',
  d: '%d',
  e: '%-d',
  H: '%H',
  h: '%I',
  I: '%I',
  i: '%M',
  j: '%j',
  k: '%-H',
  l: '%-I',
  M: '%B',
  m: '%m',
  p: '%p',
  r: '%I:%M:%S %p',
  S: '%S',
  s: '%S',
  T: '%H:%M:%S',
  v: '%V',
  W: '%A',
  x: '%G',
  Y: '%Y',
  y: '%y',
}

/** Joda's letters in DuckDB's specifiers, by the number of letters. */
const JODA: Readonly<Record<string, readonly string[]>> = {
  y: ['%Y', '%y', '%Y', '%Y'],
  Y: ['%Y', '%y', '%Y', '%Y'],
  x: ['%G', '', '%G', '%G'],
  M: ['%-m', '%m', '%b', '%B'],
  d: ['%-d', '%d'],
  D: ['%-j', '', '%j'],
  H: ['%-H', '%H'],
  h: ['%-I', '%I'],
  m: ['%-M', '%M'],
  s: ['%-S', '%S'],
  E: ['%a', '%a', '%a', '%A'],
  e: ['%u'],
  a: ['%p', '%p', '%p'],
  w: ['', '%V'],
}

export type Direction = 'format' | 'parse'

/** A pattern of MySQL in DuckDB's `strftime` and `strptime`. */
export function mysqlPattern(pattern: string, direction: Direction, at: Position): string {
  return pattern.replace(/%(.)|%$/gsu, (_, letter?: string) => {
    if (letter === undefined || letter === '%') return '%%'
    if ('DUuVwX0'.includes(letter))
      throw new QueryError('INVALID_FUNCTION_ARGUMENT', `%${letter} not supported in date format string`, at)
    if (letter === 'f') return direction === 'format' ? '%g000' : '%f'
    return MYSQL[letter] ?? letter
  })
}

/** A pattern of Joda in DuckDB's `strftime` and `strptime`. */
export function jodaPattern(pattern: string, direction: Direction, at: Position): string {
  const parts = /'((?:[^']|'')*)'|([A-Za-z])\2*|%|[^A-Za-z'%]+|'/gu
  return pattern.replace(parts, (part, literal?: string, letter?: string) => {
    if (literal !== undefined)
      return literal === '' ? "'" : literal.replaceAll("''", "'").replaceAll('%', '%%')
    if (part === '%') return '%%'
    if (part === "'") throw new QueryError('INVALID_FUNCTION_ARGUMENT', 'Unterminated quote in pattern', at)
    if (letter === undefined) return part
    return jodaField(letter, part.length, direction, at)
  })
}

function jodaField(letter: string, length: number, direction: Direction, at: Position): string {
  if (letter === 'S' && length >= 3) return direction === 'format' ? `%g${'0'.repeat(length - 3)}` : '%f'
  if (letter === 'Z' || letter === 'z') return zone(letter, length, direction)
  const written = JODA[letter]?.[Math.min(length, 4) - 1]
  if (written) return written
  if (JODA[letter] && length > 2 && 'dHhms'.includes(letter)) throw notSimulated(letter.repeat(length), at)
  throw notSimulated(`the field ${letter.repeat(length)} of a date pattern`, at)
}

/** Times are in UTC here, see docs/athena.md. */
function zone(letter: string, length: number, direction: Direction): string {
  if (direction === 'parse') return length === 3 ? '%Z' : '%z'
  if (letter === 'z' || length >= 3) return 'UTC'
  return length === 2 ? '+00:00' : '+0000'
}
