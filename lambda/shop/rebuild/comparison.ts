import { isDeepStrictEqual } from 'node:util'
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
      ...shown('live', live[field]),
      ...shown('rebuilt', rebuilt[field]),
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

function shown(side: 'live' | 'rebuilt', value: unknown): Partial<Difference> {
  if (value === undefined) return {}
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return { [side]: text.slice(0, LONGEST_SHOWN) }
}
