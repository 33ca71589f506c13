import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  type KeysAndAttributes,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { chunks } from '../runtime/chunks.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, type Item, toItem, UnreadableItem } from '../runtime/table-items.ts'
import { Unavailable } from '../runtime/unavailable.ts'
import { MOST_WRITTEN, unprocessedOf } from '../runtime/unprocessed.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('TRIES_TABLE')
/** After this time the message is no longer in its queue. */
const RETENTION_SECONDS = Number(environmentVariable('RETENTION_SECONDS'))

/** "BatchGetItem … can contain as many as 100 items" (DynamoDB). */
const MOST_READ = 100

/** The recorded tries of a message. */
const tries = z.object({
  /** How many tries have failed. */
  failed: z.number(),
  /**
   * How the current try began: with others of its batch, alone, or to give the message up. Present while the message is
   * tried. Where it is found later, the function ended in the middle of the try.
   */
  begun: z.optional(z.enum(['together', 'alone', 'giving up'])),
})

const triesItem = z.object({ messageId: z.string(), ...tries.shape })

export type Tries = z.infer<typeof tries>
export type Begun = NonNullable<Tries['begun']>

/**
 * The recorded tries of messages, by their ids. A message that has not failed yet has no record.
 *
 * @throws what the client throws, and Unavailable where DynamoDB reads a part of them only
 */
export async function readTries(messageIds: readonly string[]): Promise<ReadonlyMap<string, Tries>> {
  const parts = await Promise.all(chunks(messageIds, MOST_READ).map(readChunk))
  return new Map(parts.flat())
}

async function readChunk(messageIds: readonly string[]): Promise<[string, Tries][]> {
  const found: [string, Tries][] = []
  const Keys: KeysAndAttributes['Keys'] = messageIds.map(messageId => toItem({ messageId }))
  await untilAllTaken(Keys, async keys => {
    const RequestItems = { [table]: { Keys: keys, ConsistentRead: true } }
    const { Responses, UnprocessedKeys } = await dynamoDb.send(new BatchGetItemCommand({ RequestItems }))
    found.push(...(Responses?.[table] ?? []).flatMap(triesIn))
    return UnprocessedKeys?.[table]?.Keys ?? []
  })
  return found
}

/** A record that cannot be read counts as none: the other messages of the batch do not wait for it. */
function triesIn(item: Item): [string, Tries][] {
  try {
    const { messageId, ...tries } = fromItem(triesItem, item, table)
    return [[messageId, tries]]
  } catch (error) {
    if (!(error instanceof UnreadableItem)) throw error
    logger.warn('tries that cannot be read count as none', {
      messageId: item.messageId?.S,
      reason: reasonOf(error),
    })
    return []
  }
}

/**
 * Records the tries of messages, by their ids. A record that would say nothing is deleted.
 *
 * @throws what the client throws, and Unavailable where DynamoDB writes a part of them only
 */
export async function writeTries(tries: ReadonlyMap<string, Tries>): Promise<void> {
  await Promise.all(chunks([...tries], MOST_WRITTEN).map(writeChunk))
}

async function writeChunk(tries: readonly [string, Tries][]): Promise<void> {
  await untilAllTaken(tries.map(writeRequest), async requests => {
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: requests } })
    const { UnprocessedItems } = await dynamoDb.send(command)
    return UnprocessedItems?.[table] ?? []
  })
}

/** @throws Unavailable where DynamoDB leaves a part unprocessed */
async function untilAllTaken<Part>(
  parts: readonly Part[],
  send: (parts: Part[]) => Promise<Part[]>,
): Promise<void> {
  const left = await unprocessedOf(parts, send)
  if (left.length > 0) throw new Unavailable('dynamodb', `${table} was throttled`)
}

function writeRequest([messageId, { failed, begun }]: [string, Tries]): WriteRequest {
  if (failed === 0 && begun === undefined) return { DeleteRequest: { Key: toItem({ messageId }) } }
  const expiresAt = Math.floor(Date.now() / 1_000) + RETENTION_SECONDS
  return { PutRequest: { Item: toItem({ messageId, failed, begun, expiresAt }) } }
}
