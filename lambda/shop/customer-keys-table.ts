import { randomBytes, randomUUID } from 'node:crypto'
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { PermanentFailure } from '../queue/failures.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../runtime/table-items.ts'
import type { CustomerKey } from './sealing.ts'

const dynamoDb = sdkClient(DynamoDBClient)

/** Undefined in stages that archive nothing: there, purchases are not sealed. */
const table = process.env.CUSTOMER_KEYS_TABLE

const KEY_BYTES = 32

const storedKey = z.object({ keyId: z.string(), key: z.instanceof(Uint8Array) })

/** Whether this stage seals personal data. */
export const areSealed = table !== undefined

/** There are sealed messages, and the stage has no keys: somebody has turned its archive off. */
export class NoCustomerKeys extends PermanentFailure {
  override readonly name = 'NoCustomerKeys'

  constructor() {
    super(
      'the message is sealed, and the stage has no customers’ keys: set purchasesArchiveDays, deploy, redrive',
    )
  }
}

/**
 * The customer's key, read each time: a key in memory would open messages for a while after its customer is forgotten,
 * and seal new ones that nobody can open.
 *
 * @returns undefined for a customer who is forgotten, or whose key was another
 */
export async function findKey(customerId: string, keyId: string): Promise<CustomerKey | undefined> {
  const found = await readKey(customerId)
  return found?.keyId === keyId ? found : undefined
}

/** The customer's key; a new one for who has none. */
export async function keyFor(customerId: string): Promise<CustomerKey> {
  const known = await readKey(customerId)
  if (known) return known
  const made = { keyId: randomUUID(), key: randomBytes(KEY_BYTES) }
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName: nameOfTable(),
        Item: toItem({ customerId, ...made }),
        ConditionExpression: 'attribute_not_exists(customerId)',
      }),
    )
    return made
  } catch (error) {
    // Another purchase of the customer made one meanwhile.
    if (error instanceof ConditionalCheckFailedException) return keyFor(customerId)
    throw error
  }
}

async function readKey(customerId: string): Promise<CustomerKey | undefined> {
  const TableName = nameOfTable()
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName, Key: toItem({ customerId }), ConsistentRead: true }),
  )
  return Item && fromItem(storedKey, Item, TableName)
}

function nameOfTable(): string {
  if (table === undefined) throw new NoCustomerKeys()
  return table
}
