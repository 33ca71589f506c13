import { pageOf } from '../../api/page.ts'
import { invalidParameter, invalidValue } from './errors.ts'

const MAX_PAGE_NAMES = 1000

/**
 * Returns a page of `names`, sorted. "You must set MaxResults to receive a value for NextToken"; without it, the list
 * ends after 1,000 names.
 *
 * @throws InvalidParameterValue for an unknown token or a page size out of range
 */
export function paginate(
  names: readonly string[],
  { MaxResults, NextToken }: { MaxResults?: number; NextToken?: string },
): { items: readonly string[]; NextToken?: string } {
  checkPageSize(MaxResults)
  const after = NextToken === undefined ? undefined : readToken(NextToken)
  const rest = names.filter(name => after === undefined || name > after).sort()
  const { items, next } = pageOf(rest, { limit: MaxResults ?? MAX_PAGE_NAMES })
  const more = MaxResults !== undefined && next !== undefined
  return { items, ...(more && { NextToken: writeToken(items.at(-1) as string) }) }
}

function checkPageSize(size: number | undefined): void {
  if (size === undefined || (Number.isInteger(size) && size >= 1 && size <= MAX_PAGE_NAMES)) return
  throw invalidValue('MaxResults', size, `MaxResults must be an integer between 1 and ${MAX_PAGE_NAMES}`)
}

/**
 * A token contains the last name of the previous page, so that pages do not shift when queues are created or deleted.
 */
function writeToken(last: string): string {
  return Buffer.from(`after:${last}`).toString('base64url')
}

function readToken(token: string): string {
  const [kind, last] = Buffer.from(token, 'base64url').toString().split(':', 2)
  if (kind !== 'after' || last === undefined) {
    throw invalidParameter(`Invalid or expired next token: ${token}. Start again without one.`)
  }
  return last
}
