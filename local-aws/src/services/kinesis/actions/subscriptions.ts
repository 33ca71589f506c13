import { EventStream, type StreamedEvent } from '../../../api/protocols/event-stream.ts'
import type { Actions, RequestContext } from '../../../api/service-api.ts'
import type { StreamPosition } from '../../../ports.ts'
import type { Consumers } from '../consumers.ts'
import { describeChild, describeRecord } from '../stream-description.ts'
import type { Subscribing } from '../subscribing.ts'
import type { ShardEvent, Subscription } from '../subscription.ts'

/**
 * How often a consumer gets an event without new records: the continuation "captures your shard progress even when no
 * data is written to the shard". AWS does not document the interval; on AWS it is several seconds.
 */
const HEARTBEAT_MS = 5_000

interface SubscribeToShardInput {
  ConsumerARN: string
  ShardId: string
  /** The timestamp in seconds since the epoch. */
  StartingPosition: { Type: StreamPosition['type']; SequenceNumber?: string; Timestamp?: number }
}

/** The actions of consumers with enhanced fan-out. */
export function subscriptionActions(consumers: Consumers, subscribing: Subscribing): Actions {
  return {
    SubscribeToShard(input: SubscribeToShardInput, { caller, signal }: RequestContext) {
      const consumer = consumers.byArn(input.ConsumerARN)
      const { Type: type, SequenceNumber: sequenceNumber, Timestamp } = input.StartingPosition
      const timestamp = Timestamp === undefined ? undefined : Math.round(Timestamp * 1000)
      const position = { type, sequenceNumber, timestamp }
      const subscription = subscribing.subscribe(consumer, input.ShardId, position, caller)
      signal.addEventListener('abort', () => subscription.close(), { once: true })
      return new EventStream(eventsOf(subscription))
    },
  }
}

async function* eventsOf(subscription: Subscription): AsyncGenerator<StreamedEvent> {
  try {
    for (;;) {
      const event = await subscription.next(HEARTBEAT_MS)
      if (event === undefined) return
      yield { type: 'SubscribeToShardEvent', content: describeEvent(event) }
    }
  } finally {
    subscription.close()
  }
}

function describeEvent({ records, continuation, millisBehindLatest, childShards }: ShardEvent) {
  return {
    Records: records.map(describeRecord),
    ContinuationSequenceNumber: continuation,
    MillisBehindLatest: millisBehindLatest,
    ChildShards: childShards?.map(describeChild),
  }
}
