import type { Account } from '../../account.ts'
import type { Metrics } from '../../ports.ts'
import { checkArn } from './arn.ts'
import { cannotDeleteArchive, invalidParameter, notFound } from './errors.ts'
import type { Replays } from './replays.ts'
import type { Protocol, Subscription } from './subscription.ts'
import { Topic } from './topic.ts'
import { TopicCounters } from './topic-counters.ts'

const NAME = /^[a-zA-Z0-9_-]{1,256}$/
const FIFO_NAME = /^[a-zA-Z0-9_-]{1,251}\.fifo$/

/** @throws AwsError `InvalidParameter` */
export function checkTopicName(name: string, fifo: boolean): void {
  if (!(fifo ? FIFO_NAME : NAME).test(name)) throw invalidParameter('Topic Name')
}

/** The topics of the account and all their subscriptions. */
export class TopicStore {
  readonly account: Account
  readonly #metrics: Metrics
  readonly #replays: Replays
  readonly #topics = new Map<string, Topic>()
  readonly #subscriptions = new Map<string, Subscription>()

  constructor(account: Account, metrics: Metrics, replays: Replays) {
    this.account = account
    this.#metrics = metrics
    this.#replays = replays
  }

  topics(): Iterable<Topic> {
    return this.#topics.values()
  }

  subscriptions(): Iterable<Subscription> {
    return this.#subscriptions.values()
  }

  /** @throws AwsError `InvalidParameter` for anything but a topic ARN of this region, `NotFound` */
  topic(arn: string): Topic {
    const topic = this.#topics.get(arn)
    if (topic) return topic
    checkArn(arn, 'TopicArn', this.account.region)
    throw notFound('Topic')
  }

  find(arn: string): Topic | undefined {
    return this.#topics.get(arn)
  }

  arnOf(name: string): string {
    return this.account.arn('sns', name)
  }

  /** @param name as {@link checkTopicName} */
  create(name: string): Topic {
    const counters = new TopicCounters(this.#metrics, name)
    const topic = new Topic(this.arnOf(name), this.account.id, counters, this.account.clock)
    this.#topics.set(topic.arn, topic)
    return topic
  }

  /**
   * Deletes a topic and its subscriptions; a topic that does not exist is not an error.
   *
   * @throws AwsError `InvalidState` if the topic archives
   */
  delete(arn: string): void {
    const topic = this.#topics.get(arn)
    if (!topic) return
    if (topic.archive) throw cannotDeleteArchive()
    for (const subscription of topic.subscriptions.values()) {
      subscription.replay?.stop()
      this.#subscriptions.delete(subscription.arn)
    }
    this.#topics.delete(arn)
  }

  /** @throws AwsError `NotFound` */
  subscription(arn: string): Subscription {
    const subscription = this.#subscriptions.get(arn)
    if (subscription) return subscription
    checkArn(arn, 'SubscriptionArn', this.account.region)
    throw notFound('Subscription')
  }

  findSubscription(arn: string): Subscription | undefined {
    return this.#subscriptions.get(arn)
  }

  /** The existing subscription of `topic` for this endpoint, if any. */
  subscriptionOf(topic: Topic, protocol: Protocol, endpoint: string): Subscription | undefined {
    for (const subscription of topic.subscriptions.values()) {
      if (subscription.protocol === protocol && subscription.endpoint === endpoint) return subscription
    }
    return undefined
  }

  addSubscription(subscription: Subscription): void {
    this.#subscriptions.set(subscription.arn, subscription)
    this.#topics.get(subscription.topicArn)?.subscriptions.set(subscription.arn, subscription)
    this.startReplay(subscription)
  }

  /** Starts the replay that the subscription's policy asks for, unless it has started. */
  startReplay(subscription: Subscription): void {
    const topic = this.#topics.get(subscription.topicArn)
    if (topic) this.#replays.start(topic, subscription)
  }

  /** Deletes a subscription; one that does not exist is not an error. */
  deleteSubscription(arn: string): void {
    const subscription = this.#subscriptions.get(arn)
    const topic = this.#topics.get(subscription?.topicArn ?? '')
    if (!topic) return
    subscription?.replay?.stop()
    this.#subscriptions.delete(arn)
    topic.subscriptions.delete(arn)
    topic.subscriptionsDeleted++
  }
}
