import { structure, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Catalog } from '../catalog.ts'
import { DATABASE_INPUT } from '../input-model.ts'
import type { DatabaseInput } from '../table-input.ts'
import { checkCatalogId, definitionOf } from './definition.ts'

/** `AWS::Glue::Database`: `Ref` is its name. */
export function databaseType(catalog: Catalog): ResourceType {
  return resourceType({
    type: 'AWS::Glue::Database',
    properties: { CatalogId: text.required, DatabaseInput: structure().required, DatabaseName: text },
    inert: {},
    create(resource) {
      const { CatalogId, DatabaseInput: given, DatabaseName } = resource.properties
      checkCatalogId(CatalogId, catalog.account.id)
      // "For Hive compatibility, this name is folded to lowercase", a generated one too.
      const named = { Name: DatabaseName ?? resource.physicalName(255).toLowerCase(), ...given }
      const definition = definitionOf<DatabaseInput>(named, DATABASE_INPUT, 'DatabaseInput')
      return { physicalId: catalog.createDatabase(definition).name, attributes: {} }
    },
    delete: ({ physicalId }) => catalog.deleteDatabase(physicalId),
  })
}
