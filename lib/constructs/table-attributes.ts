import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'

/** A global secondary index. Only items that have its keys are in it. */
export interface TableIndex {
  /** Its name in queries: `by-minute`. */
  readonly name: string
  /** Its partition key, a string. */
  readonly key: string
  /** Its sort key, a string. @default - items with the same key have no order */
  readonly sortKey?: string
}

/** The attributes that a table's settings name. */
export interface TableAttributes {
  readonly key: string
  readonly sortKey?: string
  readonly expiry?: string
  readonly indexes?: readonly TableIndex[]
}

/** DynamoDB, KeySchemaElement and TimeToLiveSpecification: "Minimum length of 1. Maximum length of 255". */
const MAXIMUM_LENGTH = 255

/** DynamoDB, GlobalSecondaryIndex: "Minimum length of 3. Maximum length of 255. Pattern: [a-zA-Z0-9_.-]+". */
const INDEX_NAME = /^[a-zA-Z0-9_.-]{3,255}$/

/** DynamoDB, PointInTimeRecoverySpecification: "Minimum value of 1. Maximum value of 35". */
export function refuseRestorableDays(table: Construct, days: number | undefined): void {
  if (days === undefined || (Number.isInteger(days) && days >= 1 && days <= 35)) return
  refuse(table, `It can be restored for ${days} days.`, 'Use a whole number from 1 to 35.')
}

/** @throws RefusedError for names that DynamoDB refuses, and for an expiry that it would ignore */
export function refuseAttributes(table: Construct, attributes: TableAttributes): void {
  const { key, sortKey, expiry, indexes = [] } = attributes
  refuseKeys(table, 'Its', { key, sortKey })
  refuseLength(table, 'Its expiry', expiry)
  refuseIndexNames(table, indexes)
  for (const index of indexes) refuseKeys(table, `The index "${index.name}": its`, index)

  const keys = [attributes, ...indexes].flatMap(each => [each.key, each.sortKey])
  if (expiry === undefined || !keys.includes(expiry)) return
  refuse(
    table,
    `Its expiry "${expiry}" is one of its keys, which are strings: DynamoDB reads an expiry only from a number.`,
    'Name another attribute.',
  )
}

function refuseKeys(table: Construct, whose: string, { key, sortKey }: TableAttributes): void {
  refuseLength(table, `${whose} key`, key)
  refuseLength(table, `${whose} sortKey`, sortKey)
  if (sortKey !== key) return
  refuse(
    table,
    `${whose} key and its sortKey are both "${key}".`,
    'Leave out sortKey, or name another attribute.',
  )
}

function refuseLength(table: Construct, what: string, name: string | undefined): void {
  if (name === undefined || (name.length >= 1 && name.length <= MAXIMUM_LENGTH)) return
  refuse(
    table,
    `${what} "${name.slice(0, 40)}" has ${name.length} characters.`,
    `Use 1 to ${MAXIMUM_LENGTH}.`,
  )
}

function refuseIndexNames(table: Construct, indexes: readonly TableIndex[]): void {
  for (const [position, { name }] of indexes.entries()) {
    if (!INDEX_NAME.test(name)) {
      refuse(
        table,
        `An index cannot be named "${name.slice(0, 40)}".`,
        'Use 3 to 255 letters, digits, underscores, dots and hyphens.',
      )
    }
    if (indexes.findIndex(other => other.name === name) < position) {
      refuse(table, `Two of its indexes are named "${name}".`, 'Give each a different name.')
    }
  }
}
