import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import {
  CfnOutput,
  CustomResource,
  Duration,
  NestedStack,
  RemovalPolicy,
  type Stack,
  Validations,
} from 'aws-cdk-lib'
import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { AttributeType, StreamViewType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import * as targets from 'aws-cdk-lib/aws-events-targets'
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda'
import { LambdaDestination, SnsDestination, SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3'
import * as notifications from 'aws-cdk-lib/aws-s3-notifications'
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns'
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { LocalAws } from '../../src/local-aws.ts'
import { FEATURE_FLAGS, inlineFunction, runApp } from './cdk-app.ts'

/* Small apps as others write them: nothing of them is written for the local AWS. */

const RETURNS = 'exports.handler = async (event, { functionVersion }) => ({ event, functionVersion })'

function output(stack: Stack, value: string): void {
  new CfnOutput(stack, 'Out', { value })
}

const client = (aws: LocalAws) => ({
  endpoint: aws.endpoint,
  region: 'us-east-1',
  credentials: aws.developer,
})

/** The next `count` messages of a queue, or more. */
async function bodies(sqs: SQSClient, QueueName: string, count: number): Promise<string[]> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
  const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 })
  const received: string[] = []
  while (received.length < count) {
    const { Messages = [] } = await sqs.send(receive)
    received.push(...Messages.map(({ Body = '' }) => Body))
  }
  return received
}

