import { text, texts } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { QueryDefinitions } from '../query-definitions.ts'

/** `AWS::Logs::QueryDefinition`: `Ref` is its id. */
export function queryDefinitionType(queryDefinitions: QueryDefinitions): ResourceType {
  return resourceType({
    type: 'AWS::Logs::QueryDefinition',
    properties: {
      LogGroupNames: texts,
      Name: text.required,
      QueryLanguage: text,
      QueryString: text.required,
    },
    inert: {},
    create: ({ properties }) => {
      const id = queryDefinitions.put({
        name: properties.Name,
        queryString: properties.QueryString,
        queryLanguage: properties.QueryLanguage,
        logGroupNames: properties.LogGroupNames,
      })
      return { physicalId: id, attributes: { QueryDefinitionId: id } }
    },
    delete: ({ physicalId }) => queryDefinitions.delete(physicalId),
  })
}
