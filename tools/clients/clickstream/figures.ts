import type { ProductTrend } from './clickstream.ts'

/** The figures of a product over several minutes. */
export interface Figures {
  views: number
  baskets: number
  purchases: number
  units: number
  /** In EUR, the only currency of the demo. */
  cents: number
}

/** The sums over several minutes, by product. */
export function figuresOf(trends: readonly ProductTrend[]): Map<string, Figures> {
  const sums = new Map<string, Figures>()
  for (const { sku, views, baskets, purchases, units, revenue } of trends) {
    const sum = sums.get(sku) ?? noFigures()
    sum.views += views
    sum.baskets += baskets
    sum.purchases += purchases
    sum.units += units
    sum.cents += revenue.find(({ currency }) => currency === 'EUR')?.amount ?? 0
    sums.set(sku, sum)
  }
  return sums
}

export function noFigures(): Figures {
  return { views: 0, baskets: 0, purchases: 0, units: 0, cents: 0 }
}

/** Whether the figures of all products are the same. */
export function sameFigures(
  some: ReadonlyMap<string, Figures>,
  others: ReadonlyMap<string, Figures>,
): boolean {
  return (
    some.size === others.size &&
    [...some].every(([sku, figures]) => JSON.stringify(figures) === JSON.stringify(others.get(sku)))
  )
}
