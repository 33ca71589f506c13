import type { ResourceType } from '../../../template/resource-type.ts'
import type { TableDescription } from '../table.ts'
import { INERT_OF_TABLE, SIMULATED, type TableInput, tableInput } from '../table-properties.ts'

/** Makes a table and resolves when it is active. */
export type MakeTable = (table: TableInput) => Promise<TableDescription>

const TYPE = 'AWS::DynamoDB::Table'

/** `AWS::DynamoDB::Table`, provisioned or on demand. */
export function tableType(makeTable: MakeTable): ResourceType {
  return {
    type: TYPE,
    simulated: SIMULATED,
    inert: INERT_OF_TABLE,
    create: async resource => {
      const { TableArn, TableName } = await makeTable(tableInput(TYPE, resource))
      return { physicalId: TableName, attributes: { Arn: TableArn } }
    },
  }
}
