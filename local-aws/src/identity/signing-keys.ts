import { createHmac } from 'node:crypto'

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
  readonly #kept = new Map<string, Buffer>()

  sign(scope: CredentialScope, secretAccessKey: string, text: string): Buffer {
    return hmac(this.#key(scope, secretAccessKey), text)
  }

  #key({ accessKeyId, date, region, service }: CredentialScope, secretAccessKey: string): Buffer {
    const name = `${accessKeyId}/${date}/${region}/${service}`
    const kept = this.#kept.get(name)
    if (kept) return kept
    if (this.#kept.size >= KEPT_SIGNING_KEYS) this.#kept.clear()
    const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
      hmac,
      `AWS4${secretAccessKey}`,
    ) as Buffer
    this.#kept.set(name, key)
    return key
  }
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
