import { setTimeout as sleep } from 'node:timers/promises'
import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  GetWorkGroupCommand,
  paginateListNamedQueries,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import type { Connection } from '../clients/connection.ts'
import type { Cell, ResultColumn, ResultRows } from './result-rows.ts'

/** Athena did not answer a query. The message says why, and what to do. */
export class QueryFailedError extends Error {
  override readonly name = 'QueryFailedError'
}

/** A query that is saved in the workgroup. */
export interface NamedQuery {
  /** Without the folder of its stage: `top-products`. */
  readonly name: string
  readonly description: string
  readonly sql: string
}

/** A query under way or done. */
export interface QueryState {
  readonly state: string
  readonly bytesScanned: number
  readonly elapsedMs: number
}

/** How a query ended. */
export interface Answer extends ResultRows, Omit<QueryState, 'state'> {
  /** Whether Athena charges for it: not for statements about tables. */
  readonly isCharged: boolean
}

export interface Query {
  readonly sql: string
  /** Literals for its question marks. */
  readonly parameters: readonly string[]
  /** The most rows to fetch. */
  readonly limit: number
}

/** "MaxResults: Minimum value of 1. Maximum value of 1000" (Athena, GetQueryResults). */
const PAGE = 1_000
/** "NamedQueryIds: Minimum number of 1 item. Maximum number of 50 items" (Athena, BatchGetNamedQuery). */
const NAMED_QUERIES = 50

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 1_000

/** The lake of a stage, asked through its workgroup. */
export class AthenaQueries {
  readonly #athena: AthenaClient
  readonly #workgroup: string
  readonly #database: string

  /**
   * @param workgroup the output `LakeWorkgroupName` of the clickstream stack
   * @param database its output `LakeDatabaseName`
   */
  constructor(connection: Connection, workgroup: string, database: string) {
    this.#athena = new AthenaClient(connection)
    this.#workgroup = workgroup
    this.#database = database
  }

