import { structure, tags } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { TableDescription } from '../table.ts'
import { INERT_OF_TABLE, TABLE_PROPERTIES, type TableInput, tableInput } from '../table-properties.ts'

/** The tables of stacks. */
export interface StackTables {
  /** Resolves when the table is active. */
  make(table: TableInput): Promise<TableDescription>
  /** Resolves when the table is gone. @throws AwsError `ResourceNotFoundException` */
  remove(name: string): Promise<void>
}

const TYPE = 'AWS::DynamoDB::Table'

/** `AWS::DynamoDB::Table`, provisioned or on demand. */
export function tableType(tables: StackTables): ResourceType {
  return resourceType({
    type: TYPE,
    properties: { ...TABLE_PROPERTIES, Tags: tags, ProvisionedThroughput: structure<object>() },
    inert: INERT_OF_TABLE,
    create: async resource => {
      const { TableArn, TableName } = await tables.make(tableInput(TYPE, resource))
      return { physicalId: TableName, attributes: { Arn: TableArn } }
    },
    delete: ({ physicalId }) => tables.remove(physicalId),
  })
}
