import type { Account } from '../../account.ts'
import { invalidRequest } from './errors.ts'

export interface NamedQuery {
  readonly id: string
  readonly workGroup: string
  readonly database: string
  name: string
  description: string | undefined
  queryString: string
}

/** The saved queries of the account. */
export class NamedQueries {
  readonly #account: Account
  readonly #queries = new Map<string, NamedQuery>()

  constructor(account: Account) {
    this.#account = account
  }

  /** The ids of the queries of a workgroup, in the order of their creation. */
  idsOf(workGroup: string): string[] {
    return [...this.#queries.values()].filter(query => query.workGroup === workGroup).map(({ id }) => id)
  }

  find(id: string): NamedQuery | undefined {
    return this.#queries.get(id)
  }

  /** @throws AwsError `InvalidRequestException` */
  get(id: string): NamedQuery {
    const query = this.find(id)
    if (!query) throw invalidRequest(`NamedQuery ${id} was not found`)
    return query
  }

  create(query: Omit<NamedQuery, 'id'>): NamedQuery {
    const created = { ...query, id: this.#account.random.uuid() }
    this.#queries.set(created.id, created)
    return created
  }

  /** @throws AwsError `InvalidRequestException` */
  delete(id: string): void {
    this.#queries.delete(this.get(id).id)
  }
}
