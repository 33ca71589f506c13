import { isDeepStrictEqual } from 'node:util'
import { FORGOTTEN_CUSTOMER } from '../../contracts/purchase.ts'
import type { Fields } from './stored-items.ts'

/** A field of a purchase that differs between the live and the rebuilt read model; undefined where it has none. */
export interface Difference {
  readonly purchaseId: string
  readonly field: string
  readonly live?: string
  readonly rebuilt?: string
}

/** The fields that differ, by name. */
export function differences(purchaseId: string, live: Fields, rebuilt: Fields): Difference[] {
  return [...new Set([...Object.keys(live), ...Object.keys(rebuilt)])]
    .toSorted()
    .filter(field => !isDeepStrictEqual(live[field], rebuilt[field]))
    .map(field => ({
      purchaseId,
      field,
      ...shown('live', field, live[field]),
      ...shown('rebuilt', field, rebuilt[field]),
    }))
}

/** Whether only the live read model has the field: the swap would lose it. */
function isMissing({ live, rebuilt }: Difference): boolean {
  return live !== undefined && rebuilt === undefined
}

/** How a purchase compares: the worst of its fields decides. */
export function verdictOn(found: readonly Difference[]): 'missing' | 'different' | 'fuller' {
  if (found.some(isMissing)) return 'missing'
  return found.some(({ live }) => live !== undefined) ? 'different' : 'fuller'
}

const LONGEST_SHOWN = 60

/** What is shown is logged and kept for a while, where `npm run forget` does not look: it names no customer. */
function shown(side: 'live' | 'rebuilt', field: string, value: unknown): Partial<Difference> {
  if (value === undefined) return {}
  if (field === 'customerId')
    return { [side]: value === FORGOTTEN_CUSTOMER ? FORGOTTEN_CUSTOMER : 'a customer' }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return { [side]: text.slice(0, LONGEST_SHOWN) }
}
