import type { Account } from '../../account.ts'
import { digestOf } from './checksum.ts'
import type { ObjectEncryption } from './object-encryption.ts'

/**
 * The entity tag of an object or part without its quotation marks: its MD5 or, with SSE-KMS, a text that "is not an MD5
 * digest of the object data" (API reference, Object).
 */
export async function entityTag(
  content: Buffer,
  { algorithm }: ObjectEncryption,
  { random }: Account,
): Promise<string> {
  if (algorithm !== 'AES256') return random.hex(32)
  return (await digestOf(content, 'MD5')).toString('hex')
}
