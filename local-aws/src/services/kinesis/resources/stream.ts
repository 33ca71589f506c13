import {
  type CreatedResource,
  NotSimulatedError,
  type Resource,
  type ResourceType,
} from '../../../template/resource-type.ts'
import { enabled } from '../enhanced-monitoring.ts'
import { checkBounds } from '../retention.ts'
import { DEFAULT_RECORD_KIB, DEFAULT_RETENTION_HOURS, ON_DEMAND_SHARDS, type StreamMode } from '../stream.ts'
import type { StreamDirectory } from '../stream-directory.ts'
import { addTags } from '../tags.ts'

/** As the CloudFormation reference has it; numbers may come as text. */
interface StreamProperties {
  Name?: string
  ShardCount?: number | string
  RetentionPeriodHours?: number | string
  MaxRecordSizeInKiB?: number | string
  StreamModeDetails?: { StreamMode: StreamMode }
  StreamEncryption?: { EncryptionType: string; KeyId: string }
  DesiredShardLevelMetrics?: readonly string[]
  Tags?: readonly { Key: string; Value: string }[]
}

/** What may stand in the properties that are objects. */
const NESTED: Readonly<Record<string, readonly string[]>> = {
  StreamEncryption: ['EncryptionType', 'KeyId'],
  StreamModeDetails: ['StreamMode'],
}

/** `AWS::Kinesis::Stream`: `Ref` is its name. It is ACTIVE when it is made, as when CloudFormation is done with it. */
export function streamType(streams: StreamDirectory): ResourceType {
  return {
    type: 'AWS::Kinesis::Stream',
    simulated: [
      'DesiredShardLevelMetrics',
      'MaxRecordSizeInKiB',
      'Name',
      'RetentionPeriodHours',
      'ShardCount',
      'StreamEncryption',
      'StreamModeDetails',
      'Tags',
    ],
    inert: {},
    create(resource: Resource): CreatedResource {
      checkNested(resource)
      const properties = resource.properties as StreamProperties
      const hours = Number(properties.RetentionPeriodHours ?? DEFAULT_RETENTION_HOURS)
      checkBounds(hours)
      const stream = streams.make({
        name: properties.Name ?? resource.physicalName(128),
        maximumRecordKiB: Number(properties.MaxRecordSizeInKiB ?? DEFAULT_RECORD_KIB),
        ...capacityOf(properties),
      })
      addTags(stream, Object.fromEntries((properties.Tags ?? []).map(({ Key, Value }) => [Key, Value])))
      stream.retain(hours)
      stream.kmsKey = properties.StreamEncryption?.KeyId
      stream.monitored = enabled(stream.monitored, properties.DesiredShardLevelMetrics ?? [])
      stream.activate()
      return { physicalId: stream.name, attributes: { Arn: stream.arn } }
    },
  }
}

/** Recording test_default_parameters_kinesis (02-07-2024): one shard, provisioned. */
function capacityOf({ StreamModeDetails, ShardCount }: StreamProperties) {
  const mode = StreamModeDetails?.StreamMode ?? 'PROVISIONED'
  return { mode, shardCount: mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : Number(ShardCount ?? 1) }
}

function checkNested({ stackName, logicalId, properties }: Resource): void {
  for (const [name, simulated] of Object.entries(NESTED)) {
    const unknown = Object.keys(properties[name] ?? {}).find(key => !simulated.includes(key))
    if (unknown !== undefined) {
      throw new NotSimulatedError(
        stackName,
        logicalId,
        `the property ${name}.${unknown} of AWS::Kinesis::Stream`,
      )
    }
  }
}
