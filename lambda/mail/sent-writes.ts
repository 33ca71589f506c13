import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { chunks } from '../runtime/chunks.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { GatheredCalls } from '../runtime/gathered-calls.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import type { Item } from '../runtime/table-items.ts'
import { Unavailable } from '../runtime/unavailable.ts'
import { MOST_WRITTEN, unprocessedOf } from '../runtime/unprocessed.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('SENT_TABLE')

const writes = new GatheredCalls<Item>({
  batches: items => chunks(items, MOST_WRITTEN),
  call: writeAll,
})

/**
 * Puts the record of an e-mail and overwrites an existing one. Records that are put at the same time share a request.
 *
 * @throws the client's error, or Unavailable if DynamoDB leaves this record unprocessed
 */
export function writeSent(item: Item): Promise<void> {
  return writes.call(item)
}

async function writeAll(items: readonly Item[]): Promise<(Error | undefined)[]> {
  const written = new Set<Item>()
  const failure = await unprocessedOf(items, async batch => {
    const left = await write(batch)
    for (const item of batch) if (!left.includes(item)) written.add(item)
    return left
  }).then(
    () => new Unavailable('dynamodb', `${table} was throttled`),
    (error: Error) => {
      if (written.size === 0) throw error
      return error
    },
  )
  return items.map(item => (written.has(item) ? undefined : failure))
}

/** @returns the items that DynamoDB leaves unprocessed */
async function write(items: readonly Item[]): Promise<Item[]> {
  const requests = items.map(Item => ({ PutRequest: { Item } }))
  const command = new BatchWriteItemCommand({ RequestItems: { [table]: requests } })
  const { UnprocessedItems = {} } = await dynamoDb.send(command)
  const unprocessed = new Set(UnprocessedItems[table]?.map(({ PutRequest }) => PutRequest?.Item?.id?.S))
  return items.filter(({ id }) => unprocessed.has(id?.S))
}
