import { derivedKey } from '../http/derived-keys.ts'

/** The key of an author's unsubscribe tokens. */
export function authorKey(authorId: string): Promise<Uint8Array> {
  return derivedKey(`unsubscribe-tokens.v1:${authorId}`)
}
