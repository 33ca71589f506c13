import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { LocalAws } from '../../../src/local-aws.ts'
import { setRolePolicies } from '../../role-policies.ts'
import { Assembly } from '../../template/assembly.ts'

async function start(Type: string, properties: object): Promise<LocalAws> {
  const Properties = {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    ...properties,
  }
  const Resources = { Requests: { Type, Properties } }
  const Outputs = { Name: { Value: { Ref: 'Requests' } }, Arn: { Value: { 'Fn::GetAtt': 'Requests.Arn' } } }
  const assembly = await Assembly.of({ Shop: { Resources, Outputs } })
  try {
    return await LocalAws.start({ assembly: assembly.directory })
  } finally {
    await assembly.remove()
  }
}

/**
 * @documented CloudFormation Template Reference, AWS::DynamoDB::Table and AWS::DynamoDB::GlobalTable: their
 *   properties
 */
test.each([
  ['AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true }, TableName: 'requests' }],
  [
    'AWS::DynamoDB::GlobalTable',
    {
      Replicas: [{ Region: { Ref: 'AWS::Region' }, PointInTimeRecoverySpecification: {} }],
      TableName: 'requests',
    },
  ],
])('%s makes an active table with its indexes and its time to live', async (type, properties) => {
  const aws = await start(type, {
    ...properties,
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'customer', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-customer',
        KeySchema: [{ AttributeName: 'customer', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  })
  const credentials = aws.developer
  const client = new DynamoDBClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials })
  const TableName = 'requests'
  const { Table } = await client.send(new DescribeTableCommand({ TableName }))
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    TableArn: aws.stacks.Shop?.Arn,
    GlobalSecondaryIndexes: [{ IndexName: 'by-customer', IndexStatus: 'ACTIVE' }],
  })
  const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName }))
  expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' })
  client.destroy()
  await aws.stop()
})

/**
 * @documented CloudFormation Template Reference, AWS::DynamoDB::Table, TableName: without it CloudFormation
 *   makes one
 */
test('a table without a name gets one of stack and logical id', async () => {
  const aws = await start('AWS::DynamoDB::Table', {})
  expect(aws.stacks.Shop?.Name).toMatch(/^Shop-Requests-\w{12}$/)
  await aws.stop()
})

/** @own properties, refused as not simulated */
test.each<[string, string, object]>([
  ['a stream', 'the property "StreamSpecification" of AWS::DynamoDB::Table', { StreamSpecification: {} }],
  [
    'a maximum throughput on demand',
    'the property "OnDemandThroughput" of AWS::DynamoDB::Table',
    { OnDemandThroughput: { MaxReadRequestUnits: 1 } },
  ],
  [
    'an index with a maximum throughput on demand',
    'the property "OnDemandThroughput" of GlobalSecondaryIndexes',
    { GlobalSecondaryIndexes: [{ IndexName: 'i', OnDemandThroughput: {} }] },
  ],
])('%s is refused by name', async (_, what, properties) => {
  await expect(start('AWS::DynamoDB::Table', properties)).rejects.toThrow(
    `Shop/Requests: the local AWS does not simulate ${what}`,
  )
})

// What the construct `Table` synthesizes where it is told nothing of billing.
/**
 * @documented CloudFormation Template Reference, AWS::DynamoDB::Table: ProvisionedThroughput, of the table
 *   and its indexes
 */
test('a provisioned table is described with its throughput and that of its indexes', async () => {
  const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }
  const aws = await start('AWS::DynamoDB::Table', {
    TableName: 'requests',
    BillingMode: { Ref: 'AWS::NoValue' },
    ProvisionedThroughput,
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'customer', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-customer',
        KeySchema: [{ AttributeName: 'customer', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        ProvisionedThroughput,
        ContributorInsightsSpecification: { Enabled: false },
      },
    ],
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: true,
  })
  const credentials = aws.developer
  const client = new DynamoDBClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials })
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'requests' }))
  expect(Table).toMatchObject({
    ProvisionedThroughput,
    GlobalSecondaryIndexes: [{ IndexName: 'by-customer', ProvisionedThroughput }],
  })
  client.destroy()
  await aws.stop()
})

/** @own values, refused as not simulated */
test('a provisioned global table is refused by name', async () => {
  await expect(start('AWS::DynamoDB::GlobalTable', { BillingMode: 'PROVISIONED' })).rejects.toThrow(
    'does not simulate the value "PROVISIONED" of the property "BillingMode" of AWS::DynamoDB::GlobalTable',
  )
})

/** @own replicas, refused as not simulated */
test('a replica in another region is refused by name', async () => {
  await expect(start('AWS::DynamoDB::GlobalTable', { Replicas: [{ Region: 'eu-west-1' }] })).rejects.toThrow(
    'does not simulate a replica in eu-west-1',
  )
})

/** @own properties, refused as not simulated */
test('limits that a replica sets to its indexes are refused', async () => {
  const index = { IndexName: 'by-customer', ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 5 } }
  const Replicas = [{ Region: { Ref: 'AWS::Region' }, GlobalSecondaryIndexes: [index] }]
  await expect(start('AWS::DynamoDB::GlobalTable', { Replicas })).rejects.toThrow(
    'does not simulate the property "ReadOnDemandThroughputSettings" of GlobalSecondaryIndexes of Replicas of AWS::DynamoDB::GlobalTable',
  )
})

const KEY = { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: 'alias/aws/dynamodb' } }

/**
 * @documented DynamoDB Developer Guide, Encryption at rest: access to an item needs kms:Decrypt of the
 *   table's key
 */
test.each([
  ['AWS::DynamoDB::Table', KEY],
  [
    'AWS::DynamoDB::GlobalTable',
    { SSESpecification: { SSEEnabled: true }, Replicas: [{ Region: { Ref: 'AWS::Region' }, ...KEY }] },
  ],
])('the items of %s need its key', async (type, properties) => {
  const aws = await start(type, { TableName: 'requests', ...properties })
  const credentials = aws.credentials.assumeRole('arn:aws:iam::000000000000:role/reader', 'x')
  const client = new DynamoDBClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials })
  const scan = () => client.send(new ScanCommand({ TableName: 'requests' }))
  const allowed = { Statement: { Effect: 'Allow', Action: 'dynamodb:Scan', Resource: '*' } }
  setRolePolicies(aws.account, 'reader', [allowed])
  await expect(scan()).resolves.toMatchObject({ Count: 0 })
  setRolePolicies(aws.account, 'reader', [
    allowed,
    { Statement: { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' } },
  ])
  await expect(scan()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('KMS key access denied error'),
  })
  client.destroy()
  await aws.stop()
})
