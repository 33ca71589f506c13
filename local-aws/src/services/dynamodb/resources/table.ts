import { structure, tags } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { TableDescription } from '../table.ts'
import { INERT_OF_TABLE, TABLE_PROPERTIES, type TableInput, tableInput } from '../table-properties.ts'

/** Creates a table; resolves when it is active. */
export type MakeTable = (table: TableInput) => Promise<TableDescription>

const TYPE = 'AWS::DynamoDB::Table'

/** `AWS::DynamoDB::Table`, provisioned or on demand. */
export function tableType(makeTable: MakeTable): ResourceType {
  return resourceType({
    type: TYPE,
    properties: { ...TABLE_PROPERTIES, Tags: tags, ProvisionedThroughput: structure<object>() },
    inert: INERT_OF_TABLE,
    create: async resource => {
      const { TableArn, TableName } = await makeTable(tableInput(TYPE, resource))
      return { physicalId: TableName, attributes: { Arn: TableArn } }
    },
  })
}
