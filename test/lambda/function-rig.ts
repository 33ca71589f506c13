import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type GetItemCommandOutput,
  type KeySchemaElement,
  paginateScan,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  type _Record as KinesisRecord,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateTopicCommand, DeleteTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { LocalAws, SteppedClock } from '@messaging-on-aws/local-aws'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { type InboxMail, readInbox } from '../../tools/clients/inbox.ts'

const REGION = 'us-east-1'

/**
 * The local AWS without any stack, and the function's environment. The function under test runs in the test, which
 * opens the rig first and imports the function after: handlers read their environment when they are loaded.
 */
export class FunctionRig {
  readonly clock = new SteppedClock()
  #aws: LocalAws | undefined
  #tables: DynamoDBClient | undefined
  #queues: SQSClient | undefined
  #streams: KinesisClient | undefined

  async open(service: string): Promise<void> {
    this.#aws = await LocalAws.start({ clock: this.clock, region: REGION })
    this.environment({
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL: this.#aws.endpoint,
      AWS_ACCESS_KEY_ID: this.#aws.developer.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.#aws.developer.secretAccessKey,
      POWERTOOLS_SERVICE_NAME: service,
      POWERTOOLS_METRICS_NAMESPACE: 'Messaging',
      MAXIMUM_TRIES: '5',
      MAXIMUM_RECEIVES: '960',
      // Longer than the messages of the tests are old.
      RETENTION_SECONDS: '315360000',
    })
    this.#tables = new DynamoDBClient(this.client)
    this.#queues = new SQSClient(this.client)
    this.#streams = new KinesisClient({ ...this.client, requestHandler: new NodeHttpHandler() })
    this.environment({
      QUEUE_URL: await this.queue('own'),
      TRIES_TABLE: await this.table('tries', 'messageId'),
    })
  }

