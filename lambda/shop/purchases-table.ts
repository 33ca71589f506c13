import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, type Item, isExpired, toItem } from '../runtime/table-items.ts'
import { Unavailable } from '../runtime/unavailable.ts'
import { keyOf, STATE_KEY, stateOf } from './generations.ts'
import { FIRST_GENERATION } from './generations-state.ts'
import { type PurchaseRecord, purchaseRecord, TIME_FIELDS } from './read-model.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('PURCHASES_TABLE')

/** The live generation that the last read found: a guess, which the next read checks. */
let guess = FIRST_GENERATION

/**
 * Finds a purchase in the live generation. One request reads the state with the purchase, so nothing is read of a
 * generation that is not live; it takes a second one only after a rebuild has changed the live generation.
 *
 * @throws Unavailable if DynamoDB returns only one of them
 */
export async function findPurchase(purchaseId: string): Promise<PurchaseRecord | undefined> {
  for (;;) {
    const key = keyOf(guess, purchaseId)
    const [state, purchase] = await readBoth(STATE_KEY, key)
    const { live } = stateOf(state)
    if (live === guess) return recordOf(purchaseId, purchase)
    guess = live
  }
}

/** Undefined for an expired one, too: DynamoDB deletes those "within a few days" (Developer Guide, TTL). */
function recordOf(purchaseId: string, item: Item | undefined): PurchaseRecord | undefined {
  if (!item || isExpired(item)) return undefined
  return fromItem(purchaseRecord, { ...item, ...toItem({ purchaseId }) }, table)
}

async function readBoth(...Keys: [Item, Item]): Promise<(Item | undefined)[]> {
  const { Responses, UnprocessedKeys } = await dynamoDb.send(
    new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
  )
  if (Object.keys(UnprocessedKeys ?? {}).length > 0)
    throw new Unavailable('dynamodb', `${table} was throttled`)
  const found = Responses?.[table] ?? []
  return Keys.map(key => found.find(({ purchaseId }) => purchaseId?.S === key.purchaseId?.S))
}

/**
 * Sets the fields of an event, in one write. Of several events of the same kind, the earliest stays, so the result is
 * the same whatever their order and number.
 *
 * @param expiresAt in seconds since 1970; the same for every event of the purchase
 */
export async function completePurchase(
  generation: string,
  { purchaseId, customerId, ...fields }: PurchaseRecord,
  expiresAt: number,
): Promise<void> {
  const unlessThere = { expiresAt, ...(customerId !== undefined && { customerId }) }
  const names = Object.keys(fields)
  const at = TIME_FIELDS.find(name => fields[name] !== undefined)
  if (!at) throw new TypeError(`No event sets only ${names.join(', ')}: the time is missing.`)
  const sets = names.map(name => `#${name} = :${name}`)
  const firsts = Object.keys(unlessThere).map(name => `${name} = if_not_exists(${name}, :${name})`)
  try {
    await dynamoDb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(generation, purchaseId),
        UpdateExpression: `SET ${[...firsts, ...sets].join(', ')}`,
        // The same event again sets the fields that an earlier release did not.
        ConditionExpression: `attribute_not_exists(#${at}) OR #${at} >= :${at}`,
        ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
        ExpressionAttributeValues: toItem(
          Object.fromEntries(
            Object.entries({ ...unlessThere, ...fields }).map(([name, value]) => [`:${name}`, value]),
          ),
        ),
      }),
    )
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}
