import type { Account } from '../../account.ts'
import { notFound } from './errors.ts'

export interface QueryDefinition {
  queryDefinitionId: string
  name: string
  queryString: string
  queryLanguage: string
  logGroupNames?: string[]
  /** Milliseconds since the epoch. */
  lastModified: number
}

export type PutQueryDefinitionInput = Omit<
  QueryDefinition,
  'queryDefinitionId' | 'queryLanguage' | 'lastModified'
> & {
  queryDefinitionId?: string
  queryLanguage?: string
}

/** Saved Logs Insights queries. They are kept and shown; clients start what they say. */
export class QueryDefinitions {
  readonly #account: Account
  readonly #definitions = new Map<string, QueryDefinition>()

  constructor(account: Account) {
    this.#account = account
  }

  /** Makes a definition, or replaces the one whose id is given; returns the id. */
  put({ queryDefinitionId, queryLanguage = 'CWLI', ...rest }: PutQueryDefinitionInput): string {
    if (queryDefinitionId !== undefined) this.#require(queryDefinitionId)
    const id = queryDefinitionId ?? this.#account.random.uuid()
    const lastModified = this.#account.clock.now()
    this.#definitions.set(id, { ...rest, queryDefinitionId: id, queryLanguage, lastModified })
    return id
  }

  list(namePrefix: string): QueryDefinition[] {
    return [...this.#definitions.values()].filter(({ name }) => name.startsWith(namePrefix))
  }

  /** @throws AwsError `ResourceNotFoundException` */
  delete(id: string): void {
    this.#require(id)
    this.#definitions.delete(id)
  }

  #require(id: string): void {
    if (this.#definitions.has(id)) return
    throw notFound('query definition')
  }
}
