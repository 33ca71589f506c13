import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type * as z from 'zod/mini'
import { namelessViolations } from '../contracts/violations.ts'

/** An item of a table, or the values of an expression, as DynamoDB takes them. */
export type Item = Record<string, AttributeValue>

/** A field that is undefined is left out. */
export function toItem(fields: object): Item {
  return marshall(fields, { removeUndefinedValues: true })
}

/** Whether its attribute `expiresAt`, in seconds since 1970, is over; an item without it does not expire. */
export function isExpired({ expiresAt }: Item, now = Date.now()): boolean {
  return expiresAt?.N !== undefined && Number(expiresAt.N) * 1_000 <= now
}

const MOST_LISTED = 10

/** An item breaks its schema: something else wrote it, or an earlier release that wrote it otherwise. */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem'
}

/**
 * What an item holds. Attributes that the schema does not name are passed over.
 *
 * @throws UnreadableItem, which names the table and what is wrong, without the values
 */
export function fromItem<Schema extends z.ZodMiniType>(
  schema: Schema,
  item: Item,
  table: string,
): z.infer<Schema> {
  const { data, error } = schema.safeParse(unmarshall(item))
  if (!error) return data as z.infer<Schema>
  const violations = namelessViolations(error, MOST_LISTED).map(
    ({ pointer, detail }) => `${pointer} ${detail}`,
  )
  throw new UnreadableItem(`an item of ${table} breaks its schema: ${violations.join('; ')}`)
}
