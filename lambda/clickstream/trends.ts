import type { ProductTrends, Trends } from '../contracts/clickstream-api.ts'
import { currencyOf, type Figures, sumOf } from './figures.ts'
import type { Generations } from './generations.ts'
import { minuteAfter, minutesBetween } from './minute.ts'
import { figuresOfMinute, figuresOfProduct, type StoredFigures } from './trends-queries.ts'

type Product = Trends['products'][number]
type ShownFigures = Omit<Product, 'sku'>

/** @param top the number of products */
export async function trendsOfMinute({ liveAt }: Generations, minute: string, top: number): Promise<Trends> {
  const stored = await figuresOfMinute(liveAt(minute), minute)
  const bySku = summed(stored, ({ sku }) => sku)
  const products = Array.from(bySku, ([sku, figures]) => ({ sku, ...shown(figures) }))
  return {
    minute,
    products: products.sort(byPurchases).slice(0, top),
    late: products.reduce((sum, { late }) => sum + late, 0),
  }
}

/** @param to exclusive */
export async function trendsOfProduct(
  { liveAt }: Generations,
  sku: string,
  from: string,
  to: string,
): Promise<ProductTrends> {
  const range = Array.from({ length: minutesBetween(from, to) }, (_, index) => minuteAfter(from, index))
  const stored = await Promise.all(
    // The minutes of a generation need not be contiguous.
    [...new Set(range.map(liveAt))].map(async generation =>
      (await figuresOfProduct(generation, sku, from, to)).filter(
        ({ minute }) => liveAt(minute) === generation,
      ),
    ),
  )
  const byMinute = summed(stored.flat(), ({ minute }) => minute)
  const minutes = Array.from(byMinute, ([minute, figures]) => ({ minute, ...shown(figures) }))
  return { sku, from, to, minutes: minutes.sort((one, other) => inOrder(one.minute, other.minute)) }
}

function summed(
  stored: readonly StoredFigures[],
  by: (stored: StoredFigures) => string,
): Map<string, Figures> {
  const groups = Array.from(Map.groupBy(stored, by))
  return new Map(groups.map(([key, group]) => [key, sumOf(group.map(({ figures }) => figures))]))
}

function shown(figures: Figures): ShownFigures {
  const count = (name: string) => wholeNumber(figures.get(name) ?? 0n, name)
  const views = count('views')
  const purchases = count('purchases')
  return {
    views,
    baskets: count('baskets'),
    purchases,
    units: count('units'),
    revenue: revenueIn(figures),
    conversion: views === 0 ? null : purchases / views,
    late: count('late'),
  }
}

function revenueIn(figures: Figures): ShownFigures['revenue'] {
  const revenue = Array.from(figures).flatMap(([name, sum]) => {
    const currency = currencyOf(name)
    return currency === undefined ? [] : [{ amount: wholeNumber(sum, name), currency }]
  })
  return revenue.sort((one, other) => inOrder(one.currency, other.currency))
}

/**
 * A sum for JSON: "implementations that … expect no more precision or range" than doubles "interoperate" up to 2^53
 * (RFC 8259, section 6).
 */
function wholeNumber(sum: bigint, name: string): number {
  const number = Number(sum)
  if (Number.isSafeInteger(number)) return number
  throw new RangeError(
    `The sum ${sum} of ${name} is beyond the integers that a client reads exactly from JSON.`,
  )
}

function byPurchases(one: Product, other: Product): number {
  return other.purchases - one.purchases || other.views - one.views || inOrder(one.sku, other.sku)
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