describe.each([
  ['with the feature flags of a new app', FEATURE_FLAGS],
  ['without feature flags', {}],
])('%s', (_, context) => {
  let aws: LocalAws | undefined
  afterEach(async () => {
    await aws?.stop()
    aws = undefined
  })
  const run = async (build: (stack: Stack) => void) => {
    aws = await runApp(build, context)
    return { aws, client: client(aws), out: aws.stacks.Shop?.Out as string }
  }

  test('a queue feeds a function, whose failures go to another queue', async () => {
    const { client, out } = await run(stack => {
      const failed = new Queue(stack, 'Failed', { queueName: 'failed' })
      const queue = new Queue(stack, 'Orders', {
        deadLetterQueue: { queue: failed, maxReceiveCount: 1 },
        visibilityTimeout: Duration.seconds(3),
      })
      inlineFunction(stack, 'Work', `exports.handler = async () => { throw new Error('no') }`).addEventSource(
        new SqsEventSource(queue, { batchSize: 5, reportBatchItemFailures: true, maxConcurrency: 2 }),
      )
      output(stack, queue.queueUrl)
    })
    const sqs = new SQSClient(client)
    await sqs.send(new SendMessageCommand({ QueueUrl: out, MessageBody: 'order' }))
    expect(await bodies(sqs, 'failed', 1)).toEqual(['order'])
    sqs.destroy()
  })

  test('a topic feeds a function and the alias of another', async () => {
    const { client, out } = await run(stack => {
      const topic = new Topic(stack, 'Orders')
      const onSuccess = new SqsDestination(new Queue(stack, 'Done', { queueName: 'done' }))
      const filterPolicy = { kind: SubscriptionFilter.stringFilter({ allowlist: ['placed'] }) }
      inlineFunction(stack, 'Work', RETURNS, { onSuccess }).addEventSource(
        new SnsEventSource(topic, { filterPolicy, deadLetterQueue: new Queue(stack, 'Failed') }),
      )
      const alias = inlineFunction(stack, 'Audit', RETURNS).addAlias('live', { onSuccess })
      const subscription = topic.addSubscription(new LambdaSubscription(alias))
      Validations.of(subscription).acknowledge({
        id: 'CloudFormation-Validate::W3694',
        reason: 'SNS invokes aliases, too.',
      })
      output(stack, topic.topicArn)
    })
    const sns = new SNSClient(client)
    for (const kind of ['placed', 'paid']) {
      const MessageAttributes = { kind: { DataType: 'String', StringValue: kind } }
      await sns.send(new PublishCommand({ TopicArn: out, Message: kind, MessageAttributes }))
    }
    const sqs = new SQSClient(client)
    const handled = (await bodies(sqs, 'done', 3)).map(body => {
      const { requestPayload, responsePayload } = JSON.parse(body)
      return `${responsePayload.functionVersion} ${requestPayload.Records[0].Sns.Message}`
    })
    expect(handled.sort()).toEqual(['$LATEST placed', '1 paid', '1 placed'])
    for (const each of [sns, sqs]) each.destroy()
  })

  test('a table has the throughput of its construct', async () => {
    const { client, out } = await run(stack => {
      const table = new Table(stack, 'Orders', {
        partitionKey: { name: 'id', type: AttributeType.STRING },
        timeToLiveAttribute: 'expiresAt',
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      })
      const partitionKey = { name: 'customer', type: AttributeType.STRING }
      table.addGlobalSecondaryIndex({ indexName: 'by-customer', partitionKey })
      table.grantReadWriteData(inlineFunction(stack, 'Work', RETURNS))
      output(stack, table.tableName)
    })
    const dynamoDb = new DynamoDBClient(client)
    const { Table: table } = await dynamoDb.send(new DescribeTableCommand({ TableName: out }))
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }
    expect(table).toMatchObject({
      ProvisionedThroughput,
      GlobalSecondaryIndexes: [{ IndexName: 'by-customer', ProvisionedThroughput }],
    })
    dynamoDb.destroy()
  })

  test('a TableV2 has its indexes', async () => {
    const { client, out } = await run(stack => {
      const partitionKey = { name: 'customer', type: AttributeType.STRING }
      const { tableName } = new TableV2(stack, 'Orders', {
        partitionKey: { name: 'id', type: AttributeType.STRING },
        globalSecondaryIndexes: [{ indexName: 'by-customer', partitionKey }],
      })
      output(stack, tableName)
    })
    const dynamoDb = new DynamoDBClient(client)
    const { Table: table } = await dynamoDb.send(new DescribeTableCommand({ TableName: out }))
    expect(table).toMatchObject({ GlobalSecondaryIndexes: [{ IndexName: 'by-customer' }] })
    dynamoDb.destroy()
  })

  test('a function URL answers', async () => {
    const { out } = await run(stack => {
      const url = inlineFunction(stack, 'Work', RETURNS).addFunctionUrl({
        authType: FunctionUrlAuthType.NONE,
        cors: { allowedOrigins: ['*'] },
      })
      output(stack, url.url)
    })
    expect(await (await fetch(`${out}hello`)).json()).toMatchObject({ event: { rawPath: '/hello' } })
  })

  test('an alias runs the current version, and its failures have a destination', async () => {
    const { client, out } = await run(stack => {
      const onFailure = new SqsDestination(new Queue(stack, 'Failed'))
      const alias = inlineFunction(stack, 'Work', RETURNS, {
        currentVersionOptions: { retryAttempts: 1, onFailure },
      }).addAlias('live', { provisionedConcurrentExecutions: 1 })
      output(stack, alias.functionArn)
    })
    const lambda = new LambdaClient(client)
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: out }))
    expect(JSON.parse(new TextDecoder().decode(Payload))).toMatchObject({ functionVersion: '1' })
    lambda.destroy()
  })

  test('a function gets the result of another', async () => {
    const { client, out } = await run(stack => {
      const done = new SqsDestination(new Queue(stack, 'Done', { queueName: 'done' }))
      const next = inlineFunction(stack, 'Next', RETURNS, { onSuccess: done })
      const work = inlineFunction(stack, 'Work', RETURNS, { onSuccess: new LambdaDestination(next) })
      output(stack, work.functionName)
    })
    const lambda = new LambdaClient(client)
    await lambda.send(new InvokeCommand({ FunctionName: out, InvocationType: 'Event', Payload: '1' }))
    const sqs = new SQSClient(client)
    const [record = ''] = await bodies(sqs, 'done', 1)
    expect(JSON.parse(record).requestPayload).toMatchObject({
      requestContext: { condition: 'Success' },
      responsePayload: { event: 1 },
    })
    for (const each of [lambda, sqs]) each.destroy()
  })

  test('autoDeleteObjects: its provider answers', async () => {
    const { client, out } = await run(stack => {
      const removalPolicy = RemovalPolicy.DESTROY
      const bucket = new Bucket(stack, 'Reports', {
        autoDeleteObjects: true,
        removalPolicy,
        enforceSSL: true,
      })
      output(stack, bucket.bucketName)
    })
    const s3 = new S3Client({ ...client, forcePathStyle: true })
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: out }))
    expect(TagSet).toContainEqual({ Key: 'aws-cdk:auto-delete-objects', Value: 'true' })
    s3.destroy()
  })

  test('logRetention: its provider sets the retention of the log group', async () => {
    const { client, out } = await run(stack => {
      const { functionName } = inlineFunction(stack, 'Work', RETURNS)
      const logGroupName = `/aws/lambda/${functionName}`
      new LogRetention(stack, 'Retention', { logGroupName, retention: RetentionDays.ONE_WEEK })
      output(stack, functionName)
    })
    const logs = new CloudWatchLogsClient(client)
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: `/aws/lambda/${out}` }),
    )
    expect(logGroups).toMatchObject([{ retentionInDays: 7 }])
    logs.destroy()
  })

  test('a custom resource is what its function answers', async () => {
    const { out } = await run(stack => {
      const source = `exports.handler = async event => {
        const answer = { Status: 'SUCCESS', PhysicalResourceId: 'id', Data: { Word: event.ResourceProperties.word } }
        await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(answer) })
      }`
      const { functionArn: serviceToken } = inlineFunction(stack, 'Provider', source)
      const made = new CustomResource(stack, 'Greeting', { serviceToken, properties: { word: 'hello' } })
      output(stack, made.getAttString('Word'))
    })
    expect(out).toBe('hello')
  })
})

