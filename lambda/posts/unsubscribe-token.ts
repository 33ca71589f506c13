import { createHmac, timingSafeEqual } from 'node:crypto'
import { authorId as authorIdContract, subscriberId as subscriberIdContract } from '../contracts/post.ts'
import type { Subscription } from './subscribers-table.ts'

/** What a token says, not yet whether it says so rightly. */
export interface ClaimedSubscription extends Subscription {
  payload: string
  mac: Buffer
}

const MAC_BYTES = 32

/**
 * Lets whoever has it end this subscription, and do nothing else: `<payload>.<HMAC-SHA256 of the payload>`, both
 * base64url. The payload is `<author>/<subscriber>`: ids, no personal data. It does not expire.
 *
 * @param key the author's
 */
export function unsubscribeToken(key: Uint8Array, { authorId, subscriberId }: Subscription): string {
  const payload = Buffer.from(`${authorId}/${subscriberId}`).toString('base64url')
  return `${payload}.${macOf(key, payload).toString('base64url')}`
}

/** @returns undefined for what {@link unsubscribeToken} cannot have made */
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

/** In a time that does not tell how much of the code is right. */
export function isSigned({ payload, mac }: ClaimedSubscription, key: Uint8Array): boolean {
  return timingSafeEqual(mac, macOf(key, payload))
}

function macOf(key: Uint8Array, payload: string): Buffer {
  return createHmac('sha256', key).update(payload).digest()
}
