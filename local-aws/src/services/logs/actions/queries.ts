import type { Account } from '../../../account.ts'
import type { Actions, RequestContext } from '../../../api/service-api.ts'
import { invalidParameter } from '../errors.ts'
import { Queries } from '../insights/queries.ts'
import type { LogGroups } from '../log-groups.ts'
import { type DescribeQueriesInput, describeQueries } from './describe-queries.ts'
import { type GetQueryResultsInput, getQueryResults } from './get-query-results.ts'
import { type StartQueryInput, startQuery } from './start-query.ts'

/** Start, stop and describe Logs Insights queries, and get their results. */
export function queryActions(account: Account, groups: LogGroups): Actions {
  const queries = new Queries(account)
  return {
    StartQuery: (input: StartQueryInput) => startQuery(account, groups, queries, input),
    GetQueryResults(input: GetQueryResultsInput, context: RequestContext) {
      const { groups: queried } = queries.require(input.queryId).request
      context.authorize('GetQueryResults', { logGroupNames: queried.map(({ name }) => name) })
      return getQueryResults(queries, input)
    },
    DescribeQueries: (input: DescribeQueriesInput) => describeQueries(queries, input),

    StopQuery({ queryId }: { queryId: string }) {
      const query = queries.require(queryId)
      // "If the query has already ended, the operation returns an error indicating that the specified query is not running."
      if (!query.active) throw invalidParameter(`The query ${queryId} is not running: it is ${query.status}.`)
      query.cancel()
      return { success: true }
    },
  }
}
