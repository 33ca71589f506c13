import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { Connection } from '../connection.ts'

/** An announcement that the shop has shipped a purchase. */
export interface Shipped {
  purchaseId: string
  customerId: string
  shipmentId: string
}

/**
 * An independent witness of what the shop shipped: a separate FIFO queue on the purchases topic. It depends neither on
 * the shop's tables nor on its logs, and keeps each customer's order as it was published.
 */
export class ShippedEvents {
  readonly #sqs: SQSClient
  readonly #sns: SNSClient
  readonly #queueUrl: string
  readonly #subscriptionArn: string

  private constructor(sqs: SQSClient, sns: SNSClient, queueUrl: string, subscriptionArn: string) {
    this.#sqs = sqs
    this.#sns = sns
    this.#queueUrl = queueUrl
    this.#subscriptionArn = subscriptionArn
  }

  /** @param queueName ends with `.fifo`; an existing queue of that name is taken over and deleted at the end */
  static async of(
    connection: Connection,
    topicArn: string,
    queueName = 'shipped-witness.fifo',
  ): Promise<ShippedEvents> {
    const sqs = new SQSClient(connection)
    const sns = new SNSClient(connection)
    const Attributes = { FifoQueue: 'true' }
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: queueName, Attributes }))
    const attributes = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    )
    const queueArn = attributes.Attributes?.QueueArn as string
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: sendingPolicy(queueArn, topicArn) } }),
    )
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: 'sqs',
        Endpoint: queueArn,
        ReturnSubscriptionArn: true,
        Attributes: {
          RawMessageDelivery: 'true',
          FilterPolicyScope: 'MessageBody',
          FilterPolicy: JSON.stringify({ type: ['shop.purchase.shipped.v1'] }),
        },
      }),
    )
    return new ShippedEvents(sqs, sns, QueueUrl as string, SubscriptionArn as string)
  }

  /** The next events, at most ten, in order; none if none arrived within a second. */
  async next(): Promise<Shipped[]> {
    const QueueUrl = this.#queueUrl
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    )
    if (Messages.length === 0) return []
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
    return Messages.map(({ Body }) => (JSON.parse(Body as string) as { data: Shipped }).data)
  }

  async close(): Promise<void> {
    await this.#sns.send(new UnsubscribeCommand({ SubscriptionArn: this.#subscriptionArn }))
    await this.#sqs.send(new DeleteQueueCommand({ QueueUrl: this.#queueUrl }))
  }
}

/** Without this policy, SNS may not send to the queue, and silently loses messages. */
function sendingPolicy(queueArn: string, topicArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  })
}
