import type { Account } from '../../account.ts'
import type { Actions } from '../../api/service-api.ts'
import { AwsError } from '../../aws-error.ts'

export interface QueryDefinition {
  queryDefinitionId: string
  name: string
  queryString: string
  queryLanguage: string
  logGroupNames?: string[]
  /** Milliseconds since the epoch. */
  lastModified: number
}

type PutQueryDefinitionInput = Omit<
  QueryDefinition,
  'queryDefinitionId' | 'queryLanguage' | 'lastModified'
> & {
  queryDefinitionId?: string
  queryLanguage?: string
}

/** Logs Insights queries that were saved. They are kept and shown; nothing here runs them. */
export class QueryDefinitions {
  readonly actions: Actions
  readonly #account: Account
  readonly #definitions = new Map<string, QueryDefinition>()

  constructor(account: Account) {
    this.#account = account
    this.actions = {
      PutQueryDefinition: (input: PutQueryDefinitionInput) => ({ queryDefinitionId: this.put(input) }),
      DescribeQueryDefinitions: ({
        queryDefinitionNamePrefix = '',
      }: {
        queryDefinitionNamePrefix?: string
      }) => ({
        queryDefinitions: [...this.#definitions.values()].filter(({ name }) =>
          name.startsWith(queryDefinitionNamePrefix),
        ),
      }),
      DeleteQueryDefinition: ({ queryDefinitionId }: { queryDefinitionId: string }) => {
        this.#require(queryDefinitionId)
        this.#definitions.delete(queryDefinitionId)
        return { success: true }
      },
    }
  }

  /** Makes a definition, or replaces the one whose id is given; returns the id. */
  put({ queryDefinitionId, queryLanguage = 'CWLI', ...rest }: PutQueryDefinitionInput): string {
    if (queryDefinitionId !== undefined) this.#require(queryDefinitionId)
    const id = queryDefinitionId ?? this.#account.random.uuid()
    const lastModified = this.#account.clock.now()
    this.#definitions.set(id, { ...rest, queryDefinitionId: id, queryLanguage, lastModified })
    return id
  }

  #require(id: string): void {
    if (this.#definitions.has(id)) return
    throw new AwsError('ResourceNotFoundException', 'The specified query definition does not exist.')
  }
}
