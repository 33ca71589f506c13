/*
 * Runs as a separate process: `bare-calls <endpoint>` prints how many milliseconds of processor time the SDK takes for
 * the calls of one purchase, each made separately and with nothing around it: the lower bound of what the functions
 * take.
 *
 * The local AWS at the endpoint has no stack: this script creates what it calls, and nothing reads it.
 */
import {
  BatchGetItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  CreateStreamCommand,
  KinesisClient,
  PutRecordsCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis'
import { CreateEmailIdentityCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { localConnection } from '../clients/connection.ts'

const PURCHASES = 500
const WARM_UP_PURCHASES = 100
/** As many calls at a time as the shop's clients have in progress. */
const AT_ONCE = 8
const TableName = 'bare'
const StreamName = 'bare'
const sender = 'shop@bare.example'

const [endpoint = ''] = process.argv.slice(2)
const connection = localConnection(endpoint)
const dynamoDb = new DynamoDBClient(connection)
// Without HTTP/2, as in the functions.
const kinesis = new KinesisClient({ ...connection, requestHandler: new NodeHttpHandler() })
const ses = new SESv2Client(connection)
const sns = new SNSClient(connection)
const sqs = new SQSClient(connection)

const { TopicArn } = await sns.send(
  new CreateTopicCommand({ Name: 'bare.fifo', Attributes: { FifoTopic: 'true' } }),
)
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'bare' }))
await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 4 }))
await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: sender }))
await dynamoDb.send(
  new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  }),
)

await waitUntilStreamExists({ client: kinesis, maxWaitTime: 30, minDelay: 1 }, { StreamName })

/** An event as large as the shop's events. */
const event = JSON.stringify({ type: 'bare.purchase.v1', text: 'x'.repeat(700) })
const body = 'x'.repeat(1_200)

await makeCalls(WARM_UP_PURCHASES, 'warm-up')
const before = process.cpuUsage()
await makeCalls(PURCHASES, 'purchase')
const { user, system } = process.cpuUsage(before)
for (const client of [dynamoDb, kinesis, ses, sns, sqs]) client.destroy()
console.log((user + system) / 1000 / PURCHASES)

async function makeCalls(purchases: number, name: string): Promise<void> {
  const clients = Array.from({ length: AT_ONCE }, async (_, client) => {
    for (let number = client; number < purchases; number += AT_ONCE) await callsOf(`${name}-${number}`)
  })
  await Promise.all(clients)
}

async function callsOf(purchase: string): Promise<void> {
  // buying
  await publish(purchase, 'placed')
  // shipping
  await putOnce(`${purchase}-shipment`)
  await publish(purchase, 'shipped')
  // history, for two events
  await update(`${purchase}-read-model`)
  await update(`${purchase}-read-model`)
  // receipts
  await sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: event,
      MessageGroupId: `customer-${purchase.length}`,
    }),
  )
  // mailer
  const Keys = [{ id: { S: `${purchase}@bare.example` } }]
  await dynamoDb.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }))
  await putOnce(`${purchase}-email`)
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: sender,
      Destination: { ToAddresses: [`${purchase}@bare.example`] },
      Content: {
        Simple: { Subject: { Data: 'Receipt' }, Body: { Html: { Data: body }, Text: { Data: body } } },
      },
    }),
  )
  await update(`${purchase}-email`)
  // the clickstream's bridge and trends
  const Records = [{ Data: new TextEncoder().encode(event), PartitionKey: purchase }]
  await kinesis.send(new PutRecordsCommand({ StreamName, Records }))
  await dynamoDb.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        {
          Put: {
            TableName,
            Item: { id: { S: `${purchase}-mark` } },
            ConditionExpression: 'attribute_not_exists(id)',
          },
        },
        {
          Update: {
            TableName,
            Key: { id: { S: `${purchase}-trend` } },
            UpdateExpression: 'ADD purchases :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ],
    }),
  )
}

async function publish(purchase: string, kind: string): Promise<void> {
  await sns.send(
    new PublishCommand({
      TopicArn,
      Message: event,
      MessageGroupId: purchase,
      MessageDeduplicationId: `${purchase}-${kind}`,
    }),
  )
}

async function putOnce(id: string): Promise<void> {
  await dynamoDb.send(
    new PutItemCommand({
      TableName,
      Item: { id: { S: id }, event: { S: event } },
      ConditionExpression: 'attribute_not_exists(id)',
    }),
  )
}

async function update(id: string): Promise<void> {
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: id } },
      UpdateExpression: 'SET #state = :state',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': { S: event } },
    }),
  )
}
