import type { ResultSet } from './result-set.ts'

/** The file of a query's results: quoted values, and nothing for null. */
export function csvText({ columns, rows }: ResultSet): string {
  const header = columns.map(({ name }) => quoted(name)).join(',')
  const lines = rows.map(row => row.map(value => (value === undefined ? '' : quoted(value))).join(','))
  return [header, ...lines].map(line => `${line}\n`).join('')
}

function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`
}
