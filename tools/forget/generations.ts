import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Stores } from './stores.ts'

/** The item of the table of purchases that says which generation of the read model is read. */
const STATE = '#generations'
/** The first generation has keys without a prefix, those after it `<generation>#`. */
const FIRST = '0'
const SEPARATOR = '#'

/** The generations of the read model of purchases, which share a table. */
export interface Generations {
  /** Whether a key is that of a purchase in the one that is read. Others may be incomplete. */
  readonly isLive: (key: string) => boolean
  /** Whether another one is being built from the archive. */
  readonly isRebuilt: boolean
}

export async function readGenerations({
  dynamoDb,
  shop,
}: Pick<Stores, 'dynamoDb' | 'shop'>): Promise<Generations> {
  const TableName = shop('PurchasesTableName')
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName, Key: { purchaseId: { S: STATE } }, ConsistentRead: true }),
  )
  const live = Item?.live?.S ?? FIRST
  return {
    isLive: key => (live === FIRST ? !key.includes(SEPARATOR) : key.startsWith(`${live}${SEPARATOR}`)),
    // Where the stage archives no more, nobody can end a rebuild, and it has no queue.
    isRebuilt: Item?.building !== undefined && shop.has('RebuildFunctionName'),
  }
}
