import type { Account } from '../../account.ts'
import type { Caller } from '../../identity/caller.ts'
import type { ConsumerPort, PushedRecords, ShardSubscription, StreamPosition } from '../../ports.ts'
import type { StreamConsumer } from './stream-consumer.ts'
import type { Subscribing } from './subscribing.ts'
import type { Subscription } from './subscription.ts'

/** The consumer as other services of this process use it: without HTTP, but with the same rules. */
export class InProcessConsumer implements ConsumerPort {
  readonly #account: Account
  readonly #consumer: StreamConsumer
  readonly #subscribing: Subscribing

  constructor(account: Account, consumer: StreamConsumer, subscribing: Subscribing) {
    this.#account = account
    this.#consumer = consumer
    this.#subscribing = subscribing
  }

  subscribe(shardId: string, position: StreamPosition, caller: Caller): ShardSubscription {
    const { arn } = this.#consumer
    this.#account.authorization.check(caller, [{ action: 'kinesis:SubscribeToShard', resource: arn }])
    return new InProcessSubscription(this.#subscribing.subscribe(this.#consumer, shardId, position, caller))
  }
}

class InProcessSubscription implements ShardSubscription {
  readonly #subscription: Subscription

  constructor(subscription: Subscription) {
    this.#subscription = subscription
  }

  async next(patienceMs: number): Promise<PushedRecords | undefined> {
    const event = await this.#subscription.next(patienceMs)
    if (event === undefined) return undefined
    const { records, millisBehindLatest, childShards } = event
    return { records, millisBehindLatest, endOfShard: childShards !== undefined }
  }

  close(): void {
    this.#subscription.close()
  }
}
