import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type PersonalData, personalData, type Sealed } from '../contracts/sealed.ts'
import { ContractViolation } from '../queue/failures.ts'
import { listed, parseJson } from '../queue/message.ts'

const ALGORITHM = 'aes-256-gcm'
/** The size that GCM is made for (NIST SP 800-38D, section 5.2.1.1). Random, it is safe for 2^32 purchases of a customer. */
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A customer's key. */
export interface CustomerKey {
  /** UUID. */
  readonly keyId: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

/** The purchase that personal data belongs to. It opens in no other. */
export interface Bound {
  readonly purchaseId: string
  readonly customerId: string
}

export function seal(data: PersonalData, bound: Bound, { keyId, key }: CustomerKey): Sealed {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(additional(bound))
  const text = Buffer.concat([cipher.update(JSON.stringify(data), 'utf8'), cipher.final()])
  return {
    keyId,
    nonce: nonce.toString('base64url'),
    text: text.toString('base64url'),
    tag: cipher.getAuthTag().toString('base64url'),
  }
}

/** @throws ContractViolation for what this key did not seal for this purchase, and for content that is no such data */
export function open({ nonce, text, tag }: Sealed, bound: Bound, { key }: CustomerKey): PersonalData {
  const { data, error } = personalData.safeParse(parseJson(decipher({ nonce, text, tag }, bound, key)))
  if (error) throw new ContractViolation(`the sealed data breaks its contract: ${listed(error)}`)
  return data
}

function decipher(
  { nonce, text, tag }: Pick<Sealed, 'nonce' | 'text' | 'tag'>,
  bound: Bound,
  key: Uint8Array,
): string {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(nonce, 'base64url'), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(additional(bound)).setAuthTag(Buffer.from(tag, 'base64url'))
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8')
  } catch {
    throw new ContractViolation('the sealed data was changed, or belongs to another purchase')
  }
}

function additional({ purchaseId, customerId }: Bound): Buffer {
  return Buffer.from(JSON.stringify([purchaseId, customerId]))
}
