import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../../runtime/table-items.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('READ_PROGRESS_TABLE')

const Key = toItem({ name: 'checked' })

const checkedProgress = z.object({
  /** All events that arrived in the stream before this time are in the baskets. All times are in ms since 1970. */
  eventsUntil: z.number(),
  /** All purchases that the shop published before this time are in the baskets. */
  purchasesUntil: z.number(),
  /** When no purchase was on its way to the stream; 0 if that is confirmed, or was not so. */
  emptyAt: z.number(),
  /** How many purchases were on their way to the stream at the last check. */
  purchasesUnderWay: z.number(),
  /** The time of the latest purchase that was seen in the baskets; 0 without one. Earlier releases did not store it. */
  purchasedAt: z._default(z.number(), 0),
  /** Before this time, nobody checks again. */
  nextCheckAt: z.number(),
})

/** What was found when it was last checked how far the reader of baskets has come. */
export type CheckedProgress = z.infer<typeof checkedProgress>

const NONE: CheckedProgress = {
  eventsUntil: 0,
  purchasesUntil: 0,
  emptyAt: 0,
  purchasesUnderWay: 0,
  purchasedAt: 0,
  nextCheckAt: 0,
}

export async function readChecked(): Promise<CheckedProgress> {
  const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))
  return Item ? fromItem(checkedProgress, Item, table) : NONE
}

/**
 * Takes the turn to check, for all execution environments.
 *
 * @param until when somebody else may check, if no result is stored
 * @returns false if somebody else has it
 */
export async function takeTurn(now: number, until: number): Promise<boolean> {
  const { nextCheckAt: _, ...rest } = NONE
  const set = Object.keys(rest).map(name => `${name} = if_not_exists(${name}, :zero)`)
  try {
    await dynamoDb.send(
      new UpdateItemCommand({
        TableName: table,
        Key,
        UpdateExpression: `SET nextCheckAt = :until, ${set.join(', ')}`,
        ConditionExpression: 'attribute_not_exists(nextCheckAt) OR nextCheckAt <= :now',
        ExpressionAttributeValues: toItem({ ':until': until, ':now': now, ':zero': 0 }),
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

export async function storeChecked(checked: CheckedProgress): Promise<void> {
  await dynamoDb.send(new PutItemCommand({ TableName: table, Item: { ...Key, ...toItem(checked) } }))
}
