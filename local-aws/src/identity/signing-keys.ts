import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** What the keys of Signature Version 4 are derived for. */
export interface CredentialScope {
  accessKeyId: string
  /** `yyyymmdd`. */
  date: string
  region: string
  service: string
}

/** Signing keys are worth keeping: four HMACs each, the same all day for one client. */
const KEPT_SIGNING_KEYS = 1000

/** Derives signing keys from secret keys, and signs with them (IAM guide, "Create a signed AWS API request", step 4). */
export class SigningKeys {
  /** As key objects: Node would make one of a buffer for each signature, which takes longer than the HMAC. */
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

const hmac = (key: string | Buffer | KeyObject, text: string) =>
  createHmac('sha256', key).update(text).digest()
