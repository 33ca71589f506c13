import { authorId as authorIdContract, subscriberId as subscriberIdContract } from '../contracts/post.ts'
import { type ClaimedToken, claimedToken, isSigned, signedToken } from '../http/signed-token.ts'
import type { Subscription } from './subscribers-table.ts'

export { isSigned }

/** The content of a token whose signature is not checked yet. */
export interface ClaimedSubscription extends Subscription, Pick<ClaimedToken, 'payload' | 'mac'> {}

/**
 * A token that lets anyone who has it end this subscription, and nothing else. It says `<author>/<subscriber>`: ids
 * without personal data.
 *
 * @param key the author's key
 */
export function unsubscribeToken(key: Uint8Array, { authorId, subscriberId }: Subscription): string {
  return signedToken(key, `${authorId}/${subscriberId}`)
}

/** Parses a token. @returns undefined for text that {@link unsubscribeToken} cannot have made */
export function claimedSubscription(token: string): ClaimedSubscription | undefined {
  const claimed = claimedToken(token)
  if (!claimed) return undefined
  const [authorId, subscriberId, ...more] = claimed.text.split('/')
  const author = authorIdContract.safeParse(authorId)
  const subscriber = subscriberIdContract.safeParse(subscriberId)
  if (more.length > 0 || !author.success || !subscriber.success) return undefined
  return { authorId: author.data, subscriberId: subscriber.data, payload: claimed.payload, mac: claimed.mac }
}
