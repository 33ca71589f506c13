import type { Account } from '../../../account.ts'
import type { Actions, RequestContext } from '../../../api/service-api.ts'
import { AwsError } from '../../../aws-error.ts'
import type { PrincipalCaller } from '../../../identity/caller.ts'
import type { StoredObjects } from '../../../ports.ts'
import { QueryError } from '../dialect/translate.ts'
import { invalidRequest } from '../errors.ts'
import type { QueryExecution } from '../executions/query-execution.ts'
import type { QueryExecutions } from '../executions/query-executions.ts'
import { MAX_QUERY_BYTES } from '../input-model.ts'
import { listedPage } from '../pages.ts'
import { columnInfo, type ResultRow } from '../results/result-set.ts'
import { type Statement, statementOf } from '../statements/statement.ts'
import type { WorkGroup } from '../work-group.ts'
import {
  checkResultConfiguration,
  ENGINE_VERSION,
  parseS3Location,
  type ResultConfiguration,
} from '../work-group-configuration.ts'
import { PRIMARY, type WorkGroups } from '../work-groups.ts'

export interface StartQueryExecutionInput {
  QueryString: string
  ClientRequestToken?: string
  QueryExecutionContext?: { Database?: string; Catalog?: string }
  ResultConfiguration?: ResultConfiguration
  WorkGroup?: string
  ExecutionParameters?: string[]
  ResultReuseConfiguration?: { ResultReuseByAgeConfiguration?: { Enabled: boolean } }
}

interface ById {
  QueryExecutionId: string
}

const PAGE_EXECUTIONS = 50
const PAGE_ROWS = 1000

/** Start, get, list and stop queries, and get their results. */
export function queryExecutionActions(
  account: Account,
  groups: WorkGroups,
  executions: QueryExecutions,
  objects: StoredObjects,
): Actions {
  function start(input: StartQueryExecutionInput, caller: PrincipalCaller): QueryExecution {
    const { ClientRequestToken: token } = input
    const workGroup = groups.get(input.WorkGroup ?? PRIMARY)
    if (workGroup.state === 'DISABLED') throw invalidRequest(`WorkGroup ${workGroup.name} is disabled.`)
    if (input.ResultReuseConfiguration?.ResultReuseByAgeConfiguration?.Enabled) {
      throw invalidRequest(
        'The local AWS does not simulate the reuse of results: leave ResultReuseConfiguration out.',
      )
    }
    const resultConfiguration = resultConfigurationOf(workGroup, input.ResultConfiguration)
    checkBucket(objects, resultConfiguration.OutputLocation, caller)
    return executions.start({
      statement: parsed(input, new Date(account.clock.now())),
      parameters: input.ExecutionParameters ?? [],
      database: input.QueryExecutionContext?.Database,
      catalog: input.QueryExecutionContext?.Catalog,
      workGroup,
      resultConfiguration,
      caller,
      token: token === undefined ? undefined : { value: token, request: JSON.stringify(input) },
    })
  }

  /** Only Athena knows the workgroup of a query. */
  function find(operation: string, id: string, context: RequestContext): QueryExecution {
    const execution = executions.get(id)
    authorize(operation, execution, context)
    return execution
  }

  return {
    StartQueryExecution(input: StartQueryExecutionInput, { caller }: RequestContext) {
      const earlier = executions.byToken(input.ClientRequestToken)
      if (earlier && earlier.request.token?.request !== JSON.stringify(input)) {
        throw invalidRequest('Idempotent parameters do not match')
      }
      const { id } = earlier ?? start(input, caller)
      return { QueryExecutionId: id }
    },

    GetQueryExecution: ({ QueryExecutionId }: ById, context: RequestContext) => ({
      QueryExecution: executionShape(find('GetQueryExecution', QueryExecutionId, context)),
    }),

    BatchGetQueryExecution({ QueryExecutionIds }: { QueryExecutionIds: string[] }, context: RequestContext) {
      const found = QueryExecutionIds.map(id => executions.find(id))
      for (const execution of found) if (execution) authorize('BatchGetQueryExecution', execution, context)
      return {
        QueryExecutions: found.flatMap(execution => (execution ? [executionShape(execution)] : [])),
        UnprocessedQueryExecutionIds: QueryExecutionIds.filter((_, index) => !found[index]).map(id => ({
          QueryExecutionId: id,
          ErrorCode: 'INVALID_INPUT',
          ErrorMessage: `QueryExecution ${id} was not found`,
        })),
      }
    },

    ListQueryExecutions(input: { WorkGroup?: string; NextToken?: string; MaxResults?: number }) {
      const group = groups.get(input.WorkGroup ?? PRIMARY)
      const ids = executions
        .list()
        .filter(({ request }) => request.workGroup === group)
        .map(({ id }) => id)
      const { items, token } = listedPage(ids, input.MaxResults || PAGE_EXECUTIONS, input.NextToken)
      return { QueryExecutionIds: items, NextToken: token }
    },

    StopQueryExecution({ QueryExecutionId }: ById, context: RequestContext): void {
      find('StopQueryExecution', QueryExecutionId, context).cancel('Query cancelled by user')
    },

    GetQueryResults(input: ById & { NextToken?: string; MaxResults?: number }, context: RequestContext) {
      const execution = find('GetQueryResults', input.QueryExecutionId, context)
      const { columns, rows } = resultsOf(execution)
      checkResultsReadable(objects, execution, context.caller)
      // "The first row … contains the column names" of a query.
      const header = execution.request.statement.type === 'DML' ? [columns.map(({ name }) => name)] : []
      const { items, token } = listedPage(
        [...header, ...rows],
        input.MaxResults ?? PAGE_ROWS,
        input.NextToken,
      )
      return {
        UpdateCount: 0,
        ResultSet: {
          Rows: items.map(rowShape),
          ResultSetMetadata: { ColumnInfo: columns.map(columnInfo) },
        },
        NextToken: token,
      }
    },
  }
}