  /** The saved queries, by name. */
  async saved(): Promise<NamedQuery[]> {
    const ids: string[] = []
    const listing = { WorkGroup: this.#workgroup }
    for await (const page of paginateListNamedQueries({ client: this.#athena }, listing)) {
      ids.push(...(page.NamedQueryIds ?? []))
    }
    const queries: NamedQuery[] = []
    for (let first = 0; first < ids.length; first += NAMED_QUERIES) {
      const NamedQueryIds = ids.slice(first, first + NAMED_QUERIES)
      const { NamedQueries = [] } = await this.#athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds }))
      for (const { Name = '', Description = '', QueryString = '' } of NamedQueries) {
        queries.push({ name: Name.replace(/^.*\//, ''), description: Description, sql: QueryString })
      }
    }
    return queries.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  }

  /**
   * Runs a query. An abort stops it in Athena, too.
   *
   * @param tell receives its progress
   * @throws QueryFailedError
   */
  async run(
    { sql, parameters, limit }: Query,
    signal: AbortSignal,
    tell: (state: QueryState) => void = () => {},
  ): Promise<Answer> {
    const id = await this.#start(sql, parameters)
    const execution = await this.#ended(id, signal, tell).catch(async (error: unknown) => {
      await this.#athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
      throw error
    })
    const { state, ...progress } = stateOf(execution)
    if (state !== 'SUCCEEDED') throw await this.#failure(execution)
    return {
      ...(await this.#rows(id, execution, limit, signal)),
      ...progress,
      isCharged: execution.StatementType === 'DML',
    }
  }

  async #start(QueryString: string, parameters: readonly string[]): Promise<string> {
    const { QueryExecutionId = '' } = await this.#athena
      .send(
        new StartQueryExecutionCommand({
          QueryString,
          WorkGroup: this.#workgroup,
          QueryExecutionContext: { Database: this.#database },
          ...(parameters.length > 0 && { ExecutionParameters: [...parameters] }),
        }),
      )
      .catch((error: Error) => {
        throw error.name === 'InvalidRequestException' ? new QueryFailedError(error.message) : error
      })
    return QueryExecutionId
  }

  async #ended(id: string, signal: AbortSignal, tell: (state: QueryState) => void): Promise<QueryExecution> {
    const start = performance.now()
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      signal.throwIfAborted()
      const { QueryExecution = {} } = await this.#athena.send(
        new GetQueryExecutionCommand({ QueryExecutionId: id }),
      )
      const progress = stateOf(QueryExecution)
      if (!['QUEUED', 'RUNNING'].includes(progress.state)) return QueryExecution
      tell({ ...progress, elapsedMs: performance.now() - start })
      await sleep(pauseMs, undefined, { signal })
    }
  }

  async #rows(
    id: string,
    { StatementType }: QueryExecution,
    limit: number,
    signal: AbortSignal,
  ): Promise<ResultRows> {
    let columns: readonly ResultColumn[] = []
    const rows: Cell[][] = []
    let NextToken: string | undefined
    do {
      signal.throwIfAborted()
      const isFirst = columns.length === 0
      // One row more tells whether there are more than asked for; another is the names of the columns.
      const MaxResults = Math.min(PAGE, limit - rows.length + (isFirst ? 2 : 1))
      const page: GetQueryResultsCommandOutput = await this.#athena.send(
        new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults, NextToken }),
      )
      const read = page.ResultSet?.Rows?.map(({ Data = [] }) => Data.map(cell => cell.VarCharValue)) ?? []
      if (isFirst) {
        columns = columnsOf(page)
        if (StatementType === 'DML' || isHeader(read[0], columns)) read.shift()
      }
      rows.push(...read)
      NextToken = page.NextToken
    } while (NextToken !== undefined && rows.length <= limit)
    return { columns, rows: rows.slice(0, limit), complete: rows.length <= limit && NextToken === undefined }
  }

  async #failure({ Status = {} }: QueryExecution): Promise<QueryFailedError> {
    const reason =
      Status.AthenaError?.ErrorMessage ?? Status.StateChangeReason ?? `It ended as ${Status.State}.`
    return new QueryFailedError([reason, ...(await this.#remedy(reason))].join('\n'))
  }

  async #remedy(reason: string): Promise<string[]> {
    if (/bytes scanned limit/i.test(reason)) {
      const { WorkGroup } = await this.#athena.send(new GetWorkGroupCommand({ WorkGroup: this.#workgroup }))
      const limit = WorkGroup?.Configuration?.BytesScannedCutoffPerQuery
      return [
        `A query may read ${limit?.toLocaleString('en') ?? 'no more'} bytes (the workgroup ${this.#workgroup}). Narrow it by hour of ` +
          "arrival: WHERE hour BETWEEN '2026-11-29-09' AND '2026-11-29-12'.",
      ]
    }
    if (/COLUMN_NOT_FOUND/.test(reason)) {
      return ['The columns: npm run lake -- "DESCRIBE events". Members of data are data.sku and the like.']
    }
    if (/TABLE_NOT_FOUND/.test(reason)) return ['The lake has one table: events.']
    return []
  }
}

function stateOf({ Status = {}, Statistics = {} }: QueryExecution): QueryState {
  return {
    state: Status.State ?? 'QUEUED',
    bytesScanned: Statistics.DataScannedInBytes ?? 0,
    elapsedMs: Statistics.TotalExecutionTimeInMillis ?? Statistics.EngineExecutionTimeInMillis ?? 0,
  }
}

function columnsOf({ ResultSet }: GetQueryResultsCommandOutput): ResultColumn[] {
  const { ColumnInfo = [] } = ResultSet?.ResultSetMetadata ?? {}
  return ColumnInfo.map(({ Name = '', Type = 'varchar' }) => ({ name: Name, type: Type }))
}

/** A result of SELECT begins with the names of its columns; that of SHOW does not. */
function isHeader(row: readonly Cell[] | undefined, columns: readonly ResultColumn[]): boolean {
  return row !== undefined && columns.every(({ name }, index) => row[index] === name)
}
