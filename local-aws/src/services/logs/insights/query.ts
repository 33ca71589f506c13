import { asAwsError } from '../../../aws-error.ts'
import type { Clock } from '../../../clock.ts'
import type { LogGroup } from '../log-group.ts'
import type { QueryPlan } from './plan.ts'
import { QueryRun } from './query-run.ts'
import type { Slices } from './stages/stage.ts'

export type QueryStatus = 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled'

/** What StartQuery was asked for, checked. */
export interface QueryRequest {
  queryString: string
  plan: QueryPlan
  groups: readonly LogGroup[]
  /** Both are inside the range; ms since the epoch. */
  startMs: number
  endMs: number
}

/** A query that was started, until long after its end. */
export class Query {
  readonly id: string
  readonly request: QueryRequest
  readonly run: QueryRun
  /** In ms since the epoch. */
  readonly createTime: number
  status: QueryStatus = 'Scheduled'
  readonly #clock: Clock
  readonly #accountId: string
  #endTime: number | undefined
  #slices: Slices | undefined

  constructor(id: string, accountId: string, clock: Clock, request: QueryRequest) {
    this.id = id
    this.#accountId = accountId
    this.#clock = clock
    this.request = request
    this.run = new QueryRun(request.plan)
    this.createTime = clock.now()
  }

  /** In ms: until its end, or until now. */
  get duration(): number {
    return (this.#endTime ?? this.#clock.now()) - this.createTime
  }

  get active(): boolean {
    return this.status === 'Scheduled' || this.status === 'Running'
  }

  /** Does a slice of its work. */
  advance(): void {
    if (!this.active) return
    try {
      this.#slices ??= this.#begin()
      if (this.#slices.next().done) this.#end('Complete')
    } catch (error) {
      // GetQueryResults has no member for it.
      process.stderr.write(`local AWS: the query ${this.id} failed: ${asAwsError(error).message}\n`)
      this.#end('Failed')
    }
  }

  cancel(): void {
    this.#end('Cancelled')
  }

  /** What is written while it runs is not for it: the events are listed here. */
  #begin(): Slices {
    this.status = 'Running'
    const { groups, startMs, endMs } = this.request
    const sources = groups.map(group => ({
      log: `${this.#accountId}:${group.name}`,
      events: [...group.eventsBetween(startMs, endMs)],
    }))
    return this.run.slices(sources)
  }

  #end(status: QueryStatus): void {
    this.status = status
    this.#endTime = this.#clock.now()
    this.#slices = undefined
  }
}
