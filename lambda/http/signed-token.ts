import { createHmac, timingSafeEqual } from 'node:crypto'

/** The content of a token whose signature is not checked yet. */
export interface ClaimedToken {
  /** What the token says. */
  text: string
  payload: string
  mac: Buffer
}

const MAC_BYTES = 32

/**
 * A token for a link that is its own authorization: `<payload>.<HMAC-SHA256 of the payload>`, both in base64url. The
 * payload is a text without personal data. It does not expire.
 */
export function signedToken(key: Uint8Array, text: string): string {
  const payload = Buffer.from(text).toString('base64url')
  return `${payload}.${macOf(key, payload).toString('base64url')}`
}

/** Parses a token. @returns undefined for text that {@link signedToken} cannot have made */
export function claimedToken(token: string): ClaimedToken | undefined {
  const [payload = '', signature = '', ...others] = token.split('.')
  const mac = Buffer.from(signature, 'base64url')
  if (others.length > 0 || mac.byteLength !== MAC_BYTES) return undefined
  return { text: Buffer.from(payload, 'base64url').toString(), payload, mac }
}

/** Compares in constant time, so that timing does not reveal how much of the MAC is right. */
export function isSigned({ payload, mac }: Pick<ClaimedToken, 'payload' | 'mac'>, key: Uint8Array): boolean {
  return timingSafeEqual(mac, macOf(key, payload))
}

function macOf(key: Uint8Array, payload: string): Buffer {
  return createHmac('sha256', key).update(payload).digest()
}
