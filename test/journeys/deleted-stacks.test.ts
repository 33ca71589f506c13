import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { Destroying } from './destroying.ts'
import { Messaging } from './messaging.ts'

let messaging: Messaging<SteppedClock>
let destroying: Destroying

beforeAll(async () => {
  messaging = await Messaging.on(new SteppedClock())
  destroying = new Destroying(messaging)
})
afterAll(async () => {
  destroying.close()
  await messaging.close()
})

/** What is left of what stacks made, by service. */
async function leftovers(): Promise<Record<string, unknown[] | undefined>> {
  const { connection, sqs } = messaging
  const lambda = new LambdaClient(connection)
  return {
    alarms: (await new CloudWatchClient(connection).send(new DescribeAlarmsCommand())).MetricAlarms,
    buckets: (await new S3Client(connection).send(new ListBucketsCommand())).Buckets,
    eventSources: (await lambda.send(new ListEventSourceMappingsCommand())).EventSourceMappings,
    functions: (await lambda.send(new ListFunctionsCommand())).Functions,
    logGroups: (await new CloudWatchLogsClient(connection).send(new DescribeLogGroupsCommand())).logGroups,
    queues: (await sqs.send(new ListQueuesCommand())).QueueUrls ?? [],
    roles: (await new IAMClient(connection).send(new ListRolesCommand())).Roles,
    streams: (await new KinesisClient(connection).send(new ListStreamsCommand())).StreamNames,
    tables: (await new DynamoDBClient(connection).send(new ListTablesCommand())).TableNames,
    topics: (await new SNSClient(connection).send(new ListTopicsCommand())).Topics,
  }
}

const kinds = (left: Record<string, unknown[] | undefined>) =>
  Object.keys(left).filter(kind => left[kind]?.length !== 0)

test('all stacks are destroyed in the reverse order of their deployment, and nothing is left', async () => {
  const made = await leftovers()
  expect(kinds(made)).toEqual(Object.keys(made))
  const parts = ['Clickstream', 'Video', 'Posts', 'Shop', 'Mail', 'Operations']
  const destroyed = await destroying.all()
  expect(destroyed.map(({ stack }) => stack).sort()).toEqual(
    parts.map(part => `Messaging-dev-${part}`).sort(),
  )
  for (const { status, failures } of destroyed) {
    expect({ status, failures }).toEqual({ status: 'DELETE_COMPLETE', failures: [] })
  }
  expect(kinds(await leftovers())).toEqual([])
})
