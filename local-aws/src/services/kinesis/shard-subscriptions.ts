import type { AwsError } from '../../aws-error.ts'
import type { Clock } from '../../clock.ts'
import { TokenBucket } from '../../token-bucket.ts'
import { resourceInUse } from './errors.ts'

const MIB = 1024 * 1024
/** "At a rate of up to 2 MiB per second for every shard you subscribe to" (RegisterStreamConsumer). */
const BYTES_OUT = { rate: 2 * MIB, burst: 2 * MIB }
/** "Within 5 seconds of a successful call, you'll get a ResourceInUseException" (SubscribeToShard). */
const EXCLUSIVE_MS = 5_000

/** A subscription that another one can take over. */
interface Endable {
  /** Ends the subscription with an exception. */
  fail(error: AwsError): void
}

interface SubscribedShard {
  /** In ms since the epoch. */
  since: number
  rate: TokenBucket
  subscription: Endable
}

/** The subscriptions of one consumer, one per shard. */
export class ShardSubscriptions {
  readonly #clock: Clock
  readonly #consumerArn: string
  readonly #shards = new Map<string, SubscribedShard>()

  constructor(clock: Clock, consumerArn: string) {
    this.#clock = clock
    this.#consumerArn = consumerArn
  }

  /**
   * "If you call SubscribeToShard 5 seconds or more after a successful call, the second call takes over the
   * subscription and the previous connection … fails with a ResourceInUseException."
   *
   * @param subscribe creates the subscription with the consumer's rate for the shard
   * @throws AwsError `ResourceInUseException` before that, and the errors of `subscribe`
   */
  open<Subscription extends Endable>(
    shardId: string,
    subscribe: (rate: TokenBucket) => Subscription,
  ): Subscription {
    const now = this.#clock.now()
    const previous = this.#shards.get(shardId)
    if (previous && now - previous.since < EXCLUSIVE_MS) {
      throw resourceInUse(
        `Another active subscription exists for consumer ${this.#consumerArn} and shard ${shardId}: subscribe again ${EXCLUSIVE_MS / 1000} seconds after the last call that succeeded.`,
      )
    }
    const rate = previous?.rate ?? new TokenBucket(this.#clock, BYTES_OUT)
    const subscription = subscribe(rate)
    previous?.subscription.fail(
      resourceInUse(`Another call of SubscribeToShard took over consumer ${this.#consumerArn}.`),
    )
    this.#shards.set(shardId, { since: now, rate, subscription })
    return subscription
  }

  /** Ends all subscriptions with an exception. */
  fail(error: AwsError): void {
    for (const { subscription } of this.#shards.values()) subscription.fail(error)
  }
}
