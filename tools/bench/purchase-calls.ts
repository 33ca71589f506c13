import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { PublishBatchCommand, PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Part, TimeByPart } from './purchase-parts.ts'

/** What the calls are made with, and to: a table with the key `id`, a stream, a FIFO topic, a queue, a verified sender. */
export interface CallTargets {
  dynamoDb: DynamoDBClient
  kinesis: KinesisClient
  ses: SESv2Client
  sns: SNSClient
  sqs: SQSClient
  TableName: string
  StreamName: string
  TopicArn: string
  QueueUrl: string
  sender: string
}

/** A call that is made for so many purchases at a time. */
export interface Step {
  readonly size: number
  call(purchases: readonly string[]): Promise<unknown>
}

/** How many messages a function got at a time, by its service. */
export type BatchSizes = Readonly<Record<string, number>>

export const ways = ['oneByOne', 'gathered'] as const

export type Way = (typeof ways)[number]

/** What the calls of a purchase take, made one by one and gathered. */
export type BareTimes = Record<Way, TimeByPart>

/** An event of the size that the shop's have. */
const event = JSON.stringify({ type: 'bare.purchase.v1', text: 'x'.repeat(700) })
const body = 'x'.repeat(1_200)

/** The SDK calls that the functions make for a purchase, with nothing around them. */
export class PurchaseCalls {
  readonly #targets: CallTargets

  constructor(targets: CallTargets) {
    this.#targets = targets
  }

  /**
   * One by one, or gathered as the functions gather them: what a batch of messages has in common goes in one call. The
   * mailer's records that a mail is sent are counted as calls of their own, as SES's answers seldom arrive together.
   */
  steps(part: Part, way: Way, sizes: BatchSizes): readonly Step[] {
    const gathered = way === 'gathered'
    const size = (service: string) => (gathered ? Math.max(1, Math.round(sizes[service] ?? 1)) : 1)
    const each = (call: (purchase: string) => Promise<unknown>): Step => ({
      size: 1,
      call: ([purchase = '']) => call(purchase),
    })
    switch (part) {
      case 'shop':
        return [
          gathered
            ? { size: 1, call: purchases => this.#publishBatch(purchases, 'placed') }
            : each(purchase => this.#publish(purchase, 'placed')),
          each(purchase => this.#putOnce(`${purchase}-shipment`)),
          gathered
            ? { size: size('shop-shipping'), call: purchases => this.#publishBatch(purchases, 'shipped') }
            : each(purchase => this.#publish(purchase, 'shipped')),
          each(purchase => this.#update(`${purchase}-read-model`)),
          each(purchase => this.#update(`${purchase}-read-model`)),
          gathered
            ? { size: size('shop-receipts'), call: purchases => this.#sendBatch(purchases) }
            : each(purchase => this.#send(purchase)),
          { size: size('mail-mailer'), call: purchases => this.#readRecipients(purchases) },
          each(purchase => this.#putOnce(`${purchase}-email`)),
          each(purchase => this.#mail(purchase)),
          each(purchase => (gathered ? this.#write(`${purchase}-email`) : this.#update(`${purchase}-email`))),
        ]
      case 'bridge':
        return [{ size: size('clickstream-purchases'), call: purchases => this.#putRecords(purchases) }]
      case 'trends':
        return [
          { size: size('clickstream-trends'), call: () => this.#readGenerations() },
          { size: size('clickstream-trends'), call: purchases => this.#count(purchases) },
        ]
    }
  }

  #publish(purchase: string, kind: string): Promise<unknown> {
    const { sns, TopicArn } = this.#targets
    return sns.send(new PublishCommand({ TopicArn, ...publication(purchase, kind) }))
  }

  #publishBatch(purchases: readonly string[], kind: string): Promise<unknown> {
    const { sns, TopicArn } = this.#targets
    const PublishBatchRequestEntries = purchases.map((purchase, index) => ({
      Id: String(index),
      ...publication(purchase, kind),
    }))
    return sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }))
  }

  #send(purchase: string): Promise<unknown> {
    const { sqs, QueueUrl } = this.#targets
    return sqs.send(new SendMessageCommand({ QueueUrl, ...message(purchase) }))
  }

  #sendBatch(purchases: readonly string[]): Promise<unknown> {
    const { sqs, QueueUrl } = this.#targets
    const Entries = purchases.map((purchase, index) => ({ Id: String(index), ...message(purchase) }))
    return sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  }

  #putOnce(id: string): Promise<unknown> {
    const { dynamoDb, TableName } = this.#targets
    return dynamoDb.send(
      new PutItemCommand({
        TableName,
        Item: { id: { S: id }, event: { S: event } },
        ConditionExpression: 'attribute_not_exists(id)',
      }),
    )
  }

  #update(id: string): Promise<unknown> {
    const { dynamoDb, TableName } = this.#targets
    return dynamoDb.send(
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: id } },
        UpdateExpression: 'SET #state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': { S: event } },
      }),
    )
  }

  #write(id: string): Promise<unknown> {
    const { dynamoDb, TableName } = this.#targets
    const requests = [{ PutRequest: { Item: { id: { S: id }, event: { S: event } } } }]
    return dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }))
  }

  #readRecipients(purchases: readonly string[]): Promise<unknown> {
    const { dynamoDb, TableName } = this.#targets
    const Keys = purchases.map(purchase => ({ id: { S: `${purchase}@bare.example` } }))
    return dynamoDb.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }))
  }

  #mail(purchase: string): Promise<unknown> {
    const { ses, sender } = this.#targets
    return ses.send(
      new SendEmailCommand({
        FromEmailAddress: sender,
        Destination: { ToAddresses: [`${purchase}@bare.example`] },
        Content: {
          Simple: { Subject: { Data: 'Receipt' }, Body: { Html: { Data: body }, Text: { Data: body } } },
        },
      }),
    )
  }

  #putRecords(purchases: readonly string[]): Promise<unknown> {
    const { kinesis, StreamName } = this.#targets
    const Records = purchases.map(purchase => ({
      Data: new TextEncoder().encode(event),
      PartitionKey: purchase,
    }))
    return kinesis.send(new PutRecordsCommand({ StreamName, Records }))
  }

  #readGenerations(): Promise<unknown> {
    const { dynamoDb, TableName } = this.#targets
    return dynamoDb.send(
      new GetItemCommand({ TableName, Key: { id: { S: 'generations' } }, ConsistentRead: true }),
    )
  }

  /** Marks each, and adds all of them to one item. */
  #count(purchases: readonly string[]): Promise<unknown> {
    const { dynamoDb, TableName } = this.#targets
    const marks = purchases.map(purchase => ({
      Put: {
        TableName,
        Item: { id: { S: `${purchase}-mark` } },
        ConditionExpression: 'attribute_not_exists(id)',
      },
    }))
    const addition = {
      Update: {
        TableName,
        Key: { id: { S: `${purchases[0]}-trend` } },
        UpdateExpression: 'ADD purchases :count',
        ExpressionAttributeValues: { ':count': { N: String(purchases.length) } },
      },
    }
    return dynamoDb.send(new TransactWriteItemsCommand({ TransactItems: [...marks, addition] }))
  }
}

function publication(purchase: string, kind: string) {
  return { Message: event, MessageGroupId: purchase, MessageDeduplicationId: `${purchase}-${kind}` }
}

function message(purchase: string) {
  return { MessageBody: event, MessageGroupId: `customer-${purchase.length}` }
}
