import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import { READING } from '../../key-errors.ts'
import type { Keys } from '../../ports.ts'
import type { ArchivedMessage } from './archive.ts'
import type { Delivery } from './delivery.ts'
import { Publication } from './publication.ts'
import type { Replay } from './replay.ts'
import type { Subscription } from './subscription.ts'
import type { Topic } from './topic.ts'

/** AWS does not say how fast it replays. This is what a FIFO topic takes: 3,000 messages a second (SNS quotas). */
const MESSAGES_PER_TICK = 300
const TICK_MS = 100
/** How long a replay is `Pending`. */
const INITIATION_MS = 1000

/** One replay, and what it is for. */
interface Running {
  readonly replay: Replay
  readonly topic: Topic
  readonly subscription: Subscription
}

/**
 * Delivers archived messages again, to one subscription each: in the order of their publication, so that each group
 * keeps its order, through the filter policy that the subscription has at that moment.
 */
export class Replays {
  readonly #account: Account
  readonly #keys: Keys
  readonly #delivery: Delivery

  constructor(account: Account, keys: Keys, delivery: Delivery) {
    this.#account = account
    this.#keys = keys
    this.#delivery = delivery
  }

  /** Starts the replay that the subscription's policy asks for, unless it has started. */
  start(topic: Topic, subscription: Subscription): void {
    const { replay } = subscription
    if (!replay || replay.timer) return
    replay.timer = this.#account.clock.setTimer(INITIATION_MS, () => {
      replay.status = 'In progress'
      replay.position = replay.policy.archive.positionOf(replay.policy.startingPoint)
      this.#tick({ replay, topic, subscription })
    })
  }

  /** Few messages at a time, whatever the clock says, so that other work gets its turn. */
  #tick(running: Running): void {
    const { replay, topic } = running
    if (topic.archive !== replay.policy.archive) return this.#fail(running, 'the topic archives no more')
    for (let count = 0; count < MESSAGES_PER_TICK; count++) {
      const next = replay.policy.archive.from(replay.position)
      if (!next || next.archived.at >= (replay.policy.endingPoint ?? Number.POSITIVE_INFINITY)) {
        replay.status = 'Completed'
        return
      }
      const refusal = this.#undecryptable(next.archived, topic)
      if (refusal) return this.#fail(running, refusal)
      replay.position = next.position + 1
      const message = { ...next.archived.message, topic }
      this.#delivery.deliver(new Publication(message, { replayed: true }), running.subscription)
    }
    replay.timer = this.#account.clock.setTimer(TICK_MS, () => this.#tick(running))
  }

  /**
   * "If encryption is enabled on a topic, and the KMS key is disabled or deleted, or the KMS key policy is not correctly
   * configured for Amazon SNS, Amazon SNS cannot replay messages to your subscribers" (Message archiving for FIFO topic
   * owners). SNS decrypts as a service, not for the publisher.
   *
   * @returns why the message cannot be read
   */
  #undecryptable({ keyArn }: ArchivedMessage, topic: Topic): string | undefined {
    if (!keyArn) return undefined
    const access = { caller: topic.caller, via: 'sns', context: { 'aws:sns:topicArn': topic.arn } }
    try {
      this.#keys.use(keyArn, READING, access)
      return undefined
    } catch (error) {
      if (error instanceof AwsError) return error.message
      throw error
    }
  }

  #fail({ replay, topic, subscription }: Running, reason: string): void {
    replay.status = 'Failed'
    this.#account.activity.report({
      kind: 'delivery',
      name: topic.name,
      reason: `the replay to ${subscription.endpoint} failed: ${reason}`,
    })
  }
}
