import { MAXIMUM_TOTAL } from '../contracts/money.ts'
import type { Violation } from '../contracts/problem.ts'
import { type PlacePurchase, placePurchase } from '../contracts/purchases-api.ts'
import { violationsOf } from '../contracts/violations.ts'
import { invalidRequest } from '../http/problems.ts'
import { totalOf } from './purchase.ts'

/**
 * Validates the body of `POST /purchases`.
 *
 * @param elsewhere violations outside the body
 * @throws RequestProblem 400 with every violation
 */
export function readPlacePurchase(body: unknown, elsewhere: readonly Violation[]): PlacePurchase {
  const { data, error } = placePurchase.safeParse(body)
  const violations = [
    ...elsewhere,
    ...(error ? violationsOf(error) : []),
    ...currencyViolations(body),
    ...(data ? totalViolations(data) : []),
  ]
  if (!data || violations.length > 0) throw invalidRequest(violations)
  return data
}

function totalViolations({ items }: PlacePurchase): Violation[] {
  const { amount } = totalOf(items)
  if (amount <= MAXIMUM_TOTAL) return []
  return [
    { pointer: '#/items', detail: `must cost at most ${MAXIMUM_TOTAL} minor units together, not ${amount}` },
  ]
}

/**
 * Finds each price in another currency than the first. The schema cannot: zod checks a rule over several members only
 * if each of them is valid, and a client must get all violations at once.
 */
function currencyViolations(body: unknown): Violation[] {
  const items = memberOf(body, 'items')
  if (!Array.isArray(items)) return []
  const currencies = items.map(item => memberOf(memberOf(item, 'unitPrice'), 'currency'))
  const first = currencies.find(currency => typeof currency === 'string')
  return currencies.flatMap((currency, index) =>
    typeof currency === 'string' && currency !== first
      ? [
          {
            pointer: `#/items/${index}/unitPrice/currency`,
            detail: 'must be the currency of the first price',
          },
        ]
      : [],
  )
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
