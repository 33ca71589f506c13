import { pageOf } from '../../../api/page.ts'
import { invalidParameter, invalidToken } from '../errors.ts'
import type { Queries } from '../insights/queries.ts'
import type { ResultField } from '../insights/query-run.ts'

export interface GetQueryResultsInput {
  queryId: string
  nextToken?: string
  maxItems?: number
}

/** "The maximum events returned in a single GetQueryResults API call is 10,000 log events per request." */
const MAX_ROWS = 10_000
/** Not of AWS: what one answer has at most, so that no answer takes all memory. */
const MAX_CHARACTERS = 32 * 1024 * 1024

/** Results are there once the query is complete; a page of them at a time. */
export function getQueryResults(queries: Queries, input: GetQueryResultsInput): object {
  const { maxItems = MAX_ROWS } = input
  const { run, status, request } = queries.require(input.queryId)
  if (!Number.isInteger(maxItems) || maxItems < 1 || maxItems > MAX_ROWS) {
    throw invalidParameter(`maxItems must be a whole number from 1 to ${MAX_ROWS}, not ${maxItems}.`)
  }
  const start = Number(input.nextToken ?? 0)
  if (!Number.isInteger(start) || start < 0) throw invalidToken()
  const rows = status === 'Complete' ? run.results : []
  const limit = Math.min(maxItems, countThatFits(rows, start))
  const { items, next } = pageOf(rows, { start, limit })
  return {
    queryLanguage: 'CWLI',
    results: items,
    statistics: {
      recordsMatched: run.recordsMatched,
      recordsScanned: run.recordsScanned,
      bytesScanned: run.bytesScanned,
      estimatedRecordsSkipped: 0,
      estimatedBytesSkipped: 0,
      logGroupsScanned: status === 'Scheduled' ? 0 : request.groups.length,
      resultCount: rows.length,
    },
    status,
    nextToken: next?.toString(),
  }
}

function countThatFits(rows: readonly ResultField[][], start: number): number {
  let characters = 0
  let count = 0
  for (let index = start; index < rows.length && count < MAX_ROWS; index++) {
    for (const { field, value } of rows[index] ?? []) characters += field.length + value.length
    if (count > 0 && characters > MAX_CHARACTERS) break
    count++
  }
  return Math.max(count, 1)
}
