import { SnsRig } from './sns-rig.ts'

/** A message as its group and its text. */
export type Said = readonly [group: string, text: string]

/** SNS with topics that archive, and subscriptions that replay. */
export class ReplayRig extends SnsRig {
  /** The ARN of a new topic that archives for a year. */
  archivingTopic(name: string, attributes: Record<string, string> = {}): Promise<string> {
    return this.topic(`${name}.fifo`, { ArchivePolicy: '{"MessageRetentionPeriod":"365"}', ...attributes })
  }

  /** Publishes messages, a second apart. */
  async say(TopicArn: string, ...messages: readonly Said[]): Promise<void> {
    for (const [MessageGroupId, Message] of messages) {
      await this.sns.publish({ TopicArn, Message, MessageGroupId, MessageDeduplicationId: Message })
      await this.clock.advanceBy({ seconds: 1 })
    }
  }

  /** Publishes messages at once, in tens. */
  async sayMany(TopicArn: string, count: number, prefix: string): Promise<void> {
    for (let batch = 0; batch < count / 10; batch++) {
      const PublishBatchRequestEntries = Array.from({ length: 10 }, (_, index) => {
        const text = `${prefix}-${batch}-${index}`
        return { Id: text, Message: text, MessageGroupId: 'g', MessageDeduplicationId: text }
      })
      await this.sns.publishBatch({ TopicArn, PublishBatchRequestEntries })
    }
  }

  /** The time on the account's clock, as policies have it. */
  get now(): string {
    return new Date(this.clock.now()).toISOString()
  }

  async setReplay(SubscriptionArn: string, policy: object | string): Promise<void> {
    const AttributeValue = typeof policy === 'string' ? policy : JSON.stringify(policy)
    await this.sns.setSubscriptionAttributes({
      SubscriptionArn,
      AttributeName: 'ReplayPolicy',
      AttributeValue,
    })
  }

  /** `ReplayStatus`. */
  async status(SubscriptionArn: string): Promise<string | undefined> {
    const { Attributes } = await this.sns.getSubscriptionAttributes({ SubscriptionArn })
    return Attributes?.ReplayStatus
  }

  /** Receives and deletes until the queue is empty. */
  async drain(queueArn: string) {
    const QueueUrl = this.urlOf(queueArn)
    const drained = []
    for (let batch = await this.receive(queueArn); batch.length > 0; batch = await this.receive(queueArn)) {
      drained.push(...batch)
      const Entries = batch.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
      await this.sqs.deleteMessageBatch({ QueueUrl, Entries })
    }
    return drained
  }

  /** The bodies of {@link drain}. */
  async texts(queueArn: string): Promise<(string | undefined)[]> {
    return (await this.drain(queueArn)).map(({ Body }) => Body)
  }
}

/** A policy that replays from a time on, and to another. */
export function replay(StartingPoint: string, EndingPoint?: string) {
  return { PointType: 'Timestamp', StartingPoint, EndingPoint }
}
