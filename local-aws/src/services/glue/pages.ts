import { opaquePageOf } from '../../api/page.ts'
import { invalidInput } from './errors.ts'

/**
 * The page after `token`, and the token of the next one. An empty token means the first page.
 *
 * @throws AwsError `InvalidInputException` for an unknown token
 */
export function listedPage<T>(
  items: readonly T[],
  limit: number,
  token: string | undefined,
): { items: T[]; token: string | undefined } {
  return opaquePageOf(items, { token: token || undefined, limit }, unknown =>
    invalidInput(`The pagination token ${JSON.stringify(unknown)} is invalid: list again without one.`),
  )
}
