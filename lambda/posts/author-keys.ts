import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'

const kms = sdkClient(KMSClient)
const keyId = environmentVariable('UNSUBSCRIBE_KEY_ID')

/** More than the authors who post at once. The limit keeps made-up author ids from filling the memory. */
const MOST_KEPT = 1_000

const kept = new Map<string, Uint8Array>()

/**
 * The key of an author's unsubscribe tokens. KMS derives it from the author's id with a key that never leaves KMS. It
 * is kept for the lifetime of the execution environment, because it never changes.
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
  if (!Mac) throw new Error('The response of KMS to GenerateMac has no Mac.')
  const [oldest] = kept.keys()
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  kept.set(authorId, Mac)
  return Mac
}
