import type { Account } from '../../account.ts'
import { resourceNotFound } from './errors.ts'
import type { PolicyHolder, ResourcePolicy } from './resource-policies.ts'
import { ShardSubscriptions } from './shard-subscriptions.ts'
import { TRANSITION_MS } from './transition.ts'

export type ConsumerStatus = 'CREATING' | 'ACTIVE' | 'DELETING'

/** A consumer that is registered for enhanced fan-out. */
export class StreamConsumer implements PolicyHolder {
  readonly name: string
  /** The stream's ARN followed by `/consumer/<name>:<seconds since the epoch>`. */
  readonly arn: string
  readonly streamArn: string
  readonly accountId: string
  /** In ms since the epoch. */
  readonly createdAt: number
  readonly tags = new Map<string, string>()
  readonly subscriptions: ShardSubscriptions
  policy: ResourcePolicy | undefined
  readonly #account: Account
  #status: ConsumerStatus = 'CREATING'

  constructor(account: Account, streamArn: string, name: string) {
    this.#account = account
    this.name = name
    this.accountId = account.id
    this.streamArn = streamArn
    this.createdAt = account.clock.now()
    this.arn = `${streamArn}/consumer/${name}:${Math.floor(this.createdAt / 1000)}`
    this.subscriptions = new ShardSubscriptions(account.clock, this.arn)
  }

  get status(): ConsumerStatus {
    return this.#status
  }

  /** Makes the consumer ACTIVE after a while, unless it is deregistered first. */
  activateSoon(): void {
    this.#account.clock.setTimer(TRANSITION_MS, () => {
      if (this.#status === 'CREATING') this.activate()
    })
  }

  activate(): void {
    this.#status = 'ACTIVE'
  }

  /** Deregisters the consumer and ends its subscriptions at once. */
  delete(whenGone: () => void): void {
    this.end()
    this.#account.clock.setTimer(TRANSITION_MS, whenGone)
  }

  /** Ends its subscriptions. */
  end(): void {
    this.#status = 'DELETING'
    this.subscriptions.fail(resourceNotFound(`Consumer ${this.arn} is deregistered.`))
  }
}
