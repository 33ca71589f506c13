/** What the functions do for a purchase, in parts, each with the functions that do it (`<domain>-<function>`). */
export const PARTS = {
  shop: {
    words: 'shop and mailer',
    services: ['shop-buying', 'shop-shipping', 'shop-history', 'shop-receipts', 'mail-mailer'],
  },
  bridge: { words: 'bridge to the clickstream', services: ['clickstream-purchases'] },
  trends: { words: "the clickstream's trends", services: ['clickstream-trends'] },
} as const satisfies Record<string, { words: string; services: readonly string[] }>

export type Part = keyof typeof PARTS

export const parts = Object.keys(PARTS) as Part[]

/** In ms of processor time a purchase. */
export type TimeByPart = Record<Part, number>

/**
 * What each part took for one of so many purchases, between two readings.
 *
 * @param before the times of functions by their services
 */
export function timeByPart(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  purchases: number,
): TimeByPart {
  const times = parts.map(part => {
    const used = PARTS[part].services.map(service => (after.get(service) ?? 0) - (before.get(service) ?? 0))
    return [part, used.reduce((sum, ms) => sum + ms, 0) / purchases]
  })
  return Object.fromEntries(times) as TimeByPart
}
