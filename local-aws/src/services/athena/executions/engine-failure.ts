import { fromDuckdb } from '../dialect/translate.ts'
import { QueryFailure } from './query-failure.ts'

/**
 * Errors about a file: its path, and what is wrong. DuckDB's advice at the end is about its own settings.
 */
const MALFORMED = /Malformed JSON in file "([^"]+)".*?: ([^\n]*?)(?:\.| Try [^\n]*)? *(?:\n|$)/s
const UNFIT = /JSON transform error in file "([^"]+)".*?: ([^\n]*)/s
const NOT_GZIP = /Input is not a GZIP stream: ([^\n]+)/
/** The text that a column's conversion fails with. */
const BAD_DATA = /HIVE_BAD_DATA: [^\n]*?(?=' to |\n|$)/

/**
 * The reason of a failed query for an error of DuckDB's.
 *
 * @param objectOf the object that a path stands for
 */
export function engineFailure(error: Error, objectOf: (path: string) => string): QueryFailure {
  const { message } = error
  const [, malformed, syntax] = MALFORMED.exec(message) ?? []
  if (malformed !== undefined) {
    return dataFailure(
      `HIVE_CURSOR_ERROR: Row is not a valid JSON Object - JSONException: ${syntax} (${objectOf(malformed)})`,
    )
  }
  const [, unfit, type] = UNFIT.exec(message) ?? []
  if (unfit !== undefined) return dataFailure(`HIVE_BAD_DATA: ${type} (${objectOf(unfit)})`)
  const [, plain] = NOT_GZIP.exec(message) ?? []
  if (plain !== undefined)
    return dataFailure(`HIVE_CURSOR_ERROR: incorrect header check (${objectOf(plain)})`)
  const badData = BAD_DATA.exec(message)?.[0]
  if (badData !== undefined) return dataFailure(badData)
  if (/^Out of Memory/.test(message)) {
    return new QueryFailure(
      `EXCEEDED_LOCAL_MEMORY_LIMIT: Query exhausted resources at this scale factor (${message.split('\n', 1)[0]})`,
      { category: 1, type: 1004 },
    )
  }
  return new QueryFailure(fromDuckdb(error).message)
}

function dataFailure(reason: string): QueryFailure {
  return new QueryFailure(reason, { type: 1001 })
}
