import { BatchGetItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { chunks } from '../../runtime/chunks.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { putRevision } from '../../runtime/revised-item.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../../runtime/table-items.ts'
import { Unavailable } from '../../runtime/unavailable.ts'
import type { Build } from '../generations-state.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('GENERATIONS_TABLE')

/** "BatchGetItem … can contain as many as 100 items" (DynamoDB). */
const MOST_READ = 100
/** How long documents are kept after the end of a build, for `status` and for later investigation. */
const KEPT_MS = 7 * 24 * 3_600_000

/** A stored document of a replay, beside the generations. Every change makes a new revision. */
export interface ReplayDocument {
  readonly revision: number
}

export const replayDocument = { revision: z.number() }

type DocumentSchema<Document> = z.ZodMiniType<Document>

/** @param kind of document; a replay has one of each kind, or one for each part */
export function documentName(generation: string, kind: 'plan' | 'comparison' | `part#${string}`): string {
  return `replay#${generation}#${kind}`
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
 * The existing documents, by name.
 *
 * @throws Unavailable if DynamoDB returns only a part of them
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
 * Writes a document as the next revision after the one that was read.
 *
 * @returns the written document; undefined if it has been changed since it was read
 */
export async function writeDocument<Document extends ReplayDocument>(
  name: string,
  document: Document,
  { expiresAt }: Build,
): Promise<Document | undefined> {
  const next = { ...document, revision: document.revision + 1 }
  const expiry = Math.floor((Date.parse(expiresAt) + KEPT_MS) / 1_000)
  const item = { ...next, name, expiresAt: expiry }
  return (await putRevision(table, item, document.revision)) ? next : undefined
}
