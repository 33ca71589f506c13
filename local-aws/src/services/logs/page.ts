import { AwsError } from '../../aws-error.ts'

export interface Page<T> {
  items: T[]
  nextToken: string | undefined
}

/** The page of `items` that `nextToken` points to; the token tells how many came before. */
export function pageOf<T>(
  items: readonly T[],
  { nextToken, limit = 50 }: { nextToken?: string; limit?: number },
): Page<T> {
  if (!Number.isInteger(limit) || limit < 1 || limit > 50) {
    throw new AwsError(
      'InvalidParameterException',
      `limit must be a whole number from 1 to 50, not ${limit}.`,
    )
  }
  const start = nextToken === undefined ? 0 : Number(nextToken)
  if (!Number.isInteger(start)) {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.')
  }
  const end = start + limit
  return { items: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined }
}
