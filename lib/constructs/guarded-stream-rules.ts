import type { Duration } from 'aws-cdk-lib'
import type { CfnStream } from 'aws-cdk-lib/aws-kinesis'
import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'
import { templateProperties } from './template-properties.ts'
import { refuseUnlessWhole } from './whole-number.ts'

/** The number of shards of a stream; with `on-demand`, Kinesis adapts it to the load. */
export type StreamCapacity = number | 'on-demand'

export interface StreamSettings {
  readonly capacity: StreamCapacity
  readonly retentionPeriod: Duration
  /** In KiB. */
  readonly maximumRecord: number
}

/** Kinesis, UpdateShardCount: "Scale up to more than 10000 shards" is not possible. */
export const MOST_SHARDS = 10_000

/** Kinesis, Changing the data retention period: "a minimum of 24 hours", "a maximum of 8760 hours (365 days)". */
export const RETENTION_HOURS = { least: 24, most: 8760 } as const

/** "You can register up to 20 consumers per stream" (CloudFormation, AWS::Kinesis::StreamConsumer). */
const MOST_CONSUMERS = 20

/** "Each shard can support up to five read transactions per second" (Kinesis, GetRecords), by all pollers together. */
const READS_A_SECOND = 5

/** 1 MiB by default, up to 10 MiB for "large records" (Kinesis, UpdateMaxRecordSize). */
const RECORD_KIB = { least: 1024, most: 10_240 } as const

/** @throws RefusedError for settings that Kinesis refuses */
export function refuseStream(stream: Construct, settings: StreamSettings): void {
  const { capacity, retentionPeriod, maximumRecord } = settings
  if (capacity !== 'on-demand') {
    refuseUnlessWhole(stream, 'Its capacity', capacity, {
      least: 1,
      most: MOST_SHARDS,
      remedy: `Use a whole number of shards from 1 to ${MOST_SHARDS}, or 'on-demand'.`,
    })
  }
  const { least, most } = RETENTION_HOURS
  refuseUnlessWhole(stream, 'Its retention period in hours', retentionPeriod.toHours({ integral: false }), {
    least,
    most,
    remedy: `Kinesis takes whole hours from ${least} to ${most}.`,
  })
  refuseUnlessWhole(stream, 'Its maximumRecord in KiB', maximumRecord, {
    ...RECORD_KIB,
    remedy: `Kinesis takes whole numbers from ${RECORD_KIB.least} to ${RECORD_KIB.most}.`,
  })
}

/** @throws RefusedError for more enhanced fan-out consumers than a stream allows */
export function refuseMoreConsumers(reader: Construct, stream: Construct, consumers: number): void {
  if (consumers <= MOST_CONSUMERS) return
  refuse(
    reader,
    `The stream ${stream.node.path} has ${consumers} consumers with enhanced fan-out, and Kinesis allows ${MOST_CONSUMERS}.`,
    'Leave out fanOut if a second of delay does no harm, or let one reader do the work of two.',
  )
}

/** @throws RefusedError if the readers together poll a shard more often than it allows */
export function refuseMoreReads(reader: Construct, stream: Construct, readsASecond: number): void {
  if (readsASecond <= READS_A_SECOND) return
  refuse(
    reader,
    `The pollers of the stream ${stream.node.path} read each shard ${readsASecond} times a second, and a shard allows ` +
      `${READS_A_SECOND} times: the rest is throttled, and all readers fall behind.`,
    'Give a reader fanOut: true, so that it has its own throughput.',
  )
}

/**
 * "AUTO … distributes records evenly across shards regardless of the partition key" (Kinesis,
 * UpdateStreamRecordDistributionStrategy).
 *
 * @returns errors in the stream's properties in the template
 */
export function lostOrder(stream: CfnStream): string[] {
  const { RecordDistributionStrategy: strategy, StreamModeDetails } = templateProperties(stream)
  if (strategy === undefined || strategy === 'USER_PARTITION_KEY') return []
  const { StreamMode } = (StreamModeDetails ?? {}) as { StreamMode?: string }
  if (StreamMode !== 'ON_DEMAND') {
    return [
      `The stream has RecordDistributionStrategy ${strategy} and provisioned shards: Kinesis allows a strategy for ` +
        'on-demand streams only, and AUTO would lose the order of a partition key. Leave it out.',
    ]
  }
  return [
    `The stream has RecordDistributionStrategy ${strategy}, which ignores the partition key: its records would lose the ` +
      'order that its readers rely on. Leave it out, or use USER_PARTITION_KEY.',
  ]
}
