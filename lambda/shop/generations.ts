import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { putRevision } from '../runtime/revised-item.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, type Item, toItem } from '../runtime/table-items.ts'
import {
  FIRST_GENERATION,
  FIRST_STATE,
  type GenerationsState,
  generationsState,
} from './generations-state.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('PURCHASES_TABLE')

const STATE_NAME = '#generations'

/** The key of the state, in the table of purchases. */
export const STATE_KEY = toItem({ purchaseId: STATE_NAME })

const SEPARATOR = '#'

/** The key of a purchase: the first generation has the plain id, which it had before there were others. */
export function keyOf(generation: string, purchaseId: string): Item {
  const prefix = generation === FIRST_GENERATION ? '' : `${generation}${SEPARATOR}`
  return toItem({ purchaseId: `${prefix}${purchaseId}` })
}

/** The parts of a key; undefined for that of the state, or of a document of a rebuild. */
export function partsOf(key: string): { generation: string; purchaseId: string } | undefined {
  const [first = '', rest] = key.split(SEPARATOR)
  if (rest === undefined) return { generation: FIRST_GENERATION, purchaseId: key }
  return first === '' ? undefined : { generation: first, purchaseId: rest }
}

/**
 * Reads the state. An invocation that writes reads it once, at its start: an event that was received before a build
 * began is in the archive by then.
 */
export async function readState(): Promise<GenerationsState> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: STATE_KEY, ConsistentRead: true }),
  )
  return stateOf(Item)
}

export function stateOf(item: Item | undefined): GenerationsState {
  return item ? fromItem(generationsState, item, table) : FIRST_STATE
}

/**
 * Replaces the state `seen`.
 *
 * @returns false if the state has changed since it was read, possibly by an earlier attempt of this write whose
 * response was lost
 */
export function replaceState(seen: GenerationsState, next: GenerationsState): Promise<boolean> {
  return putRevision(table, { purchaseId: STATE_NAME, ...next }, seen.revision)
}
