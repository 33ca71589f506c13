import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from '../../random.ts'
import { invalidCiphertext } from './errors.ts'
import type { Key } from './key.ts'

/** Non-secret name-value pairs that must be the same for decryption. */
export type EncryptionContext = Record<string, string>

/*
 * A ciphertext blob of this AWS: a version byte, the key's id (16 bytes), the nonce (12), the encrypted
 * bytes, the authentication tag (16). As with KMS, it tells which key decrypts it.
 */
const VERSION = 1
const ID_BYTES = 16
const NONCE_BYTES = 12
const TAG_BYTES = 16
const OVERHEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES + TAG_BYTES

/** AES-256-GCM with the encryption context as additional authenticated data, as KMS does. */
export function encrypt(key: Key, plaintext: Buffer, context: EncryptionContext, random: Random): Buffer {
  const nonce = Buffer.from(random.hex(NONCE_BYTES * 2), 'hex')
  const cipher = createCipheriv('aes-256-gcm', key.material, nonce).setAAD(canonical(context))
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()])
  const id = Buffer.from(key.id.replaceAll('-', ''), 'hex')
  return Buffer.concat([Buffer.of(VERSION), id, nonce, encrypted, cipher.getAuthTag()])
}

/** The id of the key that encrypted `blob`. */
export function keyIdOf(blob: Buffer): string {
  if (blob.length < OVERHEAD_BYTES || blob[0] !== VERSION) throw invalidCiphertext()
  const id = blob.toString('hex', 1, 1 + ID_BYTES)
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** @throws AwsError `InvalidCiphertextException` if the blob was altered or the context differs */
export function decrypt(key: Key, blob: Buffer, context: EncryptionContext): Buffer {
  const nonce = blob.subarray(1 + ID_BYTES, 1 + ID_BYTES + NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key.material, nonce)
    .setAAD(canonical(context))
    .setAuthTag(blob.subarray(-TAG_BYTES))
  try {
    const encrypted = blob.subarray(1 + ID_BYTES + NONCE_BYTES, -TAG_BYTES)
    return Buffer.concat([decipher.update(encrypted), decipher.final()])
  } catch {
    throw invalidCiphertext()
  }
}

/** The order of the pairs does not matter. */
function canonical(context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))
  return Buffer.from(JSON.stringify(pairs))
}
