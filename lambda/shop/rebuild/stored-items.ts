import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { FORGOTTEN_CUSTOMER } from '../../contracts/purchase.ts'
import { chunks } from '../../runtime/chunks.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { type Item, toItem } from '../../runtime/table-items.ts'
import { Unavailable } from '../../runtime/unavailable.ts'
import { MOST_WRITTEN, unprocessedOf } from '../../runtime/unprocessed.ts'
import { keyOf, partsOf } from '../generations.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('PURCHASES_TABLE')

/** "A single operation can retrieve up to … 100 items" (DynamoDB, BatchGetItem). */
const PAGE = 100

/** The attributes of an item beside its key. They are not checked: a rebuild has to take what breaks the schema, too. */
export type Fields = Readonly<Record<string, unknown>>

export interface StoredItem {
  readonly key: string
  readonly generation: string
  readonly purchaseId: string
  readonly fields: Fields
}

/**
 * The items of all generations after a key, as many as one request reads.
 *
 * @returns `after`, where the next page begins; undefined for the last one
 */
export async function readPage(
  after: string | undefined,
): Promise<{ items: readonly StoredItem[]; after: string | undefined }> {
  const { Items = [], LastEvaluatedKey } = await dynamoDb.send(
    new ScanCommand({
      TableName: table,
      ConsistentRead: true,
      Limit: PAGE,
      ...(after !== undefined && { ExclusiveStartKey: toItem({ purchaseId: after }) }),
    }),
  )
  return { items: Items.flatMap(storedItem), after: LastEvaluatedKey?.purchaseId?.S }
}

function storedItem(item: Item): StoredItem[] {
  const { purchaseId: key, ...fields } = unmarshall(item) as Fields & { purchaseId: string }
  const parts = partsOf(key)
  return parts ? [{ key, ...parts, fields }] : []
}

/** The fields of up to 100 purchases in a generation, by purchase id; those that are not there are left out. */
export async function readFields(
  generation: string,
  purchaseIds: readonly string[],
): Promise<ReadonlyMap<string, Fields>> {
  if (purchaseIds.length === 0) return new Map()
  const found: StoredItem[] = []
  const keys = purchaseIds.map(purchaseId => keyOf(generation, purchaseId))
  const left = await unprocessedOf(keys, async Keys => {
    const { Responses, UnprocessedKeys } = await dynamoDb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    )
    found.push(...(Responses?.[table] ?? []).flatMap(storedItem))
    return UnprocessedKeys?.[table]?.Keys ?? []
  })
  if (left.length > 0) throw new Unavailable('dynamodb', `${table} was throttled`)
  return new Map(found.map(({ purchaseId, fields }) => [purchaseId, fields]))
}

/** Sets some fields unless they have a value, and others whatever they have. */
export async function setFields(
  generation: string,
  purchaseId: string,
  { unlessThere, always }: { unlessThere: Fields; always: Fields },
): Promise<void> {
  const fields = Object.entries({ ...unlessThere, ...always })
  const sets = fields.map(([name], index) =>
    name in always ? `#${index} = :${index}` : `#${index} = if_not_exists(#${index}, :${index})`,
  )
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(generation, purchaseId),
      UpdateExpression: `SET ${sets.join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(fields.map(([name], index) => [`#${index}`, name])),
      ExpressionAttributeValues: toItem(
        Object.fromEntries(fields.map(([, value], index) => [`:${index}`, value])),
      ),
    }),
  )
}

/** Takes the customer out of a purchase, if it is there. */
export async function forgetCustomer(generation: string, purchaseId: string): Promise<void> {
  try {
    await dynamoDb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(generation, purchaseId),
        UpdateExpression: 'SET customerId = :forgotten',
        ConditionExpression: 'attribute_exists(purchaseId)',
        ExpressionAttributeValues: toItem({ ':forgotten': FORGOTTEN_CUSTOMER }),
      }),
    )
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

export async function deleteItems(keys: readonly string[]): Promise<void> {
  for (const some of chunks(keys, MOST_WRITTEN)) {
    const deletions = some.map(purchaseId => ({ DeleteRequest: { Key: toItem({ purchaseId }) } }))
    const left = await unprocessedOf(deletions, async requests => {
      const { UnprocessedItems } = await dynamoDb.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
      )
      return (UnprocessedItems?.[table] ?? []).flatMap(({ DeleteRequest }) =>
        DeleteRequest ? [{ DeleteRequest: { Key: DeleteRequest.Key ?? {} } }] : [],
      )
    })
    if (left.length > 0) throw new Unavailable('dynamodb', `${table} was throttled`)
  }
}
