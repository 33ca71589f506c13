import type {
  DecryptRequest,
  EncryptRequest,
  GenerateDataKeyRequest,
  GenerateRandomRequest,
  ReEncryptRequest,
} from '@aws-sdk/client-kms'
import type { Actions } from '../../../api/service-api.ts'
import type { Random } from '../../../random.ts'
import { bytes, type OnTheWire } from '../blob.ts'
import { decrypt, encrypt, keyIdOf } from '../ciphertext.ts'
import { checkNoDryRun } from '../dry-run.ts'
import { keyMismatch, unsupported, validation } from '../errors.ts'
import type { Key } from '../key.ts'
import { keyReference, usableKey } from '../key-reference.ts'
import type { KeyRing } from '../key-ring.ts'

const ALGORITHM = 'SYMMETRIC_DEFAULT'

/** The actions that use encryption keys. */
export function cryptographicOperations(ring: KeyRing, random: Random): Actions {
  function usable(reference: string, operation: string): Key {
    return usableKey(ring, reference, 'ENCRYPT_DECRYPT', operation)
  }

  /** The key that encrypted `blob`; if the request names a key, it must be the same one. */
  function keyOf(blob: Buffer, named: string | undefined, operation: string): Key {
    const id = keyIdOf(blob)
    if (named !== undefined && ring.find(named).id !== id) throw keyMismatch()
    return usable(id, operation)
  }

  function generateDataKey(input: OnTheWire<GenerateDataKeyRequest>, operation: string) {
    const key = usable(keyReference(input), operation)
    const length = dataKeyBytes(input)
    checkNoDryRun(input)
    const plaintext = randomBytes(random, length)
    const blob = encrypt(key, plaintext, input.EncryptionContext ?? {}, random)
    return {
      CiphertextBlob: blob.toString('base64'),
      Plaintext: plaintext.toString('base64'),
      KeyId: key.arn,
    }
  }

  return {
    Encrypt(input: OnTheWire<EncryptRequest>) {
      checkAlgorithm(input.EncryptionAlgorithm)
      const plaintext = bytes('Plaintext', input.Plaintext)
      const key = usable(keyReference(input), 'Encrypt')
      checkNoDryRun(input)
      const blob = encrypt(key, plaintext, input.EncryptionContext ?? {}, random)
      return { CiphertextBlob: blob.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM }
    },

    Decrypt(input: OnTheWire<DecryptRequest>) {
      checkAlgorithm(input.EncryptionAlgorithm)
      const blob = bytes('CiphertextBlob', input.CiphertextBlob)
      const key = keyOf(blob, input.KeyId, 'Decrypt')
      const plaintext = decrypt(key, blob, input.EncryptionContext ?? {})
      checkNoDryRun(input)
      return {
        Plaintext: plaintext.toString('base64'),
        KeyId: key.arn,
        KeyMaterialId: key.materialId,
        EncryptionAlgorithm: ALGORITHM,
      }
    },

    ReEncrypt(input: OnTheWire<ReEncryptRequest>) {
      checkAlgorithm(input.SourceEncryptionAlgorithm)
      checkAlgorithm(input.DestinationEncryptionAlgorithm)
      const blob = bytes('CiphertextBlob', input.CiphertextBlob)
      const source = keyOf(blob, input.SourceKeyId, 'ReEncrypt')
      const destination = usable(keyReference({ KeyId: input.DestinationKeyId }), 'ReEncrypt')
      const plaintext = decrypt(source, blob, input.SourceEncryptionContext ?? {})
      checkNoDryRun(input)
      const renewed = encrypt(destination, plaintext, input.DestinationEncryptionContext ?? {}, random)
      return {
        CiphertextBlob: renewed.toString('base64'),
        SourceKeyId: source.arn,
        KeyId: destination.arn,
        SourceEncryptionAlgorithm: ALGORITHM,
        DestinationEncryptionAlgorithm: ALGORITHM,
      }
    },

    GenerateDataKey(input: OnTheWire<GenerateDataKeyRequest>) {
      return generateDataKey(input, 'GenerateDataKey')
    },

    GenerateDataKeyWithoutPlaintext(input: OnTheWire<GenerateDataKeyRequest>) {
      const { CiphertextBlob, KeyId } = generateDataKey(input, 'GenerateDataKeyWithoutPlaintext')
      return { CiphertextBlob, KeyId }
    },

    GenerateRandom({ NumberOfBytes }: GenerateRandomRequest) {
      return { Plaintext: randomBytes(random, byteCount(NumberOfBytes)).toString('base64') }
    },
  }
}

/** "Use either the KeySpec or NumberOfBytes parameters (but not both)" (GenerateDataKey). */
function dataKeyBytes({ KeySpec, NumberOfBytes }: { KeySpec?: string; NumberOfBytes?: number }): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
    throw validation('Please specify either number of bytes or key spec.')
  }
  if (KeySpec === undefined) return byteCount(NumberOfBytes)
  return KeySpec === 'AES_128' ? 16 : 32
}

function byteCount(count: number | undefined): number {
  if (count !== undefined) return count
  throw validation('NumberOfBytes is required.')
}

function checkAlgorithm(algorithm: string | undefined): void {
  if (algorithm === undefined || algorithm === ALGORITHM) return
  throw unsupported(`the encryption algorithm ${algorithm}, only ${ALGORITHM}`)
}

function randomBytes(random: Random, count: number): Buffer {
  return Buffer.from(random.hex(count * 2), 'hex')
}
