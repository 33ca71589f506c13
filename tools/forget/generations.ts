import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'

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

export async function readGenerations(client: DynamoDBClient, TableName: string): Promise<Generations> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName, Key: { purchaseId: { S: STATE } }, ConsistentRead: true }),
  )
  const live = Item?.live?.S ?? FIRST
  return {
    isLive: key => (live === FIRST ? !key.includes(SEPARATOR) : key.startsWith(`${live}${SEPARATOR}`)),
    isRebuilt: Item?.building !== undefined,
  }
}
