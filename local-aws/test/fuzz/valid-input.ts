import type { NormalizedSchema } from '@smithy/core/schema'
import type { Random } from '../../src/random.ts'
import { zip } from '../services/lambda/zip.ts'
import type { KnownValues } from './known-values.ts'
import { SAMPLES } from './samples.ts'

const WORDS = ['a', 'orders', 'shop', 'book', 'a/b.txt', 'sold-1', '1', 'Äpfel', 'x_y']
const DEEPEST = 5
/** Members that name what a request is about: with them, more requests get past the first check. */
const NAMES_SOMETHING = /(Name|Arn|ARN|Id|Url|Bucket|Key|ReceiptHandle|ShardIterator|TableName)$/

/** Members that are wrong unless they fit the others. */
const SELDOM = /^(Checksum|ContentMD5|ContentLength|StreamId|StreamARN|If|SSECustomer|Next|Marker|.*Token$)/

/** Makes inputs as a client would send them, by an operation's schema and what is known of the account. */
export class ValidInput {
  readonly #random: Random
  readonly #known: KnownValues
  readonly #nowMs: number

  constructor(random: Random, known: KnownValues, nowMs: number) {
    this.#random = random
    this.#known = known
    this.#nowMs = nowMs
  }

  of(schema: NormalizedSchema): Record<string, unknown> {
    return this.#structure(schema, 0)
  }

  #value(schema: NormalizedSchema, name: string, depth: number): unknown {
    if (schema.isUnionSchema()) return this.#union(schema, depth)
    if (schema.isStructSchema()) return this.#structure(schema, depth)
    if (schema.isListSchema()) return this.#list(schema, name, depth)
    if (schema.isMapSchema()) return this.#map(schema, name, depth)
    if (schema.isBooleanSchema()) return this.#random.fraction() < 0.5
    if (schema.isTimestampSchema()) return new Date(this.#nowMs - this.#random.integer(3_600_000))
    if (schema.isBlobSchema()) return this.#bytes(name)
    if (schema.isNumericSchema() || schema.isBigIntegerSchema()) return this.#number(name)
    if (schema.isDocumentSchema()) return { a: [1, 'b', null] }
    return this.#text(name)
  }

  #structure(schema: NormalizedSchema, depth: number): Record<string, unknown> {
    const value: Record<string, unknown> = {}
    const required = requiredMembers(schema)
    let index = 0
    for (const [name, member] of schema.structIterator()) {
      const share =
        index++ < required ? 0.98 : SELDOM.test(name) ? 0.02 : NAMES_SOMETHING.test(name) ? 0.4 : 0.15
      if (depth < DEEPEST && this.#random.fraction() < share)
        value[name] = this.#value(member, name, depth + 1)
    }
    return value
  }

  #union(schema: NormalizedSchema, depth: number): unknown {
    const members = [...schema.structIterator()]
    const [name, member] = members[this.#random.integer(members.length)] ?? []
    return name === undefined || !member ? {} : { [name]: this.#value(member, name, depth + 1) }
  }

  #list(schema: NormalizedSchema, name: string, depth: number): unknown[] {
    const length = depth < DEEPEST ? [0, 1, 1, 1, 2, 3][this.#random.integer(6)] : 0
    return Array.from({ length: length ?? 0 }, () => this.#value(schema.getValueSchema(), name, depth + 1))
  }

  #map(schema: NormalizedSchema, name: string, depth: number): Record<string, unknown> {
    const length = depth < DEEPEST ? this.#random.integer(3) : 0
    const entries = Array.from({ length }, () => [
      this.#text(`${name}Key`),
      this.#value(schema.getValueSchema(), name, depth + 1),
    ])
    return Object.fromEntries(entries)
  }

  #number(name: string): number {
    if (/time|Time/.test(name)) return this.#nowMs - this.#random.integer(3_600_000)
    const [choices] = [[0, 1, 1, 2, 3, 5, 10, 30, 60, 60, 300, 1000]]
    return choices?.[this.#random.integer(choices.length)] ?? 1
  }

  #bytes(name: string): Uint8Array {
    if (name === 'ZipFile') return zip({ 'index.mjs': 'export const handler = async event => event' })
    return Buffer.from(['', 'a', '{"sku":"book"}', 'ä\u0000'][this.#random.integer(4)] ?? '')
  }

  #text(name: string): string {
    const known = this.#random.fraction() < 0.85 ? this.#known.pick(name, this.#random) : undefined
    if (known !== undefined) return known
    const samples = SAMPLES[name.toLowerCase()] ?? WORDS
    return samples[this.#random.integer(samples.length)] ?? 'a'
  }
}

/** A structure is `[3, namespace, name, traits, names, schemas, required?]`: required members come first. */
function requiredMembers(schema: NormalizedSchema): number {
  const parts = schema.getSchema() as unknown
  return Array.isArray(parts) && typeof parts[6] === 'number' ? parts[6] : 0
}
