import type { Account } from '../../account.ts'
import { NotSimulatedError, type Resource, type ResourceType } from '../../template/resource-type.ts'
import type { TableDefinition, TableDescription } from './table.ts'
import type { SseSpecification } from './table-encryption.ts'
import type { TimeToLiveSpecification } from './time-to-live.ts'

const INERT = {
  ContributorInsightsSpecification: 'a report for operators; nothing reads it here',
  DeletionProtectionEnabled: 'no stack is updated or deleted here',
  PointInTimeRecoverySpecification: 'a safeguard against losses that memory does not outlive anyway',
  TableClass: 'a price',
  Tags: 'change no behaviour',
}

const SIMULATED = [
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'KeySchema',
  'LocalSecondaryIndexes',
  'SSESpecification',
  'TableName',
  'TimeToLiveSpecification',
]

/** What may stand in a secondary index; its own throughput and insights are not simulated. */
const INDEX_PROPERTIES = ['IndexName', 'KeySchema', 'Projection']

/** Makes a table and resolves when it is active. */
type MakeTable = (
  definition: TableDefinition,
  timeToLive: TimeToLiveSpecification | undefined,
) => Promise<TableDescription>

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_DynamoDB.html */
export function tableResourceTypes(account: Account, makeTable: MakeTable): ResourceType[] {
  async function create(type: string, resource: Resource) {
    checkTable(type, resource)
    const { definition, timeToLive } = tableOf(resource)
    const { TableArn, TableId, TableName } = await makeTable(definition, timeToLive)
    return { physicalId: TableName, attributes: { Arn: TableArn, TableId } }
  }

  return [
    {
      type: 'AWS::DynamoDB::Table',
      simulated: SIMULATED,
      inert: INERT,
      create: async resource => {
        const { physicalId, attributes } = await create('AWS::DynamoDB::Table', resource)
        return { physicalId, attributes: { Arn: attributes.Arn } }
      },
    },
    {
      type: 'AWS::DynamoDB::GlobalTable',
      simulated: [...SIMULATED, 'Replicas'],
      inert: INERT,
      create: resource => {
        checkReplicas(resource, account.region)
        return create('AWS::DynamoDB::GlobalTable', resource)
      },
    },
  ]
}

function checkTable(type: string, resource: Resource): void {
  const { properties } = resource
  const { BillingMode = 'PROVISIONED' } = properties
  // A provisioned table throttles, which this one never does.
  if (BillingMode !== 'PAY_PER_REQUEST') {
    throw refusal(
      resource,
      `the value ${JSON.stringify(BillingMode)} of the property "BillingMode" of ${type}`,
    )
  }
  for (const kind of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes']) {
    for (const index of (properties[kind] ?? []) as object[]) {
      const other = Object.keys(index).find(name => !INDEX_PROPERTIES.includes(name))
      if (other) throw refusal(resource, `the property "${other}" of ${kind} of ${type}`)
    }
  }
}

function tableOf({ properties, physicalName }: Resource) {
  const { TableName, TimeToLiveSpecification, SSESpecification, Replicas, ...rest } = properties
  const simulated = Object.entries(rest).filter(([name]) => SIMULATED.includes(name))
  return {
    definition: {
      TableName: String(TableName ?? physicalName(255)),
      SSESpecification: encryption(SSESpecification, Replicas),
      ...Object.fromEntries(simulated),
    },
    timeToLive: timeToLive(TimeToLiveSpecification),
  }
}

/** A global table's replicas each have the key of their region: here the one replica. */
function encryption(specification: unknown, replicas: unknown): SseSpecification | undefined {
  const [replica] = (replicas ?? []) as { SSESpecification?: SseSpecification }[]
  return replica?.SSESpecification ?? (specification as SseSpecification | undefined)
}

/** CloudFormation takes booleans as strings too. */
function timeToLive(given: unknown): TimeToLiveSpecification | undefined {
  const { AttributeName, Enabled } = (given ?? {}) as Record<string, unknown>
  return String(Enabled) === 'true' ? { AttributeName: String(AttributeName), Enabled: true } : undefined
}

/** One replica, in the table's own region: there is no other region here. */
function checkReplicas(resource: Resource, region: string): void {
  for (const replica of (resource.properties.Replicas ?? []) as Record<string, unknown>[]) {
    const { Region, ...rest } = replica
    if (Region !== region) throw refusal(resource, `a replica in ${Region} of AWS::DynamoDB::GlobalTable`)
    const other = Object.keys(rest).find(name => !Object.hasOwn(INERT, name) && name !== 'SSESpecification')
    if (other) throw refusal(resource, `the property "${other}" of Replicas of AWS::DynamoDB::GlobalTable`)
  }
}

function refusal({ stackName, logicalId }: Resource, what: string): NotSimulatedError {
  return new NotSimulatedError(stackName, logicalId, what)
}
