import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'

/** The attributes of a table that it names itself. */
export interface TableAttributes {
  readonly key: string
  readonly sortKey?: string
  readonly expiry?: string
}

/** DynamoDB, KeySchemaElement and TimeToLiveSpecification: "Minimum length of 1. Maximum length of 255". */
const MAXIMUM_LENGTH = 255

/** @throws RefusedError for names that DynamoDB refuses, and for an expiry that it would never read */
export function refuseAttributes(table: Construct, { key, sortKey, expiry }: TableAttributes): void {
  for (const [role, name] of Object.entries({ key, sortKey, expiry })) {
    if (name === undefined || (name.length >= 1 && name.length <= MAXIMUM_LENGTH)) continue
    refuse(
      table,
      `Its ${role} "${name.slice(0, 40)}" has ${name.length} characters.`,
      `Use 1 to ${MAXIMUM_LENGTH}.`,
    )
  }
  if (sortKey === key) {
    refuse(
      table,
      `Its key and its sortKey are both "${key}".`,
      'Leave out sortKey, or name another attribute.',
    )
  }
  if (expiry === undefined || (expiry !== key && expiry !== sortKey)) return
  refuse(
    table,
    `Its expiry "${expiry}" is one of its keys, which are strings: DynamoDB reads an expiry from a number alone.`,
    'Name another attribute.',
  )
}
