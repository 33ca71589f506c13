import { createHmac, timingSafeEqual } from 'node:crypto'
import { secretHex } from '../../random.ts'
import { expiredNextToken, invalidArgument } from './errors.ts'

/** "Tokens expire after 300 seconds." */
const LIFETIME_MS = 300_000
/** Signs tokens, so that the content of a returned token needs no further check. */
const SECRET = secretHex(64)

/**
 * Creates a token for the next page.
 *
 * @param request the members of the first request that still apply, and the start of the next page
 * @param now in ms since the epoch
 */
export function writeToken(request: object, now: number): string {
  const content = Buffer.from(JSON.stringify({ issuedAt: now, request })).toString('base64url')
  return `${content}.${signatureOf(content).toString('base64url')}`
}

/**
 * @param now in ms since the epoch
 * @throws AwsError `ExpiredNextTokenException`, `InvalidArgumentException`
 */
export function readToken<T extends object>(token: string, now: number): T {
  const { issuedAt, request } = verified(token)
  if (now - issuedAt > LIFETIME_MS) {
    throw expiredNextToken(LIFETIME_MS / 1000)
  }
  return request as T
}

function verified(token: string): { issuedAt: number; request: object } {
  const [content = '', signature = ''] = token.split('.')
  const [given, right] = [Buffer.from(signature, 'base64url'), signatureOf(content)]
  if (given.length !== right.length || !timingSafeEqual(given, right)) {
    throw invalidArgument(`NextToken ${token.slice(0, 100)} is unknown: list again without one.`)
  }
  return JSON.parse(Buffer.from(content, 'base64url').toString())
}

function signatureOf(content: string): Buffer {
  return createHmac('sha256', SECRET).update(content).digest()
}
