import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'

const kms = sdkClient(KMSClient)
const keyId = environmentVariable('UNSUBSCRIBE_KEY_ID')

/** More than the keys that are in use at once. The limit keeps made-up names from filling the memory. */
const MOST_KEPT = 1_000

const kept = new Map<string, Uint8Array>()

/**
 * A key for signed tokens. KMS derives it from a name with a key that never leaves KMS. It is kept for the lifetime of
 * the execution environment, because it never changes.
 */
export async function derivedKey(name: string): Promise<Uint8Array> {
  const known = kept.get(name)
  if (known) return known
  const { Mac } = await kms.send(
    new GenerateMacCommand({
      KeyId: keyId,
      MacAlgorithm: 'HMAC_SHA_256',
      Message: new TextEncoder().encode(name),
    }),
  )
  if (!Mac) throw new Error('The response of KMS to GenerateMac has no Mac.')
  const [oldest] = kept.keys()
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  kept.set(name, Mac)
  return Mac
}
