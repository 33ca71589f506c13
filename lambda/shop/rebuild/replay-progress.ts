import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { fromItem, type Item, toItem } from '../../runtime/table-items.ts'
import { expiryOfNotes } from './lifetime.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('PURCHASES_TABLE')

const replayProgress = z.object({
  events: z.number(),
  /** ISO 8601: the time of an event that was replayed of late. */
  reachedAt: z.string(),
})

/** How far a replay is, about: an event that is delivered twice counts twice. */
export type ReplayProgress = z.infer<typeof replayProgress>

/** Each generation has its own, so that events of an abandoned rebuild do not count for the next. */
function keyOf(generation: string): Item {
  return toItem({ purchaseId: `#replayed#${generation}` })
}

export async function addProgress(generation: string, events: number, reachedAt: string): Promise<void> {
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(generation),
      UpdateExpression: 'SET reachedAt = :reachedAt, expiresAt = :expiresAt ADD #events :events',
      ExpressionAttributeNames: { '#events': 'events' },
      ExpressionAttributeValues: toItem({
        ':reachedAt': reachedAt,
        ':expiresAt': expiryOfNotes(),
        ':events': events,
      }),
    }),
  )
}

export async function readProgress(generation: string): Promise<ReplayProgress | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: keyOf(generation), ConsistentRead: true }),
  )
  return Item && fromItem(replayProgress, Item, table)
}
