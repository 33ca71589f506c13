import { UsageError } from '../terminal/command-line.ts'
import { timeOption } from '../terminal/time-option.ts'

const HOUR = /^\d{4}-\d\d-\d\d-\d\d$/
const HOUR_MS = 3_600_000
/** Without `from`, a query asks for this hour and those before it: a day in all. */
const HOURS_BEFORE = 23

/** The names of a query's parameters, in the order of its question marks: its first line says them. */
export function parameterNames(sql: string): string[] {
  const [, names] = /^-- Parameters: (.+)$/m.exec(sql.trimStart().split('\n', 1)[0] ?? '') ?? []
  return names?.split(',').map(name => name.trim()) ?? []
}

/**
 * The values for a query's question marks, as Athena takes them: literals in SQL.
 *
 * @param given by name
 * @param now in ms since the epoch
 * @throws UsageError for a parameter that the query lacks, one without a value, and one that is no hour
 */
export function executionParameters(sql: string, given: ReadonlyMap<string, string>, now: number): string[] {
  const names = parameterNames(sql)
  const known = [...new Set(names)]
  for (const name of given.keys()) {
    if (known.includes(name)) continue
    const takes =
      known.length === 0 ? 'The query takes no parameter.' : `The query takes ${known.join(', ')}.`
    throw new UsageError(`--param ${name} is no parameter of the query. ${takes}`)
  }
  return names.map(name => literal(parameterValue(name, given.get(name), now)))
}

function parameterValue(name: string, given: string | undefined, now: number): string {
  if (name === 'from') return hour(name, given, now, now - HOURS_BEFORE * HOUR_MS)
  if (name === 'to') return hour(name, given, now, now)
  if (given !== undefined) return given
  throw new UsageError(`The query needs a ${name}: say --param ${name}=….`)
}

function hour(name: string, given: string | undefined, now: number, otherwise: number): string {
  if (given === undefined) return hourOf(otherwise)
  if (!HOUR.test(given)) return hourOf(timeOption(`--param ${name}`, given, now).getTime())
  const [year, month, day, hours] = given.split('-')
  const time = Date.parse(`${year}-${month}-${day}T${hours}:00Z`)
  // A day of 32 is no date, and 30 February is another.
  if (!Number.isNaN(time) && hourOf(time) === given) return given
  throw new UsageError(`--param ${name} takes an hour such as 2026-11-29-10, not ${JSON.stringify(given)}.`)
}

function hourOf(time: number): string {
  return new Date(time).toISOString().slice(0, 13).replace('T', '-')
}

/** Text in SQL. */
function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
