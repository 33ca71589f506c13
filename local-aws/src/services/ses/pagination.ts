import { pageOf } from '../../api/page.ts'
import { badRequest } from './errors.ts'

const MAX_PAGE_ITEMS = 1000

/** The paging members of a list request. */
export interface PageRequest {
  NextToken?: string | null | undefined
  PageSize?: number | string | null | undefined
}

/**
 * The page that `NextToken` refers to. Tokens count the items of the previous pages.
 *
 * @throws AwsError `BadRequestException`
 */
export function paginate<T>(all: readonly T[], { NextToken, PageSize }: PageRequest) {
  const start = Number(NextToken ?? 0)
  if (!Number.isInteger(start) || start < 0)
    throw badRequest(`NextToken ${NextToken} is unknown: list again without one.`)
  const limit = Math.min(Number(PageSize ?? MAX_PAGE_ITEMS), MAX_PAGE_ITEMS)
  if (!Number.isInteger(limit) || limit < 1) throw badRequest(`PageSize must be at least 1, not ${PageSize}.`)
  const { items, next } = pageOf(all, { start, limit })
  return { items, ...(next !== undefined && { NextToken: String(next) }) }
}
