import type { Caller } from '../../identity/caller.ts'
import type { Keys, StreamPosition } from '../../ports.ts'
import { resourceInUse, streamNotFound } from './errors.ts'
import { startOf } from './iterator-position.ts'
import type { StreamConsumer } from './stream-consumer.ts'
import type { StreamDirectory } from './stream-directory.ts'
import { Subscription } from './subscription.ts'

/** SubscribeToShard, for the API and for other services. */
export class Subscribing {
  readonly #streams: StreamDirectory
  readonly #keys: Keys

  constructor(streams: StreamDirectory, keys: Keys) {
    this.#streams = streams
    this.#keys = keys
  }

  /** @throws AwsError `ResourceInUseException`, `ResourceNotFoundException`, `InvalidArgumentException` */
  subscribe(
    consumer: StreamConsumer,
    shardId: string,
    position: StreamPosition,
    caller: Caller,
  ): Subscription {
    checkActive(consumer)
    const { account } = this.#streams
    const stream = this.#streams.byArn(consumer.streamArn)
    if (!stream.usable) throw streamNotFound(stream.name, stream.accountId)
    const shard = stream.shard(shardId)
    const now = account.clock.now()
    const from = startOf(position, { operation: 'SubscribeToShard', stream, shard, now })
    return consumer.subscriptions.open(
      shard.id,
      rate =>
        new Subscription({
          ...{ account, keys: this.#keys, stream, shard, from, rate, caller },
          consumerName: consumer.name,
        }),
    )
  }
}

/** "A consumer can't read data while in the CREATING or DELETING states." */
function checkActive({ arn, status }: StreamConsumer): void {
  if (status === 'ACTIVE') return
  throw resourceInUse(`Consumer ${arn} is not in an ACTIVE state, but ${status}.`)
}
