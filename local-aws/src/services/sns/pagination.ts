import { pageOf } from '../../api/page.ts'
import { invalidParameter } from './errors.ts'

/** "Each call returns a limited list, up to 100", both for topics and for subscriptions. */
const MAX_PAGE_ITEMS = 100

/** @throws AwsError `InvalidParameter` for an unknown token */
export function paginate<T>(
  all: Iterable<T>,
  { NextToken }: { NextToken?: string },
): { items: T[]; NextToken?: string } {
  const { items, next } = pageOf([...all], { start: startOf(NextToken), limit: MAX_PAGE_ITEMS })
  return { items, NextToken: next === undefined ? undefined : Buffer.from(`page:${next}`).toString('base64') }
}

function startOf(nextToken: string | undefined): number {
  if (!nextToken) return 0
  const match = /^page:(\d+)$/.exec(Buffer.from(nextToken, 'base64').toString())
  if (!match) throw invalidParameter(`NextToken Reason: ${nextToken} is unknown`)
  return Number(match[1])
}
