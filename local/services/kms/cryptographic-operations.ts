import type {
  DecryptRequest,
  EncryptRequest,
  GenerateDataKeyRequest,
  GenerateRandomRequest,
  ReEncryptRequest,
} from '@aws-sdk/client-kms'
import { AwsError } from '../../api/aws-error.ts'
import type { Actions } from '../../api/service-api.ts'
import type { Random } from '../../random.ts'
import { decrypt, encrypt, keyIdOf } from './ciphertext.ts'
import { unsupported, validation } from './errors.ts'
import type { Key } from './key.ts'
import { assertCustomerManaged, keyReference } from './key-reference.ts'
import type { KeyRing } from './key-ring.ts'

/** A request as JSON carries it: with blobs in base64. */
type OnTheWire<T> = { [K in keyof T]: Exclude<T[K], undefined> extends Uint8Array ? string : T[K] }

/** The limit of `Plaintext` for SYMMETRIC_DEFAULT (Encrypt). */
const LONGEST_PLAINTEXT_BYTES = 4096
const LONGEST_CIPHERTEXT_BYTES = 6144
const LONGEST_RANDOM_BYTES = 1024
const ALGORITHM = 'SYMMETRIC_DEFAULT'

/** What keys are for. */
export function cryptographicOperations(ring: KeyRing, random: Random): Actions {
  function usable(reference: string): Key {
    const key = assertCustomerManaged(ring.find(reference))
    key.assertUsable()
    return key
  }

  /** The key that made `blob`, which must be the one that the request names, if it names one. */
  function keyOf(blob: Buffer, named: string | undefined): Key {
    const key = usable(keyIdOf(blob))
    if (named === undefined || ring.find(named) === key) return key
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    )
  }

  function generateDataKey(input: OnTheWire<GenerateDataKeyRequest>) {
    const key = usable(keyReference(input))
    const plaintext = randomBytes(random, dataKeyBytes(input))
    const blob = encrypt(key, plaintext, input.EncryptionContext ?? {}, random)
    return {
      CiphertextBlob: blob.toString('base64'),
      Plaintext: plaintext.toString('base64'),
      KeyId: key.arn,
    }
  }

  return {
    Encrypt(input: OnTheWire<EncryptRequest>) {
      assertAlgorithm(input.EncryptionAlgorithm)
      const plaintext = bytes('Plaintext', input.Plaintext, LONGEST_PLAINTEXT_BYTES)
      const key = usable(keyReference(input))
      const blob = encrypt(key, plaintext, input.EncryptionContext ?? {}, random)
      return { CiphertextBlob: blob.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM }
    },

    Decrypt(input: OnTheWire<DecryptRequest>) {
      assertAlgorithm(input.EncryptionAlgorithm)
      const blob = bytes('CiphertextBlob', input.CiphertextBlob, LONGEST_CIPHERTEXT_BYTES)
      const key = keyOf(blob, input.KeyId)
      const plaintext = decrypt(key, blob, input.EncryptionContext ?? {})
      return { Plaintext: plaintext.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM }
    },

    ReEncrypt(input: OnTheWire<ReEncryptRequest>) {
      assertAlgorithm(input.SourceEncryptionAlgorithm)
      assertAlgorithm(input.DestinationEncryptionAlgorithm)
      const blob = bytes('CiphertextBlob', input.CiphertextBlob, LONGEST_CIPHERTEXT_BYTES)
      const source = keyOf(blob, input.SourceKeyId)
      const destination = usable(keyReference({ KeyId: input.DestinationKeyId }))
      const plaintext = decrypt(source, blob, input.SourceEncryptionContext ?? {})
      const renewed = encrypt(destination, plaintext, input.DestinationEncryptionContext ?? {}, random)
      return {
        CiphertextBlob: renewed.toString('base64'),
        SourceKeyId: source.arn,
        KeyId: destination.arn,
        SourceEncryptionAlgorithm: ALGORITHM,
        DestinationEncryptionAlgorithm: ALGORITHM,
      }
    },

    GenerateDataKey: generateDataKey,

    GenerateDataKeyWithoutPlaintext(input: OnTheWire<GenerateDataKeyRequest>) {
      const { CiphertextBlob, KeyId } = generateDataKey(input)
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
  if (KeySpec === 'AES_256') return 32
  if (KeySpec === 'AES_128') return 16
  throw validation(`KeySpec must be AES_256 or AES_128, not ${JSON.stringify(KeySpec)}.`)
}

function byteCount(count: number | undefined): number {
  if (count !== undefined && Number.isInteger(count) && count >= 1 && count <= LONGEST_RANDOM_BYTES)
    return count
  throw validation(`NumberOfBytes must be a whole number from 1 to ${LONGEST_RANDOM_BYTES}, not ${count}.`)
}

function bytes(member: string, base64: string | undefined, longest: number): Buffer {
  const content = Buffer.from(base64 ?? '', 'base64')
  if (content.length >= 1 && content.length <= longest) return content
  throw validation(`${member} must be 1 to ${longest} bytes long, not ${content.length}.`)
}

function assertAlgorithm(algorithm: string | undefined): void {
  if (algorithm === undefined || algorithm === ALGORITHM) return
  throw unsupported(`the encryption algorithm ${algorithm}, only ${ALGORITHM}`)
}

function randomBytes(random: Random, count: number): Buffer {
  return Buffer.from(random.hex(count * 2), 'hex')
}
