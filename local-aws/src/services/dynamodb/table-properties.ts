import { NotSimulatedError, type Resource } from '../../template/resource-type.ts'
import type { TableDefinition } from './table.ts'
import type { SseSpecification } from './table-encryption.ts'
import type { TimeToLiveSpecification } from './time-to-live.ts'

const UNTHROTTLED = 'described, and never reached: a table on one machine throttles nothing'

/** Properties of both table types that change nothing here, each with the reason. */
export const INERT = {
  ContributorInsightsSpecification: 'a report for operators; nothing reads it here',
  DeletionProtectionEnabled: 'no stack is updated or deleted here',
  PointInTimeRecoverySpecification: 'a safeguard against losses that memory does not outlive anyway',
  TableClass: 'a price',
  Tags: 'change no behaviour',
  WarmThroughput: UNTHROTTLED,
}

/** Properties of `AWS::DynamoDB::Table` alone that change nothing here. */
export const INERT_OF_TABLE = { ...INERT, ProvisionedThroughput: UNTHROTTLED }

export const SIMULATED = [
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'KeySchema',
  'LocalSecondaryIndexes',
  'SSESpecification',
  'TableName',
  'TimeToLiveSpecification',
]

/** Properties that go into the table's description as they are. */
const DESCRIBED = [...SIMULATED, 'ProvisionedThroughput']

/** What a secondary index may have, and what of it changes nothing here. */
const INDEX_PROPERTIES = ['IndexName', 'KeySchema', 'Projection', 'ProvisionedThroughput']
const INERT_INDEX_PROPERTIES = ['ContributorInsightsSpecification', 'WarmThroughput']

/** What `CreateTable` and `UpdateTimeToLive` take for a table of a template. */
export interface TableInput {
  definition: TableDefinition
  timeToLive: TimeToLiveSpecification | undefined
}

/**
 * @param encryption the `SSESpecification` that counts, where it is not the table's own
 * @throws NotSimulatedError for a property of an index, by name
 */
export function tableInput(type: string, resource: Resource, encryption?: SseSpecification): TableInput {
  const { properties } = resource
  const { TableName, TimeToLiveSpecification, SSESpecification } = properties
  const described = Object.entries(properties).filter(([name]) => DESCRIBED.includes(name))
  return {
    definition: {
      ...Object.fromEntries(described.filter(([name]) => name !== 'TimeToLiveSpecification')),
      ...indexes(type, resource),
      TableName: String(TableName ?? resource.physicalName(255)),
      SSESpecification: encryption ?? (SSESpecification as SseSpecification | undefined),
    },
    timeToLive: timeToLive(TimeToLiveSpecification),
  }
}

/** The secondary indexes of the table, without what changes nothing. */
function indexes(type: string, resource: Resource): Record<string, object[]> {
  const kinds = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes']
  const given = kinds.filter(kind => resource.properties[kind] !== undefined)
  return Object.fromEntries(
    given.map(kind => [
      kind,
      (resource.properties[kind] as object[]).map(index => indexOf(kind, index, type, resource)),
    ]),
  )
}

function indexOf(kind: string, index: object, type: string, resource: Resource): object {
  const members = Object.entries(index).filter(([name]) => !INERT_INDEX_PROPERTIES.includes(name))
  const other = members.find(([name]) => !INDEX_PROPERTIES.includes(name))
  if (other) throw notSimulated(resource, `the property "${other[0]}" of ${kind} of ${type}`)
  return Object.fromEntries(members)
}

/** CloudFormation takes booleans as strings too. */
function timeToLive(given: unknown): TimeToLiveSpecification | undefined {
  const { AttributeName, Enabled } = (given ?? {}) as Record<string, unknown>
  return String(Enabled) === 'true' ? { AttributeName: String(AttributeName), Enabled: true } : undefined
}

export function notSimulated({ stackName, logicalId }: Resource, what: string): NotSimulatedError {
  return new NotSimulatedError(stackName, logicalId, what)
}
