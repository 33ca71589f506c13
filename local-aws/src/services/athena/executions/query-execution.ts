import type { Account } from '../../../account.ts'
import { AwsError } from '../../../aws-error.ts'
import type { PrincipalCaller } from '../../../identity/caller.ts'
import type { ResultSet } from '../results/result-set.ts'
import type { Statement } from '../statements/statement.ts'
import type { WorkGroup } from '../work-group.ts'
import type { ResultConfiguration } from '../work-group-configuration.ts'
import { QueryCancellation, QueryFailure } from './query-failure.ts'

export type QueryState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'

/** What a query is started with. */
export interface QueryRequest {
  readonly statement: Statement
  readonly parameters: readonly string[]
  readonly database: string | undefined
  readonly catalog: string | undefined
  readonly workGroup: WorkGroup
  readonly resultConfiguration: ResultConfiguration & { readonly OutputLocation: string }
  readonly caller: PrincipalCaller
  /** `ClientRequestToken`, with the request that came with it. */
  readonly token: { readonly value: string; readonly request: string } | undefined
}

/** One run of a statement: its state, statistics and results. */
export class QueryExecution {
  readonly id: string
  readonly request: QueryRequest
  /** In ms since the epoch. */
  readonly submittedAt: number
  completedAt: number | undefined
  state: QueryState = 'QUEUED'
  failure: QueryFailure | undefined
  /** Why the state is FAILED or CANCELLED. */
  reason: string | undefined
  /** The compressed bytes that it read. */
  scannedBytes = 0
  results: ResultSet | undefined
  readonly #account: Account
  readonly #cancellation = new AbortController()
  readonly #submitted: number
  #started: number | undefined
  #ended: number | undefined

  constructor(id: string, account: Account, request: QueryRequest) {
    this.id = id
    this.#account = account
    this.request = request
    this.submittedAt = account.clock.now()
    this.#submitted = account.clock.wall.now()
  }

  get active(): boolean {
    return this.state === 'QUEUED' || this.state === 'RUNNING'
  }

  /** Aborts with a {@link QueryCancellation}. */
  get signal(): AbortSignal {
    return this.#cancellation.signal
  }

  /** Where the results are: `s3://bucket/path/<id>.csv`; statements that are no queries have a text file. */
  get outputLocation(): string {
    const { OutputLocation } = this.request.resultConfiguration
    const ending = this.request.statement.type === 'DML' ? 'csv' : 'txt'
    return `${OutputLocation}${OutputLocation.endsWith('/') ? '' : '/'}${this.id}.${ending}`
  }

  get queueMs(): number {
    return (this.#started ?? this.#wallNow) - this.#submitted
  }

  get engineMs(): number {
    return this.#started === undefined ? 0 : (this.#ended ?? this.#wallNow) - this.#started
  }

  start(): void {
    this.state = 'RUNNING'
    this.#started = this.#wallNow
  }

  succeed(results: ResultSet): void {
    this.results = results
    this.#end('SUCCEEDED')
  }

  /** @param cause a {@link QueryFailure} or {@link QueryCancellation} */
  fail(cause: unknown): void {
    if (cause instanceof QueryCancellation) {
      this.reason = cause.message
      return this.#end('CANCELLED')
    }
    this.failure = asFailure(cause)
    this.reason = this.failure.message
    this.#end('FAILED')
  }

  /** Ends a query that is active. */
  cancel(reason: string): void {
    if (!this.active) return
    const waiting = this.state === 'QUEUED'
    this.#cancellation.abort(new QueryCancellation(reason))
    if (waiting) this.fail(this.signal.reason)
  }

  #end(state: QueryState): void {
    this.state = state
    this.#started ??= this.#wallNow
    this.#ended = this.#wallNow
    this.completedAt = this.#account.clock.now()
  }

  get #wallNow(): number {
    return this.#account.clock.wall.now()
  }
}

/** Anything but a failure, a cancellation and a refusal by another service is a defect here. */
function asFailure(cause: unknown): QueryFailure {
  if (cause instanceof QueryFailure) return cause
  if (cause instanceof AwsError) {
    return new QueryFailure(`Insufficient permissions to execute the query. ${cause.message}`, { type: 1003 })
  }
  const message = cause instanceof Error ? cause.message : String(cause)
  return new QueryFailure(`GENERIC_INTERNAL_ERROR: ${message}`, { category: 1, type: 0 })
}