  async close(): Promise<void> {
    for (const client of [this.#tables, this.#queues, this.#streams]) client?.destroy()
    await this.#aws?.stop()
  }

  /** What an SDK client is made with. */
  get client() {
    if (!this.#aws) throw new Error('Open the rig first.')
    return { endpoint: this.#aws.endpoint, region: REGION, credentials: this.#aws.developer, maxAttempts: 1 }
  }

  environment(variables: Record<string, string>): void {
    Object.assign(process.env, variables)
  }

  /**
   * A table that is active; gives its name.
   *
   * @param indexes partition key and sort key of each global secondary index, by its name
   */
  async table(
    name: string,
    key: string,
    sortKey?: string,
    indexes: Record<string, string[]> = {},
  ): Promise<string> {
    const keys = [key, ...(sortKey ? [sortKey] : [])]
    const names = new Set([...keys, ...Object.values(indexes).flat()])
    const definition: CreateTableCommandInput = {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...names].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(keys),
      ...(Object.keys(indexes).length > 0 && {
        GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, ofIndex]) => ({
          IndexName,
          KeySchema: keySchema(ofIndex),
          Projection: { ProjectionType: 'ALL' },
        })),
      }),
    }
    await this.#dynamoDb.send(new CreateTableCommand(definition))
    while ((await this.#table(name))?.TableStatus !== 'ACTIVE') await nextTurn()
    return name
  }

  /** Its name is free when this resolves. */
  async deleteTable(TableName: string): Promise<void> {
    await this.#dynamoDb.send(new DeleteTableCommand({ TableName }))
    while (await this.#table(TableName)) await nextTurn()
  }

  async #table(TableName: string): Promise<TableDescription | undefined> {
    const described = await this.#dynamoDb.send(new DescribeTableCommand({ TableName })).catch(unlessMissing)
    return described?.Table
  }

  async items(table: string): Promise<NonNullable<GetItemCommandOutput['Item']>[]> {
    const items: NonNullable<GetItemCommandOutput['Item']>[] = []
    for await (const { Items = [] } of paginateScan({ client: this.#dynamoDb }, { TableName: table }))
      items.push(...Items)
    return items
  }

  /** A KMS key for HMAC-SHA256; gives its id. */
  async hmacKey(): Promise<string> {
    const command = new CreateKeyCommand({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const { KeyMetadata } = await new KMSClient(this.client).send(command)
    return KeyMetadata?.KeyId as string
  }

  /** The mails that reached an address, or all of them. */
  inbox(to?: string): Promise<InboxMail[]> {
    return readInbox(this.client.endpoint, to)
  }

  /** A queue that topics and buckets may send to, FIFO by its name; gives its URL. */
  async queue(name: string): Promise<string> {
    const Attributes = {
      Policy: senders('sns.amazonaws.com', 's3.amazonaws.com'),
      ...(name.endsWith('.fifo') && { FifoQueue: 'true' }),
    }
    const { QueueUrl } = await this.#sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }))
    return QueueUrl as string
  }

  async deleteQueue(QueueUrl: string): Promise<void> {
    await this.#sqs.send(new DeleteQueueCommand({ QueueUrl }))
  }

  /** A stream that is active; gives its name. */
  async stream(StreamName: string, ShardCount = 1): Promise<string> {
    await this.kinesis.send(new CreateStreamCommand({ StreamName, ShardCount }))
    await this.#settle()
    return StreamName
  }

  /** Its name is free when this resolves, also where there was none. */
  async deleteStream(StreamName: string): Promise<void> {
    await this.kinesis.send(new DeleteStreamCommand({ StreamName })).catch(unlessMissing)
    await this.#settle()
  }

  /** All records of a stream, shard by shard. */
  async records(StreamName: string): Promise<KinesisRecord[]> {
    // What it may read in a second is used up by the last look.
    await this.#settle()
    const { Shards = [] } = await this.kinesis.send(new ListShardsCommand({ StreamName }))
    const records: KinesisRecord[] = []
    for (const { ShardId } of Shards) {
      const from = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const }
      const { ShardIterator } = await this.kinesis.send(new GetShardIteratorCommand(from))
      const { Records = [] } = await this.kinesis.send(new GetRecordsCommand({ ShardIterator }))
      records.push(...Records)
    }
    return records
  }

  get kinesis(): KinesisClient {
    if (!this.#streams) throw new Error('Open the rig first.')
    return this.#streams
  }

  /** Lets what a stream is about to become be so. */
  #settle(): Promise<void> {
    return this.clock.advanceBy({ seconds: 1 })
  }

  /** A FIFO topic with a queue that gets everything; gives the topic's ARN and the queue's URL. */
  topic(name: string): Promise<{ topicArn: string; queueUrl: string }> {
    return this.#topic(name, { FifoTopic: 'true' })
  }

  /** The same, not FIFO. */
  standardTopic(name: string): Promise<{ topicArn: string; queueUrl: string }> {
    return this.#topic(name, {})
  }

  async #topic(
    name: string,
    Attributes: Record<string, string>,
  ): Promise<{ topicArn: string; queueUrl: string }> {
    const sns = new SNSClient(this.client)
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name, Attributes }))
    const queueUrl = await this.queue(`everything-of-${name}`)
    await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: queueArn(`everything-of-${name}`),
        Attributes: { RawMessageDelivery: 'true' },
      }),
    )
    return { topicArn: TopicArn as string, queueUrl }
  }

  async deleteTopic(TopicArn: string): Promise<void> {
    await new SNSClient(this.client).send(new DeleteTopicCommand({ TopicArn }))
  }

  async send(QueueUrl: string, body: unknown): Promise<void> {
    await this.#sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }))
  }

  /** Receives what has arrived, and leaves it in flight. */
  async received(QueueUrl: string): Promise<Message[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    )
    return Messages
  }

  /** Takes what has arrived out of a queue. */
  async arrived(QueueUrl: string): Promise<Message[]> {
    const Messages = await this.received(QueueUrl)
    if (Messages.length === 0) return Messages
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    const { Failed = [] } = await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
    if (Failed.length > 0)
      throw new Error(`${Failed.length} messages were not deleted: ${Failed[0]?.Message}`)
    return Messages
  }

  get #dynamoDb(): DynamoDBClient {
    if (!this.#tables) throw new Error('Open the rig first.')
    return this.#tables
  }

  get #sqs(): SQSClient {
    if (!this.#queues) throw new Error('Open the rig first.')
    return this.#queues
  }
}

function keySchema([key, sortKey]: string[]): KeySchemaElement[] {
  const partition = { AttributeName: key, KeyType: 'HASH' as const }
  return sortKey === undefined ? [partition] : [partition, { AttributeName: sortKey, KeyType: 'RANGE' }]
}

function unlessMissing(error: Error): undefined {
  if (error.name !== 'ResourceNotFoundException') throw error
}

export function queueArn(name: string): string {
  return `arn:aws:sqs:${REGION}:000000000000:${name}`
}

/** A queue's policy that lets services of the account send. */
function senders(...Service: readonly string[]): string {
  const Condition = { StringEquals: { 'aws:SourceAccount': '000000000000' } }
  const Statement = {
    Effect: 'Allow',
    Principal: { Service },
    Action: 'sqs:SendMessage',
    Resource: '*',
    Condition,
  }
  return JSON.stringify({ Version: '2012-10-17', Statement })
}
