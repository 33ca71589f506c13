import { duration } from '../../terminal/duration.ts'
import { bold, columnLines, dim, fitted, oneLine, red, wrapped, yellow } from '../../terminal/terminal.ts'
import type { CustomerPurchase, CustomerPurchases } from './find-purchases.ts'

/** A line a purchase, and below it why it is not complete. */
export function purchaseLines(found: CustomerPurchases, now: Date): string[] {
  const { customerId, since, purchases, older } = found
  if (purchases.length === 0) {
    return [
      `No function has logged a purchase of ${customerId} since ${since}: look further back by --since.`,
    ]
  }
  const header = ['purchase', 'placed', 'age', 'state']
  const rows = purchases.map(purchase => cells(purchase, now))
  return [
    bold(fitted(`Purchases of ${customerId} since ${since}`)),
    ...columnLines([header, ...rows], { below: [[], ...purchases.map(reasons)] }),
    ...(older > 0
      ? [dim(fitted(`  ${older} older ones are not shown: narrow by --since, or trace one by its id`))]
      : []),
  ]
}

function cells({ purchaseId, placedAt, state, open }: CustomerPurchase, now: Date): string[] {
  const age = duration(Math.max(0, now.getTime() - Date.parse(placedAt)))
  const places = [...new Set(open.map(({ place }) => place))]
  const where = places.length > 0 ? ` in ${places.join(', ')}` : ''
  return [purchaseId, placedAt, age, `${state}${where}`]
}

function reasons({ open }: CustomerPurchase): string[] {
  return open.flatMap(({ service, state, because }) => {
    const line = oneLine(`${service ?? 'nobody'}: ${because[0] ?? 'no reason is known'}`)
    return wrapped(line, '      ').map(state === 'stuck' ? red : yellow)
  })
}
