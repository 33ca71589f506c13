import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
} from '@aws-sdk/lib-dynamodb'
import { chunks } from '../../runtime/chunks.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { clientForDocuments } from '../../runtime/sdk-clients.ts'
import { Unavailable } from '../../runtime/unavailable.ts'
import type { Build } from '../generations-state.ts'

const documents = DynamoDBDocumentClient.from(clientForDocuments(DynamoDBClient))
const table = environmentVariable('GENERATIONS_TABLE')

/** "BatchGetItem … can contain as many as 100 items" (DynamoDB). */
const MOST_READ = 100
/** After a build's end, for `status` and for whoever looks what it did. */
const KEPT_MS = 7 * 24 * 3_600_000

/** Something that a replay writes down of itself, beside the generations. Every change of it makes a new revision. */
export interface ReplayDocument {
  readonly revision: number
}

/** Before it is written for the first time. */
export const UNWRITTEN = 0

/** The name of a replay's document, or of one of its parts. */
export function documentName(generation: string, part?: string): string {
  return part === undefined ? `replay#${generation}` : `replay#${generation}#${part}`
}

export async function readDocument<Document extends ReplayDocument>(
  name: string,
): Promise<Document | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: table, Key: { name }, ConsistentRead: true }),
  )
  return Item as Document | undefined
}

/**
 * The documents that are there, by their names.
 *
 * @throws Unavailable where DynamoDB reads a part of them only
 */
export async function readDocuments<Document extends ReplayDocument>(
  names: readonly string[],
): Promise<ReadonlyMap<string, Document>> {
  const found = new Map<string, Document>()
  for (const some of chunks(names, MOST_READ)) {
    const request: NonNullable<BatchGetCommandInput['RequestItems']>[string] = {
      Keys: some.map(name => ({ name })),
      ConsistentRead: true,
    }
    const { Responses, UnprocessedKeys } = await documents.send(
      new BatchGetCommand({ RequestItems: { [table]: request } }),
    )
    if (Object.keys(UnprocessedKeys ?? {}).length > 0)
      throw new Unavailable('dynamodb', `${table} was throttled`)
    for (const item of Responses?.[table] ?? []) found.set(item.name, item as Document & { name: string })
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
    await documents.send(
      new PutCommand({
        TableName: table,
        Item: { ...next, name, expiresAt: expiry },
        ...(document.revision === UNWRITTEN
          ? { ConditionExpression: 'attribute_not_exists(#revision)' }
          : {
              ConditionExpression: '#revision = :seen',
              ExpressionAttributeValues: { ':seen': document.revision },
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
