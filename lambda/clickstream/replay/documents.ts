import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { chunks } from '../../runtime/chunks.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../../runtime/table-items.ts'
import { Unavailable } from '../../runtime/unavailable.ts'
import type { Build } from '../generations-state.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('GENERATIONS_TABLE')

/** "BatchGetItem … can contain as many as 100 items" (DynamoDB). */
const MOST_READ = 100
/** After a build's end, for `status` and for whoever looks what it did. */
const KEPT_MS = 7 * 24 * 3_600_000

/** Something that a replay writes down of itself, beside the generations. Every change of it makes a new revision. */
export interface ReplayDocument {
  readonly revision: number
}

export const replayDocument = { revision: z.number() }

type DocumentSchema<Document> = z.ZodMiniType<Document>

/** Before it is written for the first time. */
export const UNWRITTEN = 0

/** The name of a replay's document, or of one of its parts. */
export function documentName(generation: string, part?: string): string {
  return part === undefined ? `replay#${generation}` : `replay#${generation}#${part}`
}

export async function readDocument<Document extends ReplayDocument>(
  schema: DocumentSchema<Document>,
  name: string,
): Promise<Document | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ name }), ConsistentRead: true }),
  )
  return Item && fromItem(schema, Item, table)
}

/**
 * The documents that are there, by their names.
 *
 * @throws Unavailable where DynamoDB reads a part of them only
 */
export async function readDocuments<Document extends ReplayDocument>(
  schema: DocumentSchema<Document>,
  names: readonly string[],
): Promise<ReadonlyMap<string, Document>> {
  const found = new Map<string, Document>()
  for (const some of chunks(names, MOST_READ)) {
    const request = { Keys: some.map(name => toItem({ name })), ConsistentRead: true }
    const { Responses, UnprocessedKeys } = await dynamoDb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: request } }),
    )
    if (Object.keys(UnprocessedKeys ?? {}).length > 0)
      throw new Unavailable('dynamodb', `${table} was throttled`)
    for (const item of Responses?.[table] ?? []) found.set(item.name?.S ?? '', fromItem(schema, item, table))
  }
  return found
}

/**
 * Writes a document as the next revision of what was seen of it.
 *
 * @returns what was written; undefined where somebody else has written it since
 */
export async function writeDocument<Document extends ReplayDocument>(
  name: string,
  document: Document,
  { expiresAt }: Build,
): Promise<Document | undefined> {
  const next = { ...document, revision: document.revision + 1 }
  const expiry = Math.floor((Date.parse(expiresAt) + KEPT_MS) / 1_000)
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName: table,
        Item: toItem({ ...next, name, expiresAt: expiry }),
        ...(document.revision === UNWRITTEN
          ? { ConditionExpression: 'attribute_not_exists(#revision)' }
          : {
              ConditionExpression: '#revision = :seen',
              ExpressionAttributeValues: toItem({ ':seen': document.revision }),
            }),
        ExpressionAttributeNames: { '#revision': 'revision' },
      }),
    )
    return next
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}
