import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  InvalidParameterException,
  NotFoundException,
  paginateListSubscriptionsByTopic,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from '../../clients/connection.ts'
import { ReplayRefusedError } from '../replay-function.ts'
import type { Times } from './rebuild-function.ts'

/** The topic and the queues of a stage that a replay needs. */
export interface ReplayedTopic {
  topicArn: string
  queueUrl: string
  /** Of the live consumer, whose subscription says which events the read model is made of. */
  liveQueueUrl: string
  /** For what SNS cannot deliver to the queue. */
  undeliveredQueueUrl: string
}

/** `open` until SNS has delivered all of the archive; `gone` without a subscription. */
export type ReplayState = 'open' | 'completed' | 'failed' | 'gone'

/** The subscription of the replay's queue, which exists only while a replay lasts. */
export class ReplayingSubscription {
  readonly #sns: SNSClient
  readonly #sqs: SQSClient
  readonly #topic: ReplayedTopic

  constructor(connection: Connection, topic: ReplayedTopic) {
    this.#sns = new SNSClient(connection)
    this.#sqs = new SQSClient(connection)
    this.#topic = topic
  }

  /** @throws ReplayRefusedError unless the archive has all since a time */
  async assertArchived(from: string): Promise<void> {
    const { topicArn: TopicArn } = this.#topic
    const { Attributes = {} } = await this.#sns.send(new GetTopicAttributesCommand({ TopicArn }))
    const { ArchivePolicy = '{}', BeginningArchiveTime } = Attributes
    if (!('MessageRetentionPeriod' in JSON.parse(ArchivePolicy)) || BeginningArchiveTime === undefined) {
      throw new ReplayRefusedError(
        `The topic ${TopicArn} archives nothing, so there is no record to rebuild the read model from. Archiving ` +
          'begins when the stage is deployed with purchasesArchiveDays.',
      )
    }
    const beginning = new Date(BeginningArchiveTime)
    if (new Date(from) >= beginning) return
    throw new ReplayRefusedError(
      `--from is ${from}, and the archive begins at ${beginning.toISOString()}: use that or a later time. What is ` +
        'older is carried over from the live read model.',
    )
  }

  /**
   * Subscribes the queue with a replay of these times, unless it is subscribed with them already.
   *
   * @throws ReplayRefusedError if SNS refuses the times, as it does when this machine's clock is ahead of its own
   */
  async open(times: Times): Promise<void> {
    const arn = await this.#find(this.#topic.queueUrl)
    const policy = replayPolicyOf(times)
    if (arn !== undefined) {
      if (await this.#replays(arn, policy)) return
      await this.#unsubscribe(arn)
    }
    const subscribe = new SubscribeCommand({
      TopicArn: this.#topic.topicArn,
      Protocol: 'sqs',
      Endpoint: await this.#arnOf(this.#topic.queueUrl),
      ReturnSubscriptionArn: true,
      Attributes: {
        RawMessageDelivery: 'true',
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: await this.#arnOf(this.#topic.undeliveredQueueUrl),
        }),
        ReplayPolicy: JSON.stringify(policy),
        ...(await this.#liveFilter()),
      },
    })
    try {
      await this.#sns.send(subscribe)
    } catch (error) {
      if (!(error instanceof InvalidParameterException)) throw error
      throw new ReplayRefusedError(
        `SNS refuses the replay: ${error.message}. Abandon this rebuild with --abandon, and begin another.`,
      )
    }
  }

  /** A replay passes the subscription's filter: with that of the live consumer, it brings the same events. */
  async #liveFilter(): Promise<Record<string, string>> {
    const arn = await this.#find(this.#topic.liveQueueUrl)
    const { FilterPolicy, FilterPolicyScope = 'MessageAttributes' } =
      (arn !== undefined && (await this.#attributes(arn))) || {}
    return FilterPolicy === undefined ? {} : { FilterPolicy, FilterPolicyScope }
  }

  async state(): Promise<ReplayState> {
    const arn = await this.#find(this.#topic.queueUrl)
    const attributes = arn === undefined ? undefined : await this.#attributes(arn)
    if (!attributes) return 'gone'
    const { ReplayStatus = '' } = attributes
    if (/failed/i.test(ReplayStatus)) return 'failed'
    return /completed/i.test(ReplayStatus) ? 'completed' : 'open'
  }

  /** Ends the subscription, if it is there. */
  async close(): Promise<void> {
    const arn = await this.#find(this.#topic.queueUrl)
    if (arn !== undefined) await this.#unsubscribe(arn)
  }

  /** The subscription of a queue. */
  async #find(queueUrl: string): Promise<string | undefined> {
    const endpoint = await this.#arnOf(queueUrl)
    const pages = paginateListSubscriptionsByTopic({ client: this.#sns }, { TopicArn: this.#topic.topicArn })
    for await (const { Subscriptions = [] } of pages) {
      const found = Subscriptions.find(({ Endpoint }) => Endpoint === endpoint)
      if (found) return found.SubscriptionArn
    }
    return undefined
  }

  async #replays(arn: string, { StartingPoint, EndingPoint }: ReplayPolicy): Promise<boolean> {
    const { ReplayPolicy = '{}' } = (await this.#attributes(arn)) ?? {}
    const current = JSON.parse(ReplayPolicy) as Partial<ReplayPolicy>
    return isSameTime(current.StartingPoint, StartingPoint) && isSameTime(current.EndingPoint, EndingPoint)
  }

  /** Undefined if somebody has ended the subscription meanwhile. */
  async #attributes(SubscriptionArn: string): Promise<Record<string, string> | undefined> {
    try {
      const { Attributes = {} } = await this.#sns.send(
        new GetSubscriptionAttributesCommand({ SubscriptionArn }),
      )
      return Attributes
    } catch (error) {
      if (error instanceof NotFoundException) return undefined
      throw error
    }
  }

  async #unsubscribe(SubscriptionArn: string): Promise<void> {
    try {
      await this.#sns.send(new UnsubscribeCommand({ SubscriptionArn }))
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error
    }
  }

  async #arnOf(QueueUrl: string): Promise<string | undefined> {
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    )
    return Attributes?.QueueArn
  }
}

interface ReplayPolicy {
  PointType: 'Timestamp'
  StartingPoint: string
  EndingPoint?: string
}

function replayPolicyOf({ from, to }: Times): ReplayPolicy {
  return { PointType: 'Timestamp', StartingPoint: from, ...(to !== undefined && { EndingPoint: to }) }
}

function isSameTime(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return Date.parse(one) === Date.parse(other)
}
