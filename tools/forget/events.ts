import { gunzipSync, gzipSync } from 'node:zlib'
import type { Mention } from './mention.ts'
import type { Person } from './person.ts'

/**
 * What stands in for an event of which nothing else is left to keep: readers pass it over, and the lines after it keep
 * their numbers, by which a replay goes on.
 */
const NOTHING = '{}'

/**
 * The event without the customer. It still counts in the trends, whose figures have no customers.
 *
 * @param line a CloudEvent of the clickstream, in JSON
 */
export function withoutCustomer(line: string, person: Person, mention: Mention): string {
  try {
    const { data, ...envelope } = JSON.parse(line)
    const { customerId, ...rest } = data
    const anonymous = JSON.stringify({ ...envelope, data: person.customers.has(customerId) ? rest : data })
    return mention.isIn(anonymous) ? NOTHING : anonymous
  } catch {
    return NOTHING
  }
}

/**
 * Events in lines, compressed, as Firehose delivers them.
 *
 * @returns undefined where none is about the person, and for what is not compressed
 */
export function linesWithout(bytes: Uint8Array, person: Person, mention: Mention): Uint8Array | undefined {
  const text = uncompressed(bytes)
  if (text === undefined) return undefined
  let isHit = false
  const lines = text.split('\n').map(line => {
    if (!mayMention(line, person) || !mention.isIn(line)) return line
    isHit = true
    return withoutCustomer(line, person, mention)
  })
  return isHit ? gzipSync(lines.join('\n')) : undefined
}

/** Parsing each line takes most of the time, and few are about any one person. */
function mayMention(line: string, { customers, mailboxes }: Person): boolean {
  return [...customers].some(id => line.includes(id)) || (mailboxes.size > 0 && line.includes('@'))
}

function uncompressed(bytes: Uint8Array): string | undefined {
  try {
    return gunzipSync(bytes).toString('utf8')
  } catch {
    return undefined
  }
}

interface Batch {
  Records: { kinesis: { data: string } }[]
}

/**
 * A batch of the stream that Lambda gave up: a document whose `payload` is the event of the function, with the records in
 * Base64.
 *
 * @returns undefined where no record is about the person, and for what is no batch
 */
export function batchWithout(bytes: Uint8Array, person: Person, mention: Mention): Uint8Array | undefined {
  try {
    const document = JSON.parse(Buffer.from(bytes).toString('utf8'))
    const batch: Batch = JSON.parse(document.payload)
    let isHit = false
    for (const { kinesis } of batch.Records) {
      const line = Buffer.from(kinesis.data, 'base64').toString('utf8')
      if (!mayMention(line, person) || !mention.isIn(line)) continue
      isHit = true
      kinesis.data = Buffer.from(withoutCustomer(line, person, mention)).toString('base64')
    }
    return isHit ? Buffer.from(JSON.stringify({ ...document, payload: JSON.stringify(batch) })) : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether a text is about the person: the result of a query, or records that Firehose could not process, which it writes
 * in Base64 (`rawData`).
 */
export function isAbout(bytes: Uint8Array, mention: Mention): boolean {
  const text = uncompressed(bytes) ?? Buffer.from(bytes).toString('utf8')
  return text.split('\n').some(line => mention.isIn(line) || mention.isIn(rawDataIn(line)))
}

function rawDataIn(line: string): string {
  const [, data = ''] = /"rawData":"([A-Za-z0-9+/=]+)"/.exec(line) ?? []
  return Buffer.from(data, 'base64').toString('utf8')
}