test.each<[string, (stack: Stack) => void, RegExp]>([
  [
    'the notifications of a bucket, whose handler is in Python',
    stack => {
      const work = new notifications.LambdaDestination(inlineFunction(stack, 'Work', RETURNS))
      new Bucket(stack, 'Reports').addEventNotification(EventType.OBJECT_CREATED, work)
    },
    /^ {2}Shop\/BucketNotificationsHandler\w+: the local AWS does not simulate Bucket\.addEventNotification, .*: set notificationConfiguration on the bucket's CfnBucket/m,
  ],
  [
    'a schedule',
    stack => {
      const target = new targets.LambdaFunction(inlineFunction(stack, 'Work', RETURNS))
      new Rule(stack, 'Nightly', { schedule: Schedule.rate(Duration.days(1)), targets: [target] })
    },
    /^ {2}Shop\/Nightly\w+: the local AWS does not simulate the resource type AWS::Events::Rule: invoke its target yourself, and leave it out when the app runs here, .*\.$/m,
  ],
  [
    'a topic as the destination of a function',
    stack => {
      const onSuccess = new SnsDestination(new Topic(stack, 'Done'))
      inlineFunction(stack, 'Work', RETURNS, { onSuccess })
    },
    /^ {2}Shop\/WorkEventInvokeConfig\w+: .* arn:aws:sns:\S+ as a destination: use an SQS queue or a function \(AWS::Lambda::EventInvokeConfig\)\.$/m,
  ],
  [
    'a REST API',
    stack => {
      new LambdaRestApi(stack, 'Orders', { handler: inlineFunction(stack, 'Work', RETURNS) })
    },
    /^ {2}Shop\/Orders\w+: .* the resource type AWS::ApiGateway::RestApi: use an HTTP API or a function URL\.$/m,
  ],
  [
    'the CORS of an HTTP API',
    stack => {
      new HttpApi(stack, 'Orders', { corsPreflight: { allowOrigins: ['*'] } })
    },
    /^ {2}Shop\/Orders\w+: .* the property "CorsConfiguration" of AWS::ApiGatewayV2::Api: let a route answer OPTIONS, .*\.$/m,
  ],
  [
    'a parameter in the Parameter Store',
    stack => {
      new StringParameter(stack, 'Topic', { stringValue: 'orders' })
    },
    /^ {2}Shop\/Topic\w+: .* the resource type AWS::SSM::Parameter: pass its value to functions in an environment variable\.$/m,
  ],
  [
    'a nested stack',
    stack => {
      new Queue(new NestedStack(stack, 'Queues'), 'Orders')
    },
    /^ {2}Shop\/QueuesNestedStack\w+: the local AWS does not simulate the resource type AWS::CloudFormation::Stack: move the resources of the nested stack to its parent, or to a separate stack\.$/m,
  ],
  [
    'the stream of a table',
    stack => {
      const partitionKey = { name: 'id', type: AttributeType.STRING }
      new Table(stack, 'Orders', { partitionKey, stream: StreamViewType.NEW_IMAGE })
    },
    /^ {2}Shop\/Orders\w+: the local AWS does not simulate the property "StreamSpecification" of AWS::DynamoDB::Table: also write the changes to a Kinesis stream, .*\.$/m,
  ],
])('%s is refused by name, with what to do', async (_, build, message) => {
  await expect(runApp(build)).rejects.toThrow(message)
})
