import type { Resource, ResourceType } from '../../../template/resource-type.ts'
import type { SseSpecification } from '../table-encryption.ts'
import { INERT, notSimulated, SIMULATED, tableInput } from '../table-properties.ts'
import type { MakeTable } from './table.ts'

const TYPE = 'AWS::DynamoDB::GlobalTable'

/** `AWS::DynamoDB::GlobalTable` with one replica, in the region that there is. */
export function globalTableType(region: string, makeTable: MakeTable): ResourceType {
  return {
    type: TYPE,
    simulated: [...SIMULATED, 'Replicas'],
    inert: INERT,
    create: async resource => {
      checkReplicas(resource, region)
      checkBillingMode(resource)
      const input = tableInput(TYPE, resource, replicaEncryption(resource))
      const { TableArn, TableId, TableName } = await makeTable(input)
      return { physicalId: TableName, attributes: { Arn: TableArn, TableId } }
    },
  }
}

function checkReplicas(resource: Resource, region: string): void {
  for (const replica of (resource.properties.Replicas ?? []) as Record<string, unknown>[]) {
    const { Region, ...rest } = replica
    if (Region !== region) throw notSimulated(resource, `a replica in ${Region} of ${TYPE}`)
    refuseOthers(resource, rest, OF_REPLICAS, 'Replicas')
    for (const index of (rest.GlobalSecondaryIndexes ?? []) as object[]) {
      refuseOthers(resource, index, OF_INDEXES, 'GlobalSecondaryIndexes of Replicas')
    }
  }
}

/** A replica names the indexes of the table whose settings it has. */
const OF_REPLICAS = [...Object.keys(INERT), 'SSESpecification', 'GlobalSecondaryIndexes']
const OF_INDEXES = ['IndexName', 'ContributorInsightsSpecification']

function refuseOthers(resource: Resource, given: object, known: readonly string[], of: string): void {
  const other = Object.keys(given).find(name => !known.includes(name))
  if (other) throw notSimulated(resource, `the property "${other}" of ${of} of ${TYPE}`)
}

/** A provisioned global table has auto scaling, whose settings stand in properties of their own. */
function checkBillingMode(resource: Resource): void {
  const { BillingMode = 'PROVISIONED' } = resource.properties
  if (BillingMode === 'PAY_PER_REQUEST') return
  throw notSimulated(
    resource,
    `the value ${JSON.stringify(BillingMode)} of the property "BillingMode" of ${TYPE}`,
  )
}

/** Each replica has the key of its region. */
function replicaEncryption({ properties }: Resource): SseSpecification | undefined {
  const [replica] = (properties.Replicas ?? []) as { SSESpecification?: SseSpecification }[]
  return replica?.SSESpecification
}
