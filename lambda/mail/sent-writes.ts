import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { chunks } from '../runtime/chunks.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { GatheredCalls } from '../runtime/gathered-calls.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { Unavailable } from '../runtime/unavailable.ts'
import { unprocessedOf } from '../runtime/unprocessed.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('SENT_TABLE')

type Item = Record<string, AttributeValue>

/** "up to twenty-five items" (DynamoDB, BatchWriteItem) */
const MOST_WRITTEN = 25

const writes = new GatheredCalls<Item>({
  batches: items => chunks(items, MOST_WRITTEN),
  call: writeAll,
})

/**
 * Puts the record of an e-mail, whatever is there. Records that are put at the same time go in one request.
 *
 * @throws what the client throws, and Unavailable where DynamoDB leaves this one unprocessed
 */
export function writeSent(item: Item): Promise<void> {
  return writes.call(item)
}

async function writeAll(items: readonly Item[]): Promise<(Error | undefined)[]> {
  const left = await unprocessedOf(items, async batch => {
    const requests = batch.map(Item => ({ PutRequest: { Item } }))
    const { UnprocessedItems = {} } = await dynamoDb.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
    )
    const unprocessed = new Set(UnprocessedItems[table]?.map(({ PutRequest }) => PutRequest?.Item?.id?.S))
    return batch.filter(({ id }) => unprocessed.has(id?.S))
  })
  return items.map(item =>
    left.includes(item) ? new Unavailable('dynamodb', `${table} was throttled`) : undefined,
  )
}
