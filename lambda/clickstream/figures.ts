import type { ClickstreamEvent } from '../contracts/clickstream-events.ts'

/**
 * The figures of a product in a minute, by the attributes of its item: `views`, `baskets`, `purchases`, `units`,
 * `late`, and `revenue#<currency>` in minor units. They are bigints, because sums may exceed safe integers.
 */
export type Figures = ReadonlyMap<string, bigint>

/** How long the figures of a minute are kept after its last event, in days. */
export const FIGURES_DAYS = 30

const REVENUE = 'revenue#'

/** The figures that an event in time adds. */
export function figuresOf(event: ClickstreamEvent): Figures {
  switch (event.type) {
    case 'clickstream.product.viewed.v1':
      return new Map([['views', 1n]])
    case 'clickstream.basket.item-added.v1':
      return new Map([['baskets', 1n]])
    case 'clickstream.product.purchased.v1': {
      const { quantity, amount } = event.data
      return new Map([
        ['purchases', 1n],
        ['units', BigInt(quantity)],
        [`${REVENUE}${amount.currency}`, BigInt(amount.amount)],
      ])
    }
  }
}

/** The figures that a late event adds. */
export const lateFigures: Figures = new Map([['late', 1n]])

export function sumOf(all: Iterable<Figures>): Figures {
  const sum = new Map<string, bigint>()
  for (const figures of all) {
    for (const [name, value] of figures) sum.set(name, (sum.get(name) ?? 0n) + value)
  }
  return sum
}

/** The currency of a revenue attribute; undefined for other attributes. */
export function currencyOf(attribute: string): string | undefined {
  return attribute.startsWith(REVENUE) ? attribute.slice(REVENUE.length) : undefined
}

/** Whether an attribute of an item is a figure. */
export function isFigure(attribute: string): boolean {
  return COUNTS.includes(attribute) || currencyOf(attribute) !== undefined
}

const COUNTS = ['views', 'baskets', 'purchases', 'units', 'late']
