import { TARGET_OPTIONS, TARGET_USAGE, type Target, targetOf } from '../clients/target.ts'
import { parseOptions, UsageError, wholeNumber } from '../terminal/command-line.ts'

/** How rows are printed. */
export type Format = 'table' | 'json' | 'csv'

/** What `npm run lake` was asked for. */
export type Command = { target: Target } & (
  | { kind: 'list' }
  | {
      kind: 'query'
      /** SQL, or the name of a saved query. */
      query: { sql: string } | { saved: string }
      /** The values of its parameters, by name. */
      parameters: ReadonlyMap<string, string>
      format: Format
      /** The most rows to fetch. */
      limit: number
    }
)

const DEFAULT_LIMIT = 1_000
const HIGHEST_LIMIT = 1_000_000

export const USAGE = `Usage: npm run lake -- "SELECT …"       asks the lake of events, in Athena's SQL
       npm run lake -- --saved NAME      asks what a saved query asks
       npm run lake -- --list            the saved queries, and what they take

  --param N=V    the value of the parameter N, once for each. "from" and "to" are hours of the events' times, in UTC and
                 both included: 2026-11-29-10, or a time in one: 2026-11-29T10:15Z, 6h ago. Without them: 24 hours
  --limit N      the most rows, up to ${HIGHEST_LIMIT.toLocaleString('en')}; ${DEFAULT_LIMIT.toLocaleString('en')} by default
  --json         print one JSON document: the rows as objects, and what the query read and cost
  --csv          print the rows as RFC 4180 says, with a header
${TARGET_USAGE}
  --help         show this

The table is events. Say which hours of arrival to read, or the query reads the whole lake:

  npm run lake -- "SELECT type, count(DISTINCT id) FROM events WHERE hour >= '2026-11-29-09' GROUP BY type"

An event is in the object of its hour of arrival or of the hour before, and it may arrive after its own hour: by event
time, read an hour before and two after, and select by time. Events may be there twice: count distinct ids.

In SQL of your own, a first line "-- Parameters: a, b" names the question marks in their order.

Exit status: 0 where the query was answered, 1 where it was not, 2 for a command line that makes no sense.
`

/**
 * @returns undefined if only help was asked for
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[]): Command | undefined {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      ...TARGET_OPTIONS,
      saved: { type: 'string' },
      list: { type: 'boolean' },
      param: { type: 'string', multiple: true },
      limit: { type: 'string' },
      json: { type: 'boolean' },
      csv: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return undefined
  const [sql, another] = positionals
  if (another !== undefined) {
    throw new UsageError(`Put the whole query into quotation marks: ${JSON.stringify(another)} stands alone.`)
  }
  if (values.list) {
    const { saved, param, limit, json, csv } = values
    if ([sql, saved, param, limit, json, csv].some(value => value !== undefined)) {
      throw new UsageError('--list stands alone: only --local, --account and --stage go with it.')
    }
    return { target: targetOf(values), kind: 'list' }
  }
  return {
    kind: 'query',
    query: queryOf(sql, values.saved),
    parameters: parametersOf(values.param ?? []),
    format: formatOf(values),
    limit:
      values.limit === undefined ? DEFAULT_LIMIT : wholeNumber('--limit', values.limit, 1, HIGHEST_LIMIT),
    target: targetOf(values),
  }
}

function queryOf(sql: string | undefined, saved: string | undefined): { sql: string } | { saved: string } {
  if (sql !== undefined && saved !== undefined) {
    throw new UsageError('Ask one query: SQL or --saved, not both.')
  }
  if (saved !== undefined) return { saved }
  if (sql === undefined || sql.trim() === '') {
    throw new UsageError('The query is missing: give SQL in quotation marks, or --saved NAME, or --list.')
  }
  return { sql }
}

function formatOf({ json, csv }: { json?: boolean; csv?: boolean }): Format {
  if (json && csv) throw new UsageError('--json and --csv exclude each other: leave one out.')
  if (json) return 'json'
  return csv ? 'csv' : 'table'
}

function parametersOf(given: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const text of given) {
    const [, name, value = ''] = /^([a-z_]+)=(.*)$/s.exec(text) ?? []
    if (name === undefined) {
      throw new UsageError(
        `--param takes a name and a value, such as session=abc, not ${JSON.stringify(text)}.`,
      )
    }
    if (parameters.has(name)) throw new UsageError(`--param ${name} is there twice: leave one out.`)
    parameters.set(name, value)
  }
  return parameters
}
