import { AwsError } from '../../../aws-error.ts'
import { sleep } from '../../../clock.ts'
import type { ConsumerPort, PushedRecords, ShardSubscription } from '../../../ports.ts'
import { pollingInterval } from './polling-interval.ts'
import type { ShardContext } from './shard-context.ts'
import { NOTHING_READ, type ShardRead, type ShardRecords } from './shard-records.ts'

/** The last subscription is less than 5 seconds old, or the consumer is not ACTIVE yet; a later call retries. */
const TOO_EARLY = 'ResourceInUseException'

/** A shard that a consumer with enhanced fan-out subscribes to; a subscription that is over is renewed. */
export class SubscribedShard implements ShardRecords {
  readonly #context: ShardContext
  readonly #consumer: () => ConsumerPort
  #subscription: ShardSubscription | undefined
  /** Whether the next call must wait. */
  #failed = false

  constructor(context: ShardContext, consumer: () => ConsumerPort) {
    this.#context = context
    this.#consumer = consumer
    context.signal.addEventListener('abort', () => this.#subscription?.close(), { once: true })
  }

  async next(): Promise<ShardRead> {
    const { account, signal } = this.#context
    if (this.#failed) await sleep(account.clock, pollingInterval(account.clock), signal)
    if (signal.aborted) return NOTHING_READ
    this.#failed = false
    this.#subscription ??= this.#subscribe()
    const pushed = await this.#pushed()
    if (pushed === undefined) return NOTHING_READ
    const { records, millisBehindLatest, endOfShard } = pushed
    return { records, caughtUp: millisBehindLatest === 0, ended: endOfShard }
  }

  #subscribe(): ShardSubscription | undefined {
    const { account, progress, origin, invoked } = this.#context
    try {
      const { caller } = invoked()
      const subscription = this.#consumer().subscribe(origin.shardId, progress.position, caller)
      progress.begin(account.clock.now())
      return subscription
    } catch (error) {
      this.#failed = true
      if (!(error instanceof AwsError && error.code === TOO_EARLY)) throw error
      return undefined
    }
  }

  async #pushed(): Promise<PushedRecords | undefined> {
    try {
      const pushed = await this.#subscription?.next(pollingInterval(this.#context.account.clock))
      if (pushed === undefined) this.#subscription = undefined
      return pushed
    } catch (error) {
      this.#subscription?.close()
      this.#subscription = undefined
      this.#failed = true
      throw error
    }
  }
}
