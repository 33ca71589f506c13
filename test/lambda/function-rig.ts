import {
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type GetItemCommandOutput,
  type KeySchemaElement,
  paginateScan,
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
  DeleteMessageCommand,
  DeleteQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { SteppedClock } from '@messaging-on-aws/local-aws'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Functions } from '../../local-aws/src/ports.ts'
import { MetricStore } from '../../local-aws/src/services/cloudwatch/metric-store.ts'
import { DynamoDb } from '../../local-aws/src/services/dynamodb/dynamodb.ts'
import { Kinesis } from '../../local-aws/src/services/kinesis/kinesis.ts'
import { Kms } from '../../local-aws/src/services/kms/kms.ts'
import { S3 } from '../../local-aws/src/services/s3/s3.ts'
import { MailStore, type ReceivedMail } from '../../local-aws/src/services/ses/inbox.ts'
import { Ses } from '../../local-aws/src/services/ses/ses.ts'
import { Sns } from '../../local-aws/src/services/sns/sns.ts'
import { Sqs } from '../../local-aws/src/services/sqs/sqs.ts'
import { Rig } from '../../local-aws/test/rig.ts'

const REGION = 'us-east-1'

/** The function under test runs in the test. */
const NO_FUNCTIONS: Functions = {
  invoke: () => Promise.reject(new Error('There are no functions.')),
  invokeAsynchronously: () => {
    throw new Error('There are no functions.')
  },
  timeoutSeconds: () => {
    throw new Error('There are no functions.')
  },
}

/**
 * The services that a function calls, real ones of the local AWS, and the function's environment. A test opens it
 * first and imports the function after: handlers read their environment when they are loaded.
 */
export class FunctionRig {
  readonly #rig = Rig.stepped()
  readonly #kms = new Kms(this.#rig.account)
  readonly #dynamoDb = new DynamoDb(this.#rig.account, this.#kms)
  #queues: SQSClient | undefined
  #streams: KinesisClient | undefined

  async open(service: string): Promise<void> {
    const { account } = this.#rig
    const kms = this.#kms
    const metrics = new MetricStore(account)
    const sqs = new Sqs(account, kms, metrics)
    const kinesis = new Kinesis(account, kms, metrics)
    const inbox = new MailStore(account)
    const sns = new Sns(account, sqs, kms, inbox, metrics)
    const ses = new Ses(account, inbox, sns)
    const s3 = new S3(account, this.#rig.credentials, {
      queues: sqs,
      topics: sns,
      functions: NO_FUNCTIONS,
      keys: kms,
    })
    const apis = [kms.api, sqs.api, sns.api, kinesis.api, this.#dynamoDb.api, ses.api, s3.api]
    await this.#rig.open(apis, [inbox])
    this.environment({
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL: account.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      POWERTOOLS_SERVICE_NAME: service,
      POWERTOOLS_METRICS_NAMESPACE: 'Messaging',
      MAXIMUM_TRIES: '5',
      MAXIMUM_RECEIVES: '960',
      // Longer than the messages of the tests are old.
      RETENTION_SECONDS: '315360000',
    })
    this.#queues = new SQSClient(this.#rig.client)
    this.#streams = new KinesisClient({ ...this.#rig.client, requestHandler: new NodeHttpHandler() })
    this.environment({
      QUEUE_URL: await this.queue('own'),
      TRIES_TABLE: await this.table('tries', 'messageId'),
    })
  }

  async close(): Promise<void> {
    this.#streams?.destroy()
    await this.#rig.close()
    await this.#dynamoDb.close()
  }

  get client() {
    return this.#rig.client
  }

  get clock(): SteppedClock {
    return this.#rig.clock
  }

  environment(variables: Record<string, string>): void {
    Object.assign(process.env, variables)
  }

  /** @param indexes partition key and sort key of each global secondary index, by its name */
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
    await this.#dynamoDb.makeTable(definition as never, undefined)
    return name
  }

  /** Its name is free when this resolves. */
  async deleteTable(TableName: string): Promise<void> {
    const dynamoDb = new DynamoDBClient(this.client)
    await dynamoDb.send(new DeleteTableCommand({ TableName }))
    const isThere = () => dynamoDb.send(new DescribeTableCommand({ TableName })).catch(unlessMissing)
    while (await isThere()) await new Promise(resolve => setImmediate(resolve))
  }

  async items(table: string): Promise<NonNullable<GetItemCommandOutput['Item']>[]> {
    const items: NonNullable<GetItemCommandOutput['Item']>[] = []
    const client = new DynamoDBClient(this.client)
    for await (const { Items = [] } of paginateScan({ client }, { TableName: table })) items.push(...Items)
    return items
  }

  /** A KMS key for HMAC-SHA256; gives its id. */
  async hmacKey(): Promise<string> {
    const command = new CreateKeyCommand({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const { KeyMetadata } = await new KMSClient(this.client).send(command)
    return KeyMetadata?.KeyId as string
  }

  /** The mails that reached an address, or all of them. */
  async inbox(to?: string): Promise<ReceivedMail[]> {
    const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`
    const response = await fetch(`${this.client.endpoint}/_aws/ses${query}`)
    return ((await response.json()) as { messages: ReceivedMail[] }).messages
  }

  /** A queue, FIFO by its name; gives its URL. */
  async queue(name: string): Promise<string> {
    const Attributes = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
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
    for (const { ReceiptHandle } of Messages) {
      await this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
    return Messages
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
