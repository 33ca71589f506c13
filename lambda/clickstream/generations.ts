import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { putRevision } from '../runtime/revised-item.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../runtime/table-items.ts'
import {
  FIRST_STATE,
  type Generations,
  type GenerationsState,
  generationsOf,
  generationsState,
} from './generations-state.ts'

export type { Generations }

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('GENERATIONS_TABLE')

/** The name of the figures' generations. */
const NAME = 'trends'

/**
 * Reads the current generations. An invocation reads them once, at its start, and keeps them, so that every event whose
 * invocation started after a build did is counted in the build.
 */
export async function readGenerations(): Promise<Generations> {
  return generationsOf(await readState(), new Date())
}

export async function readState(): Promise<GenerationsState> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ name: NAME }), ConsistentRead: true }),
  )
  return Item ? fromItem(generationsState, Item, table) : FIRST_STATE
}

/**
 * Replaces the state `seen`.
 *
 * @returns false if the state has changed since it was read, possibly by an earlier attempt of this write whose
 * response was lost
 */
export function replaceState(seen: GenerationsState, next: GenerationsState): Promise<boolean> {
  return putRevision(table, { name: NAME, ...next }, seen.revision)
}
