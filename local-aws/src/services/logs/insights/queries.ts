import type { Account } from '../../../account.ts'
import { AwsError } from '../../../aws-error.ts'
import { notFound } from '../errors.ts'
import { Query, type QueryRequest } from './query.ts'

/** "You are limited to 100 concurrent CloudWatch Logs Insights queries per account". */
const MAX_CONCURRENT = 100
/** On AWS, results are "available for 7 days"; here at most as many queries and rows are kept, the latest. */
const MAX_KEPT_QUERIES = 1000
const MAX_KEPT_ROWS = 100_000

/** The queries of the account: runs them by turns, a slice each, and keeps their results. */
export class Queries {
  readonly #account: Account
  /** By id, the oldest first. */
  readonly #queries = new Map<string, Query>()
  #working = false

  constructor(account: Account) {
    this.#account = account
  }

  /** @throws AwsError `LimitExceededException` */
  start(request: QueryRequest): Query {
    if (this.#active().length >= MAX_CONCURRENT) {
      throw new AwsError(
        'LimitExceededException',
        `Account maximum query concurrency limit of [${MAX_CONCURRENT}] reached.`,
      )
    }
    const { id: accountId, clock, random } = this.#account
    const query = new Query(random.uuid(), accountId, clock, request)
    this.#queries.set(query.id, query)
    this.#forgetOldest()
    void this.#work()
    return query
  }

  /** @throws AwsError `ResourceNotFoundException` */
  require(id: string): Query {
    const query = this.#queries.get(id)
    if (!query) throw notFound('query')
    return query
  }

  /** The latest first. */
  list(): Query[] {
    return [...this.#queries.values()].reverse()
  }

  #active(): Query[] {
    return [...this.#queries.values()].filter(({ active }) => active)
  }

  async #work(): Promise<void> {
    if (this.#working) return
    this.#working = true
    for (let active = this.#active(); active.length > 0; active = this.#active()) {
      for (const query of active) {
        await new Promise(resolve => setImmediate(resolve))
        query.advance()
      }
    }
    this.#working = false
    this.#forgetOldest()
  }

  #forgetOldest(): void {
    let rows = 0
    for (const [index, query] of this.list().entries()) {
      rows += query.run.results.length
      const kept = index === 0 || (index < MAX_KEPT_QUERIES && rows <= MAX_KEPT_ROWS)
      if (!kept && !query.active) this.#queries.delete(query.id)
    }
  }
}
