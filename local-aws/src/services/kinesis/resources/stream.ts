import { number, structure, tags, text, texts } from '../../../template/property-types.ts'
import {
  NotSimulatedError,
  type Resource,
  type ResourceType,
  resourceType,
} from '../../../template/resource-type.ts'
import { enabled } from '../enhanced-monitoring.ts'
import { checkBounds } from '../retention.ts'
import { DEFAULT_RECORD_KIB, DEFAULT_RETENTION_HOURS, ON_DEMAND_SHARDS, type StreamMode } from '../stream.ts'
import type { StreamDirectory } from '../stream-directory.ts'
import { addTags } from '../tags.ts'

/** The members of properties that are objects. */
const NESTED = {
  StreamEncryption: ['EncryptionType', 'KeyId'],
  StreamModeDetails: ['StreamMode'],
} as const

/** `AWS::Kinesis::Stream`: `Ref` is its name. It is ACTIVE when it is created, since CloudFormation waits for that. */
export function streamType(streams: StreamDirectory): ResourceType {
  return resourceType({
    type: 'AWS::Kinesis::Stream',
    properties: {
      DesiredShardLevelMetrics: texts,
      MaxRecordSizeInKiB: number,
      Name: text,
      RetentionPeriodHours: number,
      ShardCount: number,
      StreamEncryption: structure<{ EncryptionType: string; KeyId: string }>(),
      StreamModeDetails: structure<StreamModeDetails>(),
      Tags: tags,
    },
    inert: {},
    create(resource) {
      checkNested(resource)
      const { properties } = resource
      const hours = properties.RetentionPeriodHours ?? DEFAULT_RETENTION_HOURS
      checkBounds(hours)
      const stream = streams.make({
        name: properties.Name ?? resource.physicalName(128),
        maximumRecordKiB: properties.MaxRecordSizeInKiB ?? DEFAULT_RECORD_KIB,
        ...capacityOf(properties.StreamModeDetails, properties.ShardCount),
      })
      addTags(stream, Object.fromEntries((properties.Tags ?? []).map(({ Key, Value }) => [Key, Value])))
      stream.retain(hours)
      stream.kmsKey = properties.StreamEncryption?.KeyId
      stream.monitored = enabled(stream.monitored, properties.DesiredShardLevelMetrics ?? [])
      stream.activate()
      return { physicalId: stream.name, attributes: { Arn: stream.arn } }
    },
    delete: ({ physicalId }) => streams.remove(streams.byName(physicalId)),
  })
}

interface StreamModeDetails {
  StreamMode: StreamMode
}

/** Recording test_default_parameters_kinesis (02-07-2024): one shard, provisioned. */
function capacityOf(details: StreamModeDetails | undefined, shardCount = 1) {
  const mode = details?.StreamMode ?? 'PROVISIONED'
  return { mode, shardCount: mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : shardCount }
}

function checkNested({
  stackName,
  logicalId,
  properties,
}: Resource<{ readonly [Name in keyof typeof NESTED]?: object }>): void {
  for (const name of ['StreamEncryption', 'StreamModeDetails'] as const) {
    const simulated: readonly string[] = NESTED[name]
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
