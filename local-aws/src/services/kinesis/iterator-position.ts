import type { StreamPosition } from '../../ports.ts'
import { invalidArgument } from './errors.ts'
import { following, parseSequenceNumber, type SequenceNumber } from './sequence-number.ts'
import type { Shard } from './shard.ts'
import { shardIdOf } from './shard-id.ts'
import type { Stream } from './stream.ts'

/** The shard and the operation that a position is used for. */
interface PositionContext {
  operation: 'GetShardIterator' | 'SubscribeToShard'
  stream: Stream
  shard: Shard
  /** In ms since the epoch. */
  now: number
}

/**
 * The sequence number at which an iterator or a subscription starts to read.
 *
 * @throws AwsError `InvalidArgumentException`
 */
export function startOf(position: StreamPosition, context: PositionContext): SequenceNumber {
  const { shard, now } = context
  switch (position.type) {
    case 'TRIM_HORIZON':
      checkNoSequenceNumber(position)
      return shard.startingSequenceNumber
    case 'LATEST':
      checkNoSequenceNumber(position)
      return following(shard.lastSequenceNumber)
    case 'AT_TIMESTAMP': {
      const first = shard.records.firstSince(timestampOf(position, now))
      return first?.sequenceNumber ?? following(shard.lastSequenceNumber)
    }
    case 'AT_SEQUENCE_NUMBER':
      return sequenceNumberOf(position, context)
    case 'AFTER_SEQUENCE_NUMBER':
      return following(sequenceNumberOf(position, context))
  }
}

function checkNoSequenceNumber({ type, sequenceNumber }: StreamPosition): void {
  if (sequenceNumber !== undefined) throw wrongCombination(`${type} and also a StartingSequenceNumber`)
}

function timestampOf({ timestamp }: StreamPosition, now: number): number {
  if (timestamp === undefined)
    throw invalidArgument(
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
    )
  if (timestamp <= now) return timestamp
  throw invalidArgument(
    `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${timestamp}, currentTimestampInMillis: ${now}`,
  )
}

function sequenceNumberOf(
  { type, sequenceNumber }: StreamPosition,
  { operation, stream, shard }: PositionContext,
): SequenceNumber {
  if (sequenceNumber === undefined) throw wrongCombination(`${type} and no StartingSequenceNumber`)
  const parts = parseSequenceNumber(sequenceNumber)
  const subject = `StartingSequenceNumber ${sequenceNumber} used in ${operation} on shard ${shard.id} in stream ${stream.name} under account ${stream.accountId} is invalid`
  if (!parts) throw invalidArgument(`${subject}.`)
  if (parts.shardIndex !== shard.index) {
    throw invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${shardIdOf(parts.shardIndex)}, while it was used in a call to a shard with ${shard.id}`,
    )
  }
  if (parts.shardMadeAt !== shard.madeAt) {
    throw invalidArgument(`${subject} because it did not come from this stream.`)
  }
  return sequenceNumber
}

const wrongCombination = (what: string) =>
  invalidArgument(
    `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${what}.`,
  )
