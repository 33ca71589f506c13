import * as z from 'zod/mini'
import type { EventContract } from '../../../lambda/contracts/cloud-event.ts'
import type { Schema } from './schema-growth.ts'

/** What zod writes of an open set of codes: examples, and no list of all. */
interface FutureSchema extends Schema {
  readonly examples?: readonly unknown[]
}

/** A member that this release does not know, in every object. */
const ADDED = { addedLater: { nested: ['x', { deeper: true }], amount: 1 } }
/** A value of every open set that this release does not know. */
const LATER_CODE = 'added-later'
/** Longer and more than today's doors let in. */
const LONG = 3_000
const MANY = 150
const FACTOR = 5_000

/** Members whose length is a service's limit: a key of DynamoDB or S3, a message group, a header of a mail. */
const LIMITED_BY_A_SERVICE = ['after', 'key', 'tenant', 'subject', 'unsubscribe']
/** A page counts towards a bound on the pages of a post, which ends a loop. */
const BOUNDED = ['page']

/** A pattern of one class of characters is that of an id. */
const ID = /^\^\[[^\]]+\]\{\d+,\d+\}\$$/

/**
 * The message as a later release may send it in the same version: with more members at every level, values that this
 * release does not know in every open set, longer texts, longer lists and larger numbers.
 */
export function futureOf({ schema }: EventContract, message: object): object {
  const { properties = {} } = z.toJSONSchema(schema) as FutureSchema
  const { data, ...attributes } = message as { data: unknown }
  return {
    ...attributes,
    traceparent: '00-1-2-03',
    ...ADDED,
    data: changed(data, properties.data ?? {}, 'data'),
  }
}

function changed(value: unknown, schema: FutureSchema, name: string): unknown {
  if (Array.isArray(value)) return many(value.map(each => changed(each, schema.items ?? {}, name)))
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([member, each]) => [
      member,
      changed(each, schema.properties?.[member] ?? {}, member),
    ])
    return { ...Object.fromEntries(members), ...ADDED }
  }
  if (typeof value === 'string') return text(value, schema, name)
  return typeof value === 'number' && !BOUNDED.includes(name) ? value * FACTOR : value
}

function many(values: readonly unknown[]): unknown[] {
  return Array.from({ length: Math.max(MANY, values.length) }, (_, index) => values[index % values.length])
}

function text(value: string, { examples, format, pattern = '' }: FutureSchema, name: string): string {
  if (examples !== undefined) return LATER_CODE
  if (format !== undefined || ID.test(pattern) || LIMITED_BY_A_SERVICE.includes(name)) return value
  return value.padEnd(LONG, ' and more')
}
