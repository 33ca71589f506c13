import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import { sqsRecord } from './invocation.ts'

/** A FIFO queue from the side of Lambda's pollers: what they hand to a function, and what they delete afterwards. */
export class PolledQueue {
  readonly #sqs: SQSClient
  readonly #name: string
  readonly #url: string
  readonly #visibilitySeconds: number

  constructor(sqs: SQSClient, url: string, visibilitySeconds: number) {
    this.#sqs = sqs
    this.#url = url
    this.#name = url.slice(url.lastIndexOf('/') + 1)
    this.#visibilitySeconds = visibilitySeconds
  }

  async send(MessageBody: string, MessageGroupId: string, MessageDeduplicationId: string): Promise<void> {
    const message = { MessageBody, MessageGroupId, MessageDeduplicationId }
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#url, ...message }))
  }

  async receive(maximum: number): Promise<Message[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#url,
        MaxNumberOfMessages: maximum,
        VisibilityTimeout: this.#visibilitySeconds,
        MessageSystemAttributeNames: ['All'],
      }),
    )
    return Messages
  }

  /** A message as the event source hands it over; first received now by the function's clock. */
  record({ Body, MessageId, ReceiptHandle = '', Attributes }: Message): SQSRecord {
    const record = sqsRecord(Body, {
      queue: this.#name,
      messageId: MessageId,
      group: Attributes?.MessageGroupId,
      receiveCount: Number(Attributes?.ApproximateReceiveCount),
    })
    record.attributes.ApproximateFirstReceiveTimestamp = String(Date.now())
    return { ...record, receiptHandle: ReceiptHandle }
  }

  async remove(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#url, Entries }))
  }
}
