/*
 * Runs as a separate process: `bare-calls <endpoint> <batch sizes as JSON>` prints the BareTimes: the processor time that
 * the SDK takes for the calls of one purchase with nothing around them, the lower bound of what the functions take.
 *
 * The local AWS at the endpoint has no stack: this script creates what it calls, and nothing reads it.
 */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateStreamCommand, KinesisClient, waitUntilStreamExists } from '@aws-sdk/client-kinesis'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { localConnection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'
import { type CallTargets, PurchaseCalls, type Step, type Way, ways } from './purchase-calls.ts'
import { type Part, parts, type TimeByPart } from './purchase-parts.ts'
import { median } from './report.ts'

const WARM_UP_TURNS = 2
const TURNS = 9
const PURCHASES_A_TURN = 100
/** As many calls at a time as the shop's clients have in progress. */
const AT_ONCE = 8

const [endpoint = '', sizes = '{}'] = process.argv.slice(2)
const targets = await prepare(endpoint)
const calls = new PurchaseCalls(targets)
const measured = ways.flatMap(way =>
  parts.map(part => ({ way, part, steps: calls.steps(part, way, JSON.parse(sizes)), ms: [] as number[] })),
)
for (let turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
  // In turns, so that other load on the machine affects all alike.
  for (const { way, part, steps, ms } of measured) {
    const taken = await timeOf(steps, `${way}-${part}-${turn}`)
    if (turn >= 0) ms.push(taken)
  }
}
for (const client of [targets.dynamoDb, targets.kinesis, targets.ses, targets.sns, targets.sqs])
  client.destroy()
console.log(JSON.stringify(Object.fromEntries(ways.map(way => [way, timesOf(way)]))))

function timesOf(way: Way): TimeByPart {
  const ofWay = measured.filter(each => each.way === way)
  return Object.fromEntries(ofWay.map(({ part, ms }): [Part, number] => [part, median(ms)])) as TimeByPart
}

/** In ms of processor time a purchase. */
async function timeOf(steps: readonly Step[], name: string): Promise<number> {
  const purchases = Array.from({ length: PURCHASES_A_TURN }, (_, number) => `${name}-${number}`)
  const before = process.cpuUsage()
  for (const { size, call } of steps) await inParallel(portions(purchases, size), AT_ONCE, call)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / PURCHASES_A_TURN
}

function portions(purchases: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(purchases.length / size) }, (_, index) =>
    purchases.slice(index * size, (index + 1) * size),
  )
}

async function prepare(url: string): Promise<CallTargets> {
  const connection = localConnection(url)
  const dynamoDb = new DynamoDBClient(connection)
  // Without HTTP/2, as in the functions.
  const kinesis = new KinesisClient({ ...connection, requestHandler: new NodeHttpHandler() })
  const ses = new SESv2Client(connection)
  const sns = new SNSClient(connection)
  const sqs = new SQSClient(connection)
  const TableName = 'bare'
  const StreamName = 'bare'
  const sender = 'shop@bare.example'
  const { TopicArn = '' } = await sns.send(
    new CreateTopicCommand({ Name: 'bare.fifo', Attributes: { FifoTopic: 'true' } }),
  )
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'bare' }))
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
  return { dynamoDb, kinesis, ses, sns, sqs, TableName, StreamName, TopicArn, QueueUrl, sender }
}
