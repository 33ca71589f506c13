import { pageOf } from '../../../api/page.ts'
import { invalidParameter, invalidToken } from '../errors.ts'
import type { Queries } from '../insights/queries.ts'
import type { Query } from '../insights/query.ts'

export interface DescribeQueriesInput {
  logGroupName?: string
  status?: string
  queryLanguage?: string
  maxResults?: number
  nextToken?: string
}

const MAX_RESULTS = 1000

/** The queries that run and ran, the latest first. */
export function describeQueries(queries: Queries, input: DescribeQueriesInput): object {
  const { logGroupName, status, queryLanguage = 'CWLI', maxResults = MAX_RESULTS } = input
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > MAX_RESULTS) {
    throw invalidParameter(`maxResults must be a whole number from 1 to ${MAX_RESULTS}, not ${maxResults}.`)
  }
  const start = Number(input.nextToken ?? 0)
  if (!Number.isInteger(start) || start < 0) throw invalidToken()
  const found = queries
    .list()
    .filter(
      query =>
        queryLanguage === 'CWLI' &&
        (status === undefined || query.status === status) &&
        (logGroupName === undefined || query.request.groups.some(({ name }) => name === logGroupName)),
    )
  const { items, next } = pageOf(found, { start, limit: maxResults })
  return { queries: items.map(shape), nextToken: next?.toString() }
}

function shape({ id, request, status, createTime, duration, run }: Query): object {
  return {
    queryLanguage: 'CWLI',
    queryId: id,
    queryString: request.queryString,
    status,
    createTime,
    logGroupName: request.groups[0]?.name,
    queryDuration: duration,
    bytesScanned: run.bytesScanned,
  }
}
