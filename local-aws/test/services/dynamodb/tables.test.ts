import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb'
import { DynamoDb } from '../../../src/services/dynamodb/dynamodb.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { dynamoDbRig } from './dynamodb-rig.ts'

const { account, dynamoDb, client: newClient } = dynamoDbRig()
let client: DynamoDBClient
beforeAll(() => {
  client = newClient()
})

const definition = (TableName: string) => ({
  TableName,
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
})

/** @own the account and region of tables */
test('a table has the ARN of the local account and region, regardless of the process environment', async () => {
  const { env } = process
  process.env = { ...env, AWS_REGION: 'eu-west-1', AWS_ACCOUNT_ID: '123456789012' }
  const elsewhere = new DynamoDb(account, new Kms(account))
  process.env = env
  const { TableArn } = await elsewhere.makeTable(definition('arns'), undefined)
  expect(TableArn).toBe('arn:aws:dynamodb:us-east-1:000000000000:table/arns')
  await elsewhere.close()
})

/** @documented DynamoDB API Reference, DeleteTable: the table and all of its items are deleted */
test('a table that was deleted is gone, and its name is free', async () => {
  await dynamoDb.makeTable(definition('short-lived'), { AttributeName: 'expiresAt', Enabled: true })
  await client.send(new DeleteTableCommand({ TableName: 'short-lived' }))
  await waitUntilTableNotExists({ client, maxWaitTime: 5, minDelay: 1 }, { TableName: 'short-lived' })
  expect((await client.send(new ListTablesCommand({}))).TableNames).not.toContain('short-lived')

  await dynamoDb.makeTable(definition('short-lived'), undefined)
  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: 'short-lived' }),
  )
  expect(TimeToLiveDescription?.TimeToLiveStatus).toBe('DISABLED')
})

/**
 * @documented DynamoDB API Reference, DescribeTable, ResourceNotFoundException: "The operation tried to
 *   access a nonexistent table or index."
 */
test('a missing table is reported as by DynamoDB', async () => {
  await expect(client.send(new DescribeTableCommand({ TableName: 'missing' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found: Table: missing not found',
  })
})

/** @documented DynamoDB API Reference, CreateTable, Tags: "A list of key-value pairs to label the table." */
test('the tags of CreateTable are the table’s', async () => {
  const Tags = [{ Key: 'domain', Value: 'shop' }]
  const { TableDescription } = await client.send(new CreateTableCommand({ ...definition('tagged'), Tags }))
  const tags = await client.send(new ListTagsOfResourceCommand({ ResourceArn: TableDescription?.TableArn }))
  expect(tags.Tags).toEqual(Tags)
})

describe('time to live', () => {
  const TableName = 'expiring'
  const update = (Enabled: boolean) =>
    client.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled },
      }),
    )

  /**
   * @documented DynamoDB API Reference, UpdateTimeToLive and DescribeTimeToLive: TTL is enabled or disabled
   *   by its attribute
   */
  test('is enabled once and described', async () => {
    await dynamoDb.makeTable(definition(TableName), undefined)
    await update(true)
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }))
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' })
    await expect(update(true)).rejects.toThrow('TimeToLive is already enabled')
    await update(false)
    await expect(update(false)).rejects.toThrow('TimeToLive is already disabled')
  })
})

/** @own streams, refused as not simulated */
test('a stream on a table is refused by name', async () => {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' as const }
  await expect(
    client.send(new CreateTableCommand({ ...definition('streaming'), StreamSpecification })),
  ).rejects.toThrow('does not simulate DynamoDB Streams')
})

/** @own an ARN of many parts is refused before a pattern of dynalite takes seconds for it */
test.each([
  ['TagResource', (ResourceArn: string) => new TagResourceCommand({ ResourceArn, Tags: [] })],
  ['UntagResource', (ResourceArn: string) => new UntagResourceCommand({ ResourceArn, TagKeys: ['a'] })],
  ['ListTagsOfResource', (ResourceArn: string) => new ListTagsOfResourceCommand({ ResourceArn })],
])('%s refuses an ARN of many parts', async (_, command) => {
  await expect(client.send(command('a:'.repeat(50)) as ListTagsOfResourceCommand)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('Invalid TableArn'),
  })
})
