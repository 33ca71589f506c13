import type { Account } from '../../../account.ts'
import { toMilliseconds } from '../../../clock.ts'
import type { Buckets } from '../../../ports.ts'
import { invalidRequest } from '../errors.ts'
import { csvText } from '../results/csv.ts'
import { parseS3Location } from '../work-group-configuration.ts'
import { QueryExecution, type QueryRequest } from './query-execution.ts'
import { QueryFailure } from './query-failure.ts'

/** How many queries run at once; others are QUEUED. */
const CONCURRENT = 4
/** "DML query timeout: 30 minutes". */
const TIME_LIMIT_MS = toMilliseconds({ minutes: 30 })
/** On AWS, "the query history is kept for 45 days"; here at most as many queries and rows are kept, the latest. */
const MAX_KEPT_QUERIES = 1000
const MAX_KEPT_ROWS = 500_000

/** Runs the statement of a query. */
export type RunStatement = (execution: QueryExecution) => Promise<NonNullable<QueryExecution['results']>>

/** The queries of the account: runs a few at a time, and keeps their results. */
export class QueryExecutions {
  readonly #account: Account
  readonly #buckets: Buckets
  readonly #run: RunStatement
  readonly #ended: (execution: QueryExecution) => void
  /** By id, the oldest first. */
  readonly #executions = new Map<string, QueryExecution>()
  readonly #running = new Set<Promise<void>>()

  /** @param ended called with each query that has ended */
  constructor(
    account: Account,
    buckets: Buckets,
    run: RunStatement,
    ended: (execution: QueryExecution) => void,
  ) {
    this.#account = account
    this.#buckets = buckets
    this.#run = run
    this.#ended = ended
  }

  start(request: QueryRequest): QueryExecution {
    const execution = new QueryExecution(this.#account.random.uuid(), this.#account, request)
    this.#executions.set(execution.id, execution)
    this.#forgetOldest()
    this.#startNext()
    return execution
  }

  find(id: string): QueryExecution | undefined {
    return this.#executions.get(id)
  }

  /** The query that a request with this token started. */
  byToken(token: string | undefined): QueryExecution | undefined {
    if (token === undefined) return undefined
    return [...this.#executions.values()].find(({ request }) => request.token?.value === token)
  }

  /** @throws AwsError `InvalidRequestException` */
  get(id: string): QueryExecution {
    const execution = this.find(id)
    if (!execution) throw invalidRequest(`QueryExecution ${id} was not found`)
    return execution
  }

  /** The latest first. */
  list(): QueryExecution[] {
    return [...this.#executions.values()].reverse()
  }

  /** Cancels all queries, and waits for those that run. */
  async close(): Promise<void> {
    for (const execution of this.#executions.values()) execution.cancel('The local AWS stops.')
    await Promise.all(this.#running)
  }

  #startNext(): void {
    const waiting = [...this.#executions.values()].find(({ state }) => state === 'QUEUED')
    if (!waiting || this.#running.size >= CONCURRENT) return
    waiting.start()
    const run = this.#complete(waiting).finally(() => {
      this.#running.delete(run)
      this.#startNext()
    })
    this.#running.add(run)
  }

  async #complete(execution: QueryExecution): Promise<void> {
    const { wall } = this.#account.clock
    const limit = wall.setTimer(TIME_LIMIT_MS, () => execution.cancel('Query timeout'))
    try {
      const results = await this.#run(execution)
      await this.#write(execution, results)
      execution.succeed(results)
    } catch (cause) {
      execution.fail(cause)
    } finally {
      limit.cancel()
      this.#ended(execution)
      this.#forgetOldest()
    }
  }

  /** @throws QueryFailure */
  async #write(execution: QueryExecution, results: NonNullable<QueryExecution['results']>): Promise<void> {
    const { caller, resultConfiguration } = execution.request
    const { bucket, prefix: key } = parseS3Location(execution.outputLocation)
    const kmsKey = resultConfiguration.EncryptionConfiguration?.KmsKey
    try {
      await this.#buckets.put(bucket, key, csvText(results), caller, { kmsKey })
    } catch (cause) {
      throw new QueryFailure(
        `Unable to write the results to ${execution.outputLocation}: ${cause instanceof Error ? cause.message : cause}`,
        { type: 1003 },
      )
    }
  }

  #forgetOldest(): void {
    let rows = 0
    for (const [index, execution] of this.list().entries()) {
      rows += execution.results?.rows.length ?? 0
      const kept = index === 0 || (index < MAX_KEPT_QUERIES && rows <= MAX_KEPT_ROWS)
      if (!kept && !execution.active) this.#executions.delete(execution.id)
    }
  }
}
