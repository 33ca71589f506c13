import { TokenBucket } from '../../token-bucket.ts'
import { limitExceeded } from './errors.ts'
import { readToken } from './page-token.ts'
import type { Stream } from './stream.ts'
import type { StreamDirectory } from './stream-directory.ts'

/**
 * Calls per second, as documented in the API reference. An operation that is missing here has no documented rate, or
 * one per shard (`GetRecords`, `GetShardIterator`) or per day.
 */
const RATES_OF_ACCOUNT: Readonly<Record<string, number>> = {
  AddTagsToStream: 5,
  CreateStream: 5,
  DeleteStream: 5,
  DescribeLimits: 1,
  DescribeStream: 10,
  DescribeStreamSummary: 20,
  ListStreams: 5,
  ListTagsForStream: 5,
  MergeShards: 5,
  RegisterStreamConsumer: 5,
  RemoveTagsFromStream: 5,
  SplitShard: 5,
  UpdateShardCount: 10,
}
const RATES_OF_STREAM: Readonly<Record<string, number>> = {
  DeregisterStreamConsumer: 5,
  DescribeStreamConsumer: 20,
  ListShards: 1000,
  ListStreamConsumers: 5,
}

/** How requests name a stream, directly or in a consumer's ARN or a token of `ListShards`. */
interface StreamRequest {
  StreamName?: string
  StreamARN?: string
  ConsumerARN?: string
  NextToken?: string
}

type Buckets = Map<string, TokenBucket>

/** Limits the calls per second of operations, per account or per stream. */
export class CallRates {
  readonly #streams: StreamDirectory
  readonly #ofAccount: Buckets = new Map()
  readonly #ofStreams = new WeakMap<Stream, Buckets>()

  constructor(streams: StreamDirectory) {
    this.#streams = streams
  }

  /** @throws AwsError `LimitExceededException` */
  take(operation: string, request: StreamRequest): void {
    const ofAccount = RATES_OF_ACCOUNT[operation]
    if (ofAccount !== undefined) {
      this.#take(this.#ofAccount, operation, ofAccount, `account ${this.#streams.account.id}`)
    }
    const ofStream = RATES_OF_STREAM[operation]
    const stream = ofStream === undefined ? undefined : this.#streamOf(operation, request)
    // The operation itself reports a missing stream.
    if (stream) this.#take(this.#bucketsOf(stream), operation, ofStream as number, `stream ${stream.name}`)
  }

  #take(buckets: Buckets, operation: string, rate: number, subject: string): void {
    const bucket =
      buckets.get(operation) ?? new TokenBucket(this.#streams.account.clock, { rate, burst: rate })
    buckets.set(operation, bucket)
    if (bucket.take()) return
    throw limitExceeded(
      `Rate exceeded for ${operation} of ${subject}, which is ${rate} calls per second: call it again later.`,
    )
  }

  #bucketsOf(stream: Stream): Buckets {
    const buckets = this.#ofStreams.get(stream) ?? new Map()
    this.#ofStreams.set(stream, buckets)
    return buckets
  }

  #streamOf(
    operation: string,
    { StreamName, StreamARN, ConsumerARN, NextToken }: StreamRequest,
  ): Stream | undefined {
    const arn = StreamARN ?? ConsumerARN
    const name = StreamName ?? arn?.split('/')[1]
    if (name !== undefined) return this.#streams.find(name)
    if (operation !== 'ListShards' || NextToken === undefined) return undefined
    return this.#streams.find(readToken<{ name: string }>(NextToken, this.#streams.account.clock.now()).name)
  }
}
