import { structures } from '../../../template/property-types.ts'
import { type Resource, type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { INERT, notSimulated, type Replica, TABLE_PROPERTIES, tableInput } from '../table-properties.ts'
import type { StackTables } from './table.ts'

const TYPE = 'AWS::DynamoDB::GlobalTable'

/** `AWS::DynamoDB::GlobalTable` with one replica, in the account's region. */
export function globalTableType(region: string, tables: StackTables): ResourceType {
  return resourceType({
    type: TYPE,
    properties: { ...TABLE_PROPERTIES, Replicas: structures<Replica>() },
    inert: INERT,
    create: async resource => {
      const { BillingMode, Replicas = [] } = resource.properties
      checkReplicas(resource, Replicas, region)
      checkBillingMode(resource, BillingMode)
      // Each replica has a key in its region, and tags of its own.
      const input = tableInput(TYPE, resource, Replicas[0])
      const { TableArn, TableId, TableName } = await tables.make(input)
      return { physicalId: TableName, attributes: { Arn: TableArn, TableId } }
    },
    delete: ({ physicalId }) => tables.remove(physicalId),
  })
}

function checkReplicas(resource: Resource<object>, replicas: readonly Replica[], region: string): void {
  for (const { Region, ...rest } of replicas) {
    if (Region !== region) throw notSimulated(resource, `a replica in ${Region} of ${TYPE}`)
    refuseOthers(resource, rest, OF_REPLICAS, 'Replicas')
    for (const index of rest.GlobalSecondaryIndexes ?? []) {
      refuseOthers(resource, index, OF_INDEXES, 'GlobalSecondaryIndexes of Replicas')
    }
  }
}

/** A replica lists the indexes of the table that it has settings for. */
const OF_REPLICAS = [
  ...Object.keys(INERT),
  'DeletionProtectionEnabled',
  'SSESpecification',
  'GlobalSecondaryIndexes',
  'Tags',
]
const OF_INDEXES = ['IndexName', 'ContributorInsightsSpecification']

function refuseOthers(resource: Resource<object>, given: object, known: readonly string[], of: string): void {
  const other = Object.keys(given).find(name => !known.includes(name))
  if (other) throw notSimulated(resource, `the property "${other}" of ${of} of ${TYPE}`)
}

/** A provisioned global table uses auto scaling, which is configured by separate properties. */
function checkBillingMode(resource: Resource<object>, mode = 'PROVISIONED'): void {
  if (mode === 'PAY_PER_REQUEST') return
  throw notSimulated(resource, `the value ${JSON.stringify(mode)} of the property "BillingMode" of ${TYPE}`)
}