/** @throws AwsError `AccessDeniedException` */
function authorize(operation: string, { request }: QueryExecution, context: RequestContext): void {
  context.authorize(operation, { WorkGroup: request.workGroup.name })
}

/** @throws AwsError `InvalidRequestException` */
function parsed({ QueryString, ExecutionParameters }: StartQueryExecutionInput, now: Date): Statement {
  const bytes = Buffer.byteLength(QueryString)
  if (bytes > MAX_QUERY_BYTES) {
    throw invalidRequest(
      `Your query has exceeded the maximum query length of ${MAX_QUERY_BYTES} bytes: it has ${bytes}.`,
      'MALFORMED_QUERY',
    )
  }
  try {
    return statementOf(QueryString, { now, parameters: ExecutionParameters })
  } catch (cause) {
    if (!(cause instanceof QueryError)) throw cause
    throw invalidRequest(cause.message, 'MALFORMED_QUERY')
  }
}

/**
 * "If Enforce Workgroup Settings is true, the client-side settings are ignored"; otherwise those of the client come
 * first.
 *
 * @throws AwsError `InvalidRequestException` if neither has a location
 */
function resultConfigurationOf({ configuration }: WorkGroup, given: ResultConfiguration = {}) {
  const { ResultConfiguration: own = {}, EnforceWorkGroupConfiguration: enforced } = configuration
  const effective = enforced ? own : { ...own, ...given }
  checkResultConfiguration(effective)
  const { OutputLocation } = effective
  if (!OutputLocation) {
    throw invalidRequest(
      'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
    )
  }
  return { ...effective, OutputLocation }
}

/** @throws AwsError `InvalidRequestException` for a bucket that does not exist, or that the caller may not locate */
function checkBucket(objects: StoredObjects, location: string, caller: PrincipalCaller): void {
  const { bucket } = parseS3Location(location)
  if (objects.hasBucket(bucket, caller)) return
  throw invalidRequest(`Unable to verify/create output bucket ${bucket}`)
}

/**
 * Whoever gets results also needs `s3:GetObject` on their location (API reference, GetQueryResults).
 *
 * @throws AwsError `AccessDeniedException`
 */
function checkResultsReadable(
  objects: StoredObjects,
  { outputLocation }: QueryExecution,
  caller: PrincipalCaller,
): void {
  const { bucket, prefix: key } = parseS3Location(outputLocation)
  try {
    objects.checkReadable(bucket, key, caller)
  } catch (error) {
    throw error instanceof AwsError ? new AwsError('AccessDeniedException', error.message) : error
  }
}

/** @throws AwsError `InvalidRequestException` for a query that has not succeeded */
function resultsOf({ state, results }: QueryExecution) {
  if (results) return results
  const message =
    state === 'FAILED' || state === 'CANCELLED'
      ? `Query did not finish successfully. Final query state: ${state}`
      : `Query has not yet finished. Current state: ${state}`
  throw invalidRequest(message, 'INVALID_QUERY_EXECUTION_STATUS')
}

function rowShape(row: ResultRow) {
  return { Data: row.map(value => (value === undefined ? {} : { VarCharValue: value })) }
}

function executionShape(execution: QueryExecution) {
  const { request, failure } = execution
  const completed = execution.completedAt
  return {
    QueryExecutionId: execution.id,
    Query: request.statement.text,
    StatementType: request.statement.type,
    SubstatementType: request.statement.subtype,
    ResultConfiguration: { ...request.resultConfiguration, OutputLocation: execution.outputLocation },
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: { Database: request.database, Catalog: request.catalog },
    Status: {
      State: execution.state,
      StateChangeReason: execution.reason,
      SubmissionDateTime: execution.submittedAt / 1000,
      CompletionDateTime: completed === undefined ? undefined : completed / 1000,
      AthenaError: failure && {
        ErrorCategory: failure.category,
        ErrorType: failure.type,
        Retryable: failure.category === 1,
        ErrorMessage: failure.message,
      },
    },
    Statistics: {
      EngineExecutionTimeInMillis: execution.engineMs,
      DataScannedInBytes: execution.scannedBytes,
      TotalExecutionTimeInMillis: execution.queueMs + execution.engineMs,
      QueryQueueTimeInMillis: execution.queueMs,
      ResultReuseInformation: { ReusedPreviousResult: false },
    },
    WorkGroup: request.workGroup.name,
    EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: ENGINE_VERSION },
    ExecutionParameters: request.parameters.length > 0 ? request.parameters : undefined,
  }
}
