import { UsageError } from '../terminal/command-line.ts'
import { columns, oneLine } from '../terminal/terminal.ts'
import type { NamedQuery } from './athena-queries.ts'
import { parameterNames } from './parameters.ts'

/** @throws UsageError that lists the names */
export function savedQuery(queries: readonly NamedQuery[], name: string): NamedQuery {
  const found = queries.find(query => query.name === name)
  if (found) return found
  const names = queries.map(query => oneLine(query.name)).join(', ')
  throw new UsageError(
    `No saved query is called ${JSON.stringify(name)}. ${names === '' ? 'There is none.' : `There are ${names}.`}`,
  )
}

/** Prints the names, what each query takes and what it tells. */
export function printSavedQueries(queries: readonly NamedQuery[]): void {
  columns(
    queries.map(({ name, description, sql }) => [
      oneLine(name),
      [...new Set(parameterNames(sql))].map(oneLine).join(', '),
      oneLine(description),
    ]),
  )
}
