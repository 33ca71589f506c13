import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** An hour of the lake. */
export interface MadeHour {
  /** `2026-11-29-10` */
  hour: string
  /** Events in lines, as Firehose writes them. */
  object: Buffer
}

const HOUR_MS = 3_600_000
const PRODUCTS = 2_000
const EVENTS_A_SESSION = 8
const BASKET_EVERY = 5
const PURCHASE_EVERY = 20

const compressed = promisify(gzip)

/** The same events for the same arguments. @param end the last hour, in ms since the epoch */
export async function madeHours(hours: number, eventsAnHour: number, end: number): Promise<MadeHour[]> {
  const random = numbers(1)
  return Promise.all(
    Array.from({ length: hours }, (_, index) => {
      const start = end - (end % HOUR_MS) - (hours - 1 - index) * HOUR_MS
      const lines = Array.from({ length: eventsAnHour }, (_, event) =>
        line(index * eventsAnHour + event, start + Math.floor((event * HOUR_MS) / eventsAnHour), random),
      )
      return compressed(lines.join('')).then(object => ({ hour: hourOf(start), object }))
    }),
  )
}

function hourOf(time: number): string {
  return new Date(time).toISOString().slice(0, 13).replace('T', '-')
}

function line(number: number, at: number, random: () => number): string {
  const sessionId = id(Math.floor(number / EVENTS_A_SESSION) + 1_000_000_000)
  // Some products are viewed far more often than others.
  const sku = `product-${Math.floor(random() ** 3 * PRODUCTS)}`
  const [type, data] = kindOf(number, sku)
  return `${JSON.stringify({
    specversion: '1.0',
    type: `clickstream.${type}.v1`,
    id: id(number),
    source: 'urn:messaging:clickstream:ingest',
    subject: sku,
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    correlationid: sessionId,
    recordedtime: new Date(at + 120).toISOString(),
    data: { sessionId, ...data },
  })}\n`
}

function kindOf(number: number, sku: string): [string, object] {
  if (number % PURCHASE_EVERY === 0) {
    const amount = { amount: 1990, currency: 'EUR' }
    return ['product.purchased', { purchaseId: id(number + 2_000_000_000), sku, quantity: 1, amount }]
  }
  if (number % BASKET_EVERY === 0) return ['basket.item-added', { sku, quantity: 1 }]
  return ['product.viewed', { sku }]
}

/** As long as a UUID, and as hard to compress. */
function id(number: number): string {
  const digits = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f].map(factor =>
    (Math.imul(number, factor) >>> 0).toString(16).padStart(8, '0'),
  )
  return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Pseudo-random numbers from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
