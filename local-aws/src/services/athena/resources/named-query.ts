import { text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { NamedQueries } from '../named-queries.ts'
import { PRIMARY, type WorkGroups } from '../work-groups.ts'

/** `AWS::Athena::NamedQuery`: `Ref` is its id. */
export function namedQueryType(groups: WorkGroups, queries: NamedQueries): ResourceType {
  return resourceType({
    type: 'AWS::Athena::NamedQuery',
    properties: {
      Database: text.required,
      Description: text,
      Name: text,
      QueryString: text.required,
      WorkGroup: text,
    },
    inert: {},
    create(resource) {
      const { Database, Description, Name, QueryString, WorkGroup = PRIMARY } = resource.properties
      const { id } = queries.create({
        name: Name ?? resource.physicalName(128),
        description: Description,
        database: Database,
        queryString: QueryString,
        workGroup: groups.get(WorkGroup).name,
      })
      return { physicalId: id, attributes: { NamedQueryId: id } }
    },
    delete: ({ physicalId }) => {
      if (queries.find(physicalId)) queries.delete(physicalId)
    },
  })
}
