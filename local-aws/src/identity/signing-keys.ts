import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto'

/** The parameters of key derivation in Signature Version 4. */
export interface CredentialScope {
  accessKeyId: string
  /** `yyyymmdd`. */
  date: string
  region: string
  service: string
}

/** The maximum number of cached signing keys: each takes four HMACs, and stays the same all day for a client. */
const KEPT_SIGNING_KEYS = 1000

/** The algorithm of Signature Version 4; Version 4A has keys that only AWS derives, so it is not simulated. */
export const ALGORITHM = 'AWS4-HMAC-SHA256'

/** Derives signing keys from secret keys, and signs with them (IAM guide, "Create a signed AWS API request", step 4). */
export class SigningKeys {
  /**
   * Stored as key objects: for a buffer, Node.js would create one for each signature, which takes longer than the HMAC.
   */
  readonly #kept = new Map<string, KeyObject>()

  sign(scope: CredentialScope, secretAccessKey: string, text: string): Buffer {
    return hmac(this.#key(scope, secretAccessKey), text)
  }

  #key({ accessKeyId, date, region, service }: CredentialScope, secretAccessKey: string): KeyObject {
    const name = `${accessKeyId}/${date}/${region}/${service}`
    const kept = this.#kept.get(name)
    if (kept) return kept
    if (this.#kept.size >= KEPT_SIGNING_KEYS) this.#kept.clear()
    const derived = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
      hmac,
      `AWS4${secretAccessKey}`,
    ) as Buffer
    const key = createSecretKey(derived)
    this.#kept.set(name, key)
    return key
  }
}

/** The text that is signed: "Create a signed AWS API request", step 3. */
export function stringToSign(
  { date, region, service }: CredentialScope,
  timestamp: string,
  canonicalRequest: string,
): string {
  const scope = `${date}/${region}/${service}/aws4_request`
  return `${ALGORITHM}\n${timestamp}\n${scope}\n${hash('sha256', canonicalRequest)}`
}

/** @param given hexadecimal */
export function isSignature(given: string, expected: Buffer): boolean {
  const bytes = Buffer.from(given, 'hex')
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}

const hmac = (key: string | Buffer | KeyObject, text: string) =>
  createHmac('sha256', key).update(text).digest()
