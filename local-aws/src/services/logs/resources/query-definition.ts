import type { Resource, ResourceType } from '../../../template/resource-type.ts'
import type { QueryDefinitions } from '../query-definitions.ts'

/** `AWS::Logs::QueryDefinition`: `Ref` is its id. */
export function queryDefinitionType(queryDefinitions: QueryDefinitions): ResourceType {
  return {
    type: 'AWS::Logs::QueryDefinition',
    simulated: ['LogGroupNames', 'Name', 'QueryLanguage', 'QueryString'],
    inert: {},
    create: resource => createQueryDefinition(resource, queryDefinitions),
  }
}

function createQueryDefinition({ properties }: Resource, queryDefinitions: QueryDefinitions) {
  const id = queryDefinitions.put({
    name: String(properties.Name),
    queryString: String(properties.QueryString),
    queryLanguage: properties.QueryLanguage as string | undefined,
    logGroupNames: properties.LogGroupNames as string[] | undefined,
  })
  return { physicalId: id, attributes: { QueryDefinitionId: id } }
}
