import { pageOf } from '../../api/page.ts'
import { invalidNextToken } from './errors.ts'

/**
 * The page that `NextToken` points to. Tokens count the results of the pages before.
 *
 * @throws AwsError `InvalidNextToken`
 */
export function paginate<T>(
  all: readonly T[],
  { NextToken, limit }: { NextToken: string | undefined; limit: number },
): { items: T[]; NextToken: string | undefined } {
  const { items, next } = pageOf(all, { start: offsetOf(NextToken), limit })
  return { items, NextToken: next?.toString() }
}

/** How many results come before the page that `nextToken` points to. */
export function offsetOf(nextToken: string | undefined): number {
  if (nextToken === undefined) return 0
  if (/^\d+$/.test(nextToken)) return Number(nextToken)
  throw invalidNextToken()
}
