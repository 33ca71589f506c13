import { pageOf } from '../../api/page.ts'
import { invalidParameter, invalidToken } from './errors.ts'

const MAX_PAGE_ITEMS = 50

interface Page<T> {
  items: T[]
  nextToken: string | undefined
}

/**
 * The page that `nextToken` points to. Tokens count the items of the pages before.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function paginate<T>(
  all: readonly T[],
  { nextToken, limit = MAX_PAGE_ITEMS }: { nextToken?: string; limit?: number },
): Page<T> {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_ITEMS) {
    throw invalidParameter(`limit must be a whole number from 1 to ${MAX_PAGE_ITEMS}, not ${limit}.`)
  }
  const start = Number(nextToken ?? 0)
  if (!Number.isInteger(start) || start < 0) throw invalidToken()
  const { items, next } = pageOf(all, { start, limit })
  return { items, nextToken: next?.toString() }
}
