import { structure, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Catalog } from '../catalog.ts'
import { TABLE_INPUT } from '../input-model.ts'
import type { TableInput } from '../table-input.ts'
import { checkCatalogId, definitionOf } from './definition.ts'

/** `AWS::Glue::Table`: `Ref` is its name. */
export function tableType(catalog: Catalog): ResourceType {
  return resourceType({
    type: 'AWS::Glue::Table',
    properties: {
      CatalogId: text.required,
      DatabaseName: text.required,
      Name: text,
      TableInput: structure().required,
    },
    inert: {},
    create(resource) {
      const { CatalogId, DatabaseName, Name, TableInput: given } = resource.properties
      checkCatalogId(CatalogId, catalog.account.id)
      const named = { Name: Name ?? resource.physicalName(255).toLowerCase(), ...given }
      const definition = definitionOf<TableInput>(named, TABLE_INPUT, 'TableInput')
      return { physicalId: catalog.createTable(DatabaseName, definition).name, attributes: {} }
    },
    delete: ({ physicalId, properties }) => catalog.deleteTable(properties.DatabaseName, physicalId),
  })
}
