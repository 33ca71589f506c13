import { createHmac, timingSafeEqual } from 'node:crypto'
import { authorId as authorIdContract, subscriberId as subscriberIdContract } from '../contracts/post.ts'
import type { Subscription } from './subscribers-table.ts'

/** The content of a token whose signature is not checked yet. */
export interface ClaimedSubscription extends Subscription {
  payload: string
  mac: Buffer
}

const MAC_BYTES = 32

/**
 * A token that lets anyone who has it end this subscription, and nothing else: `<payload>.<HMAC-SHA256 of the
 * payload>`, both in base64url. The payload is `<author>/<subscriber>`: ids without personal data. It does not expire.
 *
 * @param key the author's key
 */
export function unsubscribeToken(key: Uint8Array, { authorId, subscriberId }: Subscription): string {
  const payload = Buffer.from(`${authorId}/${subscriberId}`).toString('base64url')
  return `${payload}.${macOf(key, payload).toString('base64url')}`
}

/** Parses a token. @returns undefined for text that {@link unsubscribeToken} cannot have made */
export function claimedSubscription(token: string): ClaimedSubscription | undefined {
  const [payload = '', signature = '', ...others] = token.split('.')
  const [authorId, subscriberId, ...more] = Buffer.from(payload, 'base64url').toString().split('/')
  const mac = Buffer.from(signature, 'base64url')
  if (others.length > 0 || more.length > 0 || mac.byteLength !== MAC_BYTES) return undefined
  const author = authorIdContract.safeParse(authorId)
  const subscriber = subscriberIdContract.safeParse(subscriberId)
  if (!author.success || !subscriber.success) return undefined
  return { authorId: author.data, subscriberId: subscriber.data, payload, mac }
}

/** Compares in constant time, so that timing does not reveal how much of the MAC is right. */
export function isSigned({ payload, mac }: ClaimedSubscription, key: Uint8Array): boolean {
  return timingSafeEqual(mac, macOf(key, payload))
}

function macOf(key: Uint8Array, payload: string): Buffer {
  return createHmac('sha256', key).update(payload).digest()
}
