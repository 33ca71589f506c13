import { AwsError } from '../../aws-error.ts'

/** Tokens here tell how many results came before. */
export function offsetOf(nextToken: string | undefined): number {
  if (nextToken === undefined) return 0
  if (/^\d+$/.test(nextToken)) return Number(nextToken)
  throw new AwsError('InvalidNextToken', 'The next token specified is invalid.')
}
