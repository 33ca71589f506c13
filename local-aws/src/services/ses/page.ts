import { badRequest } from './errors.ts'

const LARGEST_PAGE = 1000

/** What a client asks of a list. */
export interface PageRequest {
  NextToken?: string | null | undefined
  PageSize?: number | string | null | undefined
}

/** @throws AwsError `BadRequestException` */
export function page<T>(all: readonly T[], { NextToken, PageSize }: PageRequest) {
  const start = Number(NextToken ?? 0)
  const size = Math.min(Number(PageSize ?? LARGEST_PAGE), LARGEST_PAGE)
  if (!Number.isInteger(start) || start < 0)
    throw badRequest(`NextToken ${NextToken} is none that was given out.`)
  if (!Number.isInteger(size) || size < 1) throw badRequest(`PageSize must be at least 1, not ${PageSize}.`)
  const end = start + size
  return { items: all.slice(start, end), ...(end < all.length && { NextToken: String(end) }) }
}
