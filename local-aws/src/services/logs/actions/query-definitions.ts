import type { Actions } from '../../../api/service-api.ts'
import type { PutQueryDefinitionInput, QueryDefinitions } from '../query-definitions.ts'

/** Put, describe and delete saved queries. */
export function queryDefinitionActions(definitions: QueryDefinitions): Actions {
  return {
    PutQueryDefinition: (input: PutQueryDefinitionInput) => ({ queryDefinitionId: definitions.put(input) }),

    DescribeQueryDefinitions: (input: { queryDefinitionNamePrefix?: string }) => ({
      queryDefinitions: definitions.list(input.queryDefinitionNamePrefix ?? ''),
    }),

    DeleteQueryDefinition({ queryDefinitionId }: { queryDefinitionId: string }) {
      definitions.delete(queryDefinitionId)
      return { success: true }
    },
  }
}
