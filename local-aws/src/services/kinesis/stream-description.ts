import type { StoredRecord } from './record-log.ts'
import type { Shard } from './shard.ts'
import type { Stream } from './stream.ts'
import type { StreamConsumer } from './stream-consumer.ts'

/** Converts a timestamp to seconds since the epoch, as in responses. */
export const seconds = (ms: number) => ms / 1000

/** The common members of all descriptions of a stream. */
export function describeStream(stream: Stream) {
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: stream.status,
    StreamModeDetails: { StreamMode: stream.mode },
    RetentionPeriodHours: stream.retentionHours,
    StreamCreationTimestamp: seconds(stream.createdAt),
    EnhancedMonitoring: [{ ShardLevelMetrics: [...stream.monitored] }],
    EncryptionType: stream.kmsKey === undefined ? 'NONE' : 'KMS',
    KeyId: stream.kmsKey,
  }
}

export function describeShard(shard: Shard) {
  const [parent, adjacent] = shard.parents
  return {
    ShardId: shard.id,
    ParentShardId: parent?.id,
    AdjacentParentShardId: adjacent?.id,
    HashKeyRange: hashKeyRange(shard),
    SequenceNumberRange: {
      StartingSequenceNumber: shard.startingSequenceNumber,
      EndingSequenceNumber: shard.endingSequenceNumber,
    },
  }
}

export function describeRecord(record: StoredRecord) {
  return {
    SequenceNumber: record.sequenceNumber,
    ApproximateArrivalTimestamp: seconds(record.arrivedAt),
    Data: record.data,
    PartitionKey: record.partitionKey,
    ...encryptionOf(record.kmsKey),
  }
}

/** The member is missing for unencrypted records and responses. */
export function encryptionOf(kmsKey: string | undefined): { EncryptionType?: 'KMS' } {
  return kmsKey === undefined ? {} : { EncryptionType: 'KMS' }
}

/** A child shard, as listed at the end of a closed shard. */
export function describeChild(shard: Shard) {
  return {
    ShardId: shard.id,
    ParentShards: shard.parents.map(({ id }) => id),
    HashKeyRange: hashKeyRange(shard),
  }
}

export function describeConsumer(consumer: StreamConsumer) {
  return {
    ConsumerName: consumer.name,
    ConsumerARN: consumer.arn,
    ConsumerStatus: consumer.status,
    ConsumerCreationTimestamp: seconds(consumer.createdAt),
  }
}

function hashKeyRange({ range }: Shard) {
  return { StartingHashKey: String(range.start), EndingHashKey: String(range.end) }
}
