import { AwsError } from '../../api/aws-error.ts'
import { invalidArgument } from './errors.ts'

/** "Tokens expire after 300 seconds." */
const LIFETIME_MS = 300_000

/**
 * A token for the next page.
 *
 * @param request the members of the first request that still apply, and where to go on
 * @param now in ms since the epoch
 */
export function writeToken(request: object, now: number): string {
  return Buffer.from(JSON.stringify({ issuedAt: now, request })).toString('base64')
}

/**
 * @param now in ms since the epoch
 * @throws AwsError `ExpiredNextTokenException`, `InvalidArgumentException`
 */
export function readToken<T extends object>(token: string, now: number): T {
  const { issuedAt, request } = parse(token)
  if (now - issuedAt > LIFETIME_MS) {
    throw new AwsError(
      'ExpiredNextTokenException',
      `The NextToken is older than ${LIFETIME_MS / 1000} seconds: list again without one.`,
    )
  }
  return request as T
}

function parse(token: string): { issuedAt: number; request: object } {
  try {
    const { issuedAt, request } = JSON.parse(Buffer.from(token, 'base64').toString())
    if (Number.isFinite(issuedAt) && typeof request === 'object' && request !== null) {
      return { issuedAt, request }
    }
  } catch {
    // Refused below, like any other text that is no token.
  }
  throw invalidArgument(`NextToken ${token} was not given out: list again without one.`)
}
