import { pageOf } from '../../api/page.ts'
import { invalidRequest } from './errors.ts'

/**
 * The page after `token`, and the token of the next one.
 *
 * @throws AwsError `InvalidRequestException` for an unknown token
 */
export function listedPage<T>(
  items: readonly T[],
  limit: number,
  token: string | undefined,
): { items: T[]; token: string | undefined } {
  const page = pageOf(items, { start: startOf(token), limit })
  return {
    items: page.items,
    token: page.next === undefined ? undefined : Buffer.from(String(page.next)).toString('base64'),
  }
}

function startOf(token: string | undefined): number {
  if (token === undefined) return 0
  const start = Number(Buffer.from(token, 'base64').toString())
  if (Number.isInteger(start) && start > 0) return start
  throw invalidRequest(
    `The NextToken ${JSON.stringify(token)} is invalid: list again without one.`,
    'INVALID_NEXT_TOKEN',
  )
}
