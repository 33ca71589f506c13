import { zip } from '../services/lambda/zip.ts'
import { TRUST } from '../trust-policy.ts'

const ROLE = 'arn:aws:iam::000000000000:role/shop'
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'
const IN_SHOP = { logGroupName: 'shop', logStreamName: 'a' }
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:orders'
const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:sold'

/** What each run begins with, so that most requests find what they name: service, operation, input. `$Name` is the latest
 * value of that name. */
export function baseInputs(endpoint: string, nowMs: number): readonly [string, string, object][] {
  const QueueUrl = `${endpoint}/000000000000/orders`
  return [
    ['iam', 'CreateRole', { RoleName: 'shop', AssumeRolePolicyDocument: JSON.stringify(TRUST) }],
    ['iam', 'AttachRolePolicy', { RoleName: 'shop', PolicyArn: ADMINISTRATOR }],
    ['sqs', 'CreateQueue', { QueueName: 'orders' }],
    ['sqs', 'CreateQueue', { QueueName: 'orders.fifo', Attributes: { FifoQueue: 'true' } }],
    ['sqs', 'SendMessage', { QueueUrl, MessageBody: 'a book' }],
    ['sqs', 'ReceiveMessage', { QueueUrl }],
    ['sns', 'CreateTopic', { Name: 'sold' }],
    [
      'sns',
      'Subscribe',
      { TopicArn: TOPIC_ARN, Protocol: 'sqs', Endpoint: QUEUE_ARN, ReturnSubscriptionArn: true },
    ],
    ['sns', 'Publish', { TopicArn: TOPIC_ARN, Message: 'a book' }],
    ['kms', 'CreateKey', { Description: 'shop' }],
    ['kms', 'CreateAlias', { AliasName: 'alias/shop', TargetKeyId: '$KeyId' }],
    ['kms', 'Encrypt', { KeyId: 'alias/shop', Plaintext: Buffer.from('a') }],
    ['kinesis', 'CreateStream', { StreamName: 'clicks', ShardCount: 1 }],
    ['kinesis', 'PutRecord', { StreamName: 'clicks', PartitionKey: 'a', Data: Buffer.from('a') }],
    [
      'kinesis',
      'GetShardIterator',
      { StreamName: 'clicks', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' },
    ],
    [
      'dynamodb',
      'CreateTable',
      {
        TableName: 'orders',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    ],
    ['dynamodb', 'PutItem', { TableName: 'orders', Item: { id: { S: 'a' }, n: { N: '1' } } }],
    ['s3', 'CreateBucket', { Bucket: 'shop-objects' }],
    ['s3', 'PutObject', { Bucket: 'shop-objects', Key: 'a.txt', Body: Buffer.from('a book') }],
    [
      's3',
      'PutObject',
      { Bucket: 'shop-objects', Key: 'events/a.json', Body: Buffer.from('{"sku":"book"}\n') },
    ],
    ['s3', 'CreateMultipartUpload', { Bucket: 'shop-objects', Key: 'large.bin' }],
    ['logs', 'CreateLogGroup', { logGroupName: 'shop' }],
    ['logs', 'CreateLogStream', IN_SHOP],
    [
      'logs',
      'PutLogEvents',
      {
        ...IN_SHOP,
        logEvents: [
          { timestamp: nowMs, message: `${'a'.repeat(60)}!` },
          { timestamp: nowMs, message: '{"level":"error","count":2,"items":[1,null,{"a":"b"}]}' },
        ],
      },
    ],
    [
      'logs',
      'StartQuery',
      {
        logGroupName: 'shop',
        startTime: nowMs / 1000 - 60,
        endTime: nowMs / 1000 + 60,
        queryString: 'fields @message',
      },
    ],
    ['cloudwatch', 'PutMetricData', { Namespace: 'Shop', MetricData: [{ MetricName: 'Sold', Value: 1 }] }],
    [
      'cloudwatch',
      'PutMetricAlarm',
      {
        AlarmName: 'sold',
        Namespace: 'Shop',
        MetricName: 'Sold',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      },
    ],
    [
      'lambda',
      'CreateFunction',
      {
        FunctionName: 'pack',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: ROLE,
        Code: { ZipFile: zip({ 'index.mjs': 'export const handler = async event => event' }) },
      },
    ],
    ['ses', 'CreateConfigurationSet', { ConfigurationSetName: 'shop' }],
    [
      'ses',
      'SendEmail',
      {
        FromEmailAddress: 'shop@example.com',
        Destination: { ToAddresses: ['ada@example.com'] },
        Content: { Simple: { Subject: { Data: 'Sold' }, Body: { Text: { Data: 'a book' } } } },
      },
    ],
    ['glue', 'CreateDatabase', { DatabaseInput: { Name: 'shop' } }],
    [
      'glue',
      'CreateTable',
      {
        DatabaseName: 'shop',
        TableInput: {
          Name: 'events',
          TableType: 'EXTERNAL_TABLE',
          StorageDescriptor: {
            Columns: [{ Name: 'sku', Type: 'string' }],
            Location: 's3://shop-objects/events/',
            InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
            OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
            SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
          },
        },
      },
    ],
    [
      'firehose',
      'CreateDeliveryStream',
      {
        DeliveryStreamName: 'lake',
        ExtendedS3DestinationConfiguration: { RoleARN: ROLE, BucketARN: 'arn:aws:s3:::shop-objects' },
      },
    ],
    ['iam', 'GetRole', { RoleName: 'shop' }],
    ['cloudformation', 'DescribeStacks', {}],
    ['sts', 'GetCallerIdentity', {}],
    ['xray', 'GetTraceSummaries', { StartTime: new Date(nowMs - 60_000), EndTime: new Date(nowMs) }],
  ]
}
