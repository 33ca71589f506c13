import { createHmac, hash, timingSafeEqual } from 'node:crypto'

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
  readonly #kept = new Map<string, SigningKey>()

  /** @returns the signature, hexadecimal */
  sign(scope: CredentialScope, secretAccessKey: string, text: string): string {
    return this.#key(scope, secretAccessKey).sign(text)
  }

  #key({ accessKeyId, date, region, service }: CredentialScope, secretAccessKey: string): SigningKey {
    const name = `${accessKeyId}/${date}/${region}/${service}`
    const kept = this.#kept.get(name)
    if (kept) return kept
    if (this.#kept.size >= KEPT_SIGNING_KEYS) this.#kept.clear()
    const derived = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
      hmac,
      `AWS4${secretAccessKey}`,
    ) as Buffer
    const key = new SigningKey(derived)
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

/** Compares two hexadecimal texts in constant time. */
export function isSignature(given: string, expected: string): boolean {
  const [bytes, expectedBytes] = [Buffer.from(given, 'hex'), Buffer.from(expected, 'hex')]
  return bytes.length === expectedBytes.length && timingSafeEqual(bytes, expectedBytes)
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Of SHA-256, in bytes. */
const BLOCK_LENGTH = 64
const HASH_LENGTH = 32

/**
 * A key of HMAC-SHA256 (RFC 2104). Every request needs one signature: two hashes in hexadecimal take a third of the
 * time of `createHmac`, which sets up a context for each.
 */
class SigningKey {
  /** The key, combined with the inner padding. */
  readonly #inner = Buffer.alloc(BLOCK_LENGTH, 0x36)
  /** The key, combined with the outer padding, then room for the inner hash. */
  readonly #outer = Buffer.alloc(BLOCK_LENGTH + HASH_LENGTH, 0x5c)

  /** @param key a hash, which is shorter than a block */
  constructor(key: Buffer) {
    for (const [at, byte] of key.entries()) {
      this.#inner[at] = byte ^ 0x36
      this.#outer[at] = byte ^ 0x5c
    }
  }

  /** @returns hexadecimal */
  sign(text: string): string {
    const inner = hash('sha256', Buffer.concat([this.#inner, Buffer.from(text)]))
    this.#outer.write(inner, BLOCK_LENGTH, 'hex')
    return hash('sha256', this.#outer)
  }
}
