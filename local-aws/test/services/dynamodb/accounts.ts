import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type Update,
} from '@aws-sdk/client-dynamodb'
import { DynamoDb } from '../../../src/services/dynamodb/dynamodb.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { Rig } from '../../rig.ts'

export type Item = Record<string, AttributeValue>

/** DynamoDB with tables of accounts: an id, a balance, and an owner that a secondary index finds them by. */
export class Accounts {
  readonly rig = Rig.stepped()
  readonly #dynamoDb = new DynamoDb(this.rig.account, new Kms(this.rig.account))
  #client: DynamoDBClient | undefined

  async open(): Promise<void> {
    await this.rig.open([this.#dynamoDb.api])
    this.#client = new DynamoDBClient(this.rig.client)
  }

  async close(): Promise<void> {
    this.#client?.destroy()
    await this.rig.close()
    await this.#dynamoDb.close()
  }

  get client(): DynamoDBClient {
    if (!this.#client) throw new Error('Open the accounts first.')
    return this.#client
  }

  async table(TableName: string, ...accounts: Item[]): Promise<string> {
    await this.#dynamoDb.makeTable(
      {
        TableName,
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'owner', AttributeType: 'S' },
        ],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-owner',
            KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
      undefined,
    )
    for (const Item of accounts) await this.client.send(new PutItemCommand({ TableName, Item }))
    return TableName
  }

  write(...TransactItems: TransactWriteItem[]) {
    return this.client.send(new TransactWriteItemsCommand({ TransactItems }))
  }

  read(TableName: string, ...ids: string[]) {
    const TransactItems = ids.map(id => ({ Get: { TableName, Key: keyOf(id) } }))
    return this.client.send(new TransactGetItemsCommand({ TransactItems }))
  }

  /** Everything in a table, by id. */
  async items(TableName: string): Promise<Item[]> {
    const { Items = [] } = await this.client.send(new ScanCommand({ TableName }))
    return Items.sort((a, b) => String(a.id?.S).localeCompare(String(b.id?.S)))
  }

  /** What the index finds. */
  async ofOwner(TableName: string, owner: string): Promise<Item[]> {
    const query = new QueryCommand({
      TableName,
      IndexName: 'by-owner',
      KeyConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': { S: owner } },
    })
    return (await this.client.send(query)).Items ?? []
  }
}

export const keyOf = (id: string): Item => ({ id: { S: id } })

export const account = (id: string, balance = 0, owner = 'ada'): Item => ({
  ...keyOf(id),
  balance: { N: String(balance) },
  owner: { S: owner },
})

/** The update that adds to a balance, on condition that it is at least `least`. */
export function addition(TableName: string, id: string, amount: number, least?: number): Update {
  const update = {
    TableName,
    Key: keyOf(id),
    UpdateExpression: 'ADD balance :amount',
    ExpressionAttributeValues: { ':amount': { N: String(amount) } },
  }
  if (least === undefined) return update
  return {
    ...update,
    ConditionExpression: 'balance >= :least',
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':least': { N: String(least) } },
  }
}

/** The error of a request that fails. */
export async function failureOf(request: Promise<unknown>): Promise<Error> {
  try {
    await request
  } catch (error) {
    return error as Error
  }
  throw new Error('The request did not fail.')
}
