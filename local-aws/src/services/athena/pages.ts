import { opaquePageOf } from '../../api/page.ts'
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
  return opaquePageOf(items, { token, limit }, unknown =>
    invalidRequest(
      `The NextToken ${JSON.stringify(unknown)} is invalid: list again without one.`,
      'INVALID_NEXT_TOKEN',
    ),
  )
}
