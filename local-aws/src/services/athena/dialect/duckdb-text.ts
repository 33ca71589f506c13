import { notSimulated } from './query-error.ts'

/** A string literal of DuckDB. */
export function quoted(text: string): string {
  return `'${whole(text).replaceAll("'", "''")}'`
}

/** An identifier of DuckDB, safe whatever it holds. */
export function identifier(name: string): string {
  return `"${whole(name).replaceAll('"', '""')}"`
}

/** DuckDB takes a statement to end at U+0000. */
function whole(text: string): string {
  if (text.includes('\0')) throw notSimulated('the character U+0000 in a statement')
  return text
}
