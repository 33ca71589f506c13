import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'

const kms = sdkClient(KMSClient)
const keyId = environmentVariable('UNSUBSCRIBE_KEY_ID')

/** More authors than post at once; a stranger's made-up authors do not fill the memory. */
const MOST_KEPT = 1_000

const kept = new Map<string, Uint8Array>()

/**
 * The key of an author's unsubscribe tokens. KMS makes it from the author's id with a key that never leaves it; it is
 * kept for as long as the execution environment lives, as it is the same for ever.
 */
export async function authorKey(authorId: string): Promise<Uint8Array> {
  const known = kept.get(authorId)
  if (known) return known
  const { Mac } = await kms.send(
    new GenerateMacCommand({
      KeyId: keyId,
      MacAlgorithm: 'HMAC_SHA_256',
      Message: new TextEncoder().encode(`unsubscribe-tokens.v1:${authorId}`),
    }),
  )
  if (!Mac) throw new Error('KMS answered GenerateMac without a Mac.')
  const [oldest] = kept.keys()
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  kept.set(authorId, Mac)
  return Mac
}
