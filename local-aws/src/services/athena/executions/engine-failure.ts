import { QueryFailure } from './query-failure.ts'

/** The reason of a failed query for an error of DuckDB's. */
export function engineFailure(message: string): QueryFailure {
  const text = message.replace(/\n\nLINE \d[\s\S]*$/, '').replaceAll('\n', ' ')
  const malformed = /Malformed JSON in file "?([^",]+)"?,.*?(?:in line (\d+))?: (.*)$/.exec(text)
  if (malformed) {
    const [, object, , detail] = malformed
    return new QueryFailure(
      `HIVE_CURSOR_ERROR: Row is not a valid JSON Object - JSONException: ${detail} (${object})`,
      {
        type: 1001,
      },
    )
  }
  const column = /Referenced column "([^"]*)" (?:was )?not found/.exec(text)?.[1]
  if (column !== undefined) {
    return new QueryFailure(
      `COLUMN_NOT_FOUND: Column '${column}' cannot be resolved or requester is not authorized to access requested resources`,
    )
  }
  if (/^Out of Memory/.test(text)) {
    return new QueryFailure(`Query exhausted resources at this scale factor: ${text}`, {
      category: 1,
      type: 1004,
    })
  }
  return new QueryFailure(`GENERIC_USER_ERROR: ${text}`)
}
