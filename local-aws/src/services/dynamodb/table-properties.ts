import type { Tag } from '../../tag-set.ts'
import {
  flag,
  type PropertiesOf,
  present,
  structure,
  structures,
  text,
} from '../../template/property-types.ts'
import { NotSimulatedError, type Resource } from '../../template/resource-type.ts'
import type { TableDefinition } from './table.ts'
import type { SseSpecification } from './table-encryption.ts'
import type { TimeToLiveSpecification } from './time-to-live.ts'

const UNTHROTTLED = 'described but never reached: a table on one machine is not throttled'

/** Properties of both table types without effect here, with the reasons. */
export const INERT = {
  ContributorInsightsSpecification: 'a report for operators, which nothing reads here',
  PointInTimeRecoverySpecification: 'backups are pointless for tables in memory',
  TableClass: 'it affects only the price',
  WarmThroughput: UNTHROTTLED,
}

/** Properties without effect that only `AWS::DynamoDB::Table` has, in addition to the common ones. */
export const INERT_OF_TABLE = { ...INERT, ProvisionedThroughput: UNTHROTTLED }

/** The properties that both table types read. */
export const TABLE_PROPERTIES = {
  AttributeDefinitions: structures<object>(),
  BillingMode: text,
  DeletionProtectionEnabled: flag,
  GlobalSecondaryIndexes: structures<object>(),
  KeySchema: structures<object>(),
  LocalSecondaryIndexes: structures<object>(),
  SSESpecification: structure<SseSpecification>(),
  TableName: text,
  TimeToLiveSpecification: structure<{ AttributeName?: unknown; Enabled?: unknown }>(),
}

type TableProperties = PropertiesOf<typeof TABLE_PROPERTIES> & {
  readonly ProvisionedThroughput?: object
  readonly Tags?: Tag[] | undefined
}

/** The properties of a secondary index, and those without effect here. */
const INDEX_PROPERTIES = ['IndexName', 'KeySchema', 'Projection', 'ProvisionedThroughput']
const INERT_INDEX_PROPERTIES = ['ContributorInsightsSpecification', 'WarmThroughput']

/** A replica of a global table. */
export interface Replica {
  Region?: string
  SSESpecification?: SseSpecification
  DeletionProtectionEnabled?: unknown
  GlobalSecondaryIndexes?: object[]
  Tags?: Tag[]
}

/** The input of `CreateTable` and `UpdateTimeToLive` for a table in a template. */
export interface TableInput {
  definition: TableDefinition
  timeToLive: TimeToLiveSpecification | undefined
  deletionProtection: boolean
}

/**
 * @param replica the only replica, whose encryption, tags and protection are those of the table
 * @throws NotSimulatedError for a property of an index, by name
 */
export function tableInput(
  type: string,
  resource: Resource<TableProperties>,
  replica: Replica = {},
): TableInput {
  const { properties } = resource
  const { AttributeDefinitions, BillingMode, KeySchema, ProvisionedThroughput, SSESpecification } = properties
  const { Tags = replica.Tags } = properties
  return {
    definition: {
      ...present({ AttributeDefinitions, BillingMode, KeySchema, ProvisionedThroughput, Tags }),
      ...indexes(type, resource),
      TableName: properties.TableName ?? resource.physicalName(255),
      SSESpecification: replica.SSESpecification ?? SSESpecification,
    },
    timeToLive: timeToLive(properties.TimeToLiveSpecification),
    deletionProtection: properties.DeletionProtectionEnabled ?? isTrue(replica.DeletionProtectionEnabled),
  }
}

/** The secondary indexes of the table, without properties that have no effect. */
function indexes(type: string, resource: Resource<TableProperties>): Record<string, object[]> {
  const { GlobalSecondaryIndexes, LocalSecondaryIndexes } = resource.properties
  const kinds = Object.entries(present({ GlobalSecondaryIndexes, LocalSecondaryIndexes }))
  return Object.fromEntries(
    kinds.map(([kind, given]) => [kind, given.map(index => indexOf(kind, index, type, resource))]),
  )
}

function indexOf(kind: string, index: object, type: string, resource: Resource<object>): object {
  const members = Object.entries(index).filter(([name]) => !INERT_INDEX_PROPERTIES.includes(name))
  const other = members.find(([name]) => !INDEX_PROPERTIES.includes(name))
  if (other) throw notSimulated(resource, `the property "${other[0]}" of ${kind} of ${type}`)
  return Object.fromEntries(members)
}

/** CloudFormation also accepts booleans as strings. */
const isTrue = (given: unknown) => String(given) === 'true'

function timeToLive(given: TableProperties['TimeToLiveSpecification']): TimeToLiveSpecification | undefined {
  const { AttributeName, Enabled } = given ?? {}
  return isTrue(Enabled) ? { AttributeName: String(AttributeName), Enabled: true } : undefined
}

export function notSimulated({ stackName, logicalId }: Resource<object>, what: string): NotSimulatedError {
  return new NotSimulatedError(stackName, logicalId, what)
}
