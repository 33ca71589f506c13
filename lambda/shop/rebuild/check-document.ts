import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { environmentVariable } from '../../runtime/environment.ts'
import { putRevision, UNWRITTEN } from '../../runtime/revised-item.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../../runtime/table-items.ts'
import { expiryOfNotes } from './lifetime.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('PURCHASES_TABLE')

const difference = z.object({
  purchaseId: z.string(),
  field: z.string(),
  live: z.optional(z.string()),
  rebuilt: z.optional(z.string()),
})

/** How far the check of a build is, and what it found. */
export const checkDocument = z.readonly(
  z.object({
    /** The key up to which the table is checked; undefined at the start and at the end. */
    after: z.optional(z.string()),
    done: z.boolean(),
    /** Purchases in the live read model. */
    purchases: z.number(),
    /** Of these, those of which something was carried over, because the replay could not bring it. */
    carriedOver: z.number(),
    /** Purchases in the rebuilt read model alone. */
    rebuiltAlone: z.number(),
    /** Purchases in both with a field of another value, unless the rebuilt one lacks another. */
    different: z.number(),
    /** Purchases in both, of which the rebuilt read model only has more. */
    fuller: z.number(),
    /** Live purchases of which the rebuilt read model lacks a field, or all. */
    missing: z.number(),
    /** The first purchases that lack something. */
    missingExamples: z.readonly(z.array(difference)),
    /** The first other differences. */
    examples: z.readonly(z.array(difference)),
    revision: z.number(),
  }),
)

export type CheckDocument = z.infer<typeof checkDocument>
export type Check = Omit<CheckDocument, 'after' | 'revision'>

export const FIRST_CHECK: CheckDocument = {
  done: false,
  purchases: 0,
  carriedOver: 0,
  rebuiltAlone: 0,
  different: 0,
  fuller: 0,
  missing: 0,
  missingExamples: [],
  examples: [],
  revision: UNWRITTEN,
}

function nameOf(generation: string): string {
  return `#check#${generation}`
}

export async function readCheck(generation: string): Promise<CheckDocument> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: table,
      Key: toItem({ purchaseId: nameOf(generation) }),
      ConsistentRead: true,
    }),
  )
  return Item ? fromItem(checkDocument, Item, table) : FIRST_CHECK
}

/**
 * Writes the document as the next revision after the one that was read.
 *
 * @returns the written document; undefined if it has been changed since it was read
 */
export async function writeCheck(
  generation: string,
  document: CheckDocument,
): Promise<CheckDocument | undefined> {
  const next = { ...document, revision: document.revision + 1 }
  const item = { ...next, purchaseId: nameOf(generation), expiresAt: expiryOfNotes() }
  return (await putRevision(table, item, document.revision)) ? next : undefined
}
