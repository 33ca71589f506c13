import {
  CreateKeyCommand,
  DecryptCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  KMSClient,
  ReEncryptCommand,
} from '@aws-sdk/client-kms'
import { Kms } from '../../../src/services/kms/kms.ts'
import { Rig } from '../../rig.ts'

const PLAINTEXT = Buffer.from('attack at dawn')
const CONTEXT = { department: 'shop', purpose: 'test' }

const rig = Rig.stepped()
let client: KMSClient
let key: string
let keyArn: string
let otherKey: string

beforeAll(async () => {
  await rig.open([new Kms(rig.account).api])
  client = new KMSClient(rig.client)
  const made = await client.send(new CreateKeyCommand({}))
  key = made.KeyMetadata?.KeyId as string
  keyArn = made.KeyMetadata?.Arn as string
  const other = await client.send(new CreateKeyCommand({}))
  otherKey = other.KeyMetadata?.KeyId as string
})
afterAll(() => rig.close())

async function encrypted(EncryptionContext?: Record<string, string>): Promise<Uint8Array> {
  const command = new EncryptCommand({ KeyId: key, Plaintext: PLAINTEXT, EncryptionContext })
  const { CiphertextBlob } = await client.send(command)
  return CiphertextBlob as Uint8Array
}

/**
 * @documented KMS API Reference, Decrypt: "KMS can get this information from metadata that it adds to the
 *   symmetric ciphertext blob"
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_encrypt_decrypt_encryption_context, 2025-09-22
 */
test('Decrypt returns the plaintext of Encrypt without a key id (Decrypt: "KMS can get this information from metadata")', async () => {
  const CiphertextBlob = await encrypted()
  expect(Buffer.from(CiphertextBlob).includes(PLAINTEXT)).toBe(false)

  const answer = await client.send(new DecryptCommand({ CiphertextBlob }))

  expect(Buffer.from(answer.Plaintext ?? [])).toEqual(PLAINTEXT)
  expect(answer).toMatchObject({ KeyId: keyArn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' })
})

/**
 * @documented KMS Developer Guide, Symmetric encryption: each encryption has a random initialization vector
 */
test('the same plaintext never encrypts to the same ciphertext twice', async () => {
  expect(await encrypted()).not.toEqual(await encrypted())
})

/**
 * @documented KMS API Reference, Encrypt, EncryptionContext: "an exact case-sensitive match"
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_encrypt_decrypt_encryption_context, 2025-09-22
 */
test.each([undefined, { department: 'shop' }, { ...CONTEXT, purpose: 'other' }])(
  'the encryption context must be the same: %j is not (Encrypt: "an exact case-sensitive match")',
  async EncryptionContext => {
    const CiphertextBlob = await encrypted(CONTEXT)

    await expect(
      client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext })),
    ).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    })
  },
)

/** @documented KMS Developer Guide, Encryption context: the order of its pairs does not matter */
test('the order of the encryption context does not matter (KMS guide, "Encryption context")', async () => {
  const CiphertextBlob = await encrypted(CONTEXT)
  const EncryptionContext = { purpose: CONTEXT.purpose, department: CONTEXT.department }

  const { Plaintext } = await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))

  expect(Buffer.from(Plaintext ?? [])).toEqual(PLAINTEXT)
})

/**
 * @documented KMS API Reference, Decrypt, InvalidCiphertextException: the ciphertext is corrupted or
 *   otherwise invalid
 */
test('an altered or foreign ciphertext is refused (Decrypt: InvalidCiphertextException)', async () => {
  const altered = Buffer.from(await encrypted())
  altered[40] = (altered[40] as number) ^ 1

  for (const CiphertextBlob of [altered, Buffer.from('not from here')]) {
    await expect(client.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    })
  }
})

/**
 * @documented KMS API Reference, Decrypt, IncorrectKeyException: the KeyId must be that of the key that
 *   encrypted
 */
test('naming another key than the one that encrypted is an error (Decrypt: IncorrectKeyException)', async () => {
  const CiphertextBlob = await encrypted()

  await expect(client.send(new DecryptCommand({ CiphertextBlob, KeyId: otherKey }))).rejects.toMatchObject({
    name: 'IncorrectKeyException',
  })
  await expect(client.send(new DecryptCommand({ CiphertextBlob, KeyId: key }))).resolves.toBeDefined()
})

/**
 * @documented KMS API Reference, ReEncrypt: it decrypts, and encrypts again under another key or context
 * @recorded
 *   tests/aws/services/kms/test_kms.py::TestKMS::test_re_encrypt[SYMMETRIC_DEFAULT-SYMMETRIC_DEFAULT],
 *   2025-06-09
 */
test('ReEncrypt changes the key and the context', async () => {
  const { CiphertextBlob, ...keys } = await client.send(
    new ReEncryptCommand({
      CiphertextBlob: await encrypted(CONTEXT),
      SourceEncryptionContext: CONTEXT,
      DestinationKeyId: otherKey,
      DestinationEncryptionContext: { now: 'this' },
    }),
  )

  expect(keys).toMatchObject({ SourceKeyId: keyArn, KeyId: expect.stringContaining(otherKey) })
  const decrypted = await client.send(
    new DecryptCommand({ CiphertextBlob, EncryptionContext: { now: 'this' }, KeyId: otherKey }),
  )
  expect(Buffer.from(decrypted.Plaintext ?? [])).toEqual(PLAINTEXT)
})

/**
 * @documented KMS API Reference, GenerateDataKey: KeySpec AES_128 or AES_256, or NumberOfBytes
 * @recorded tests/aws/services/kms/test_kms.py::TestKMSGenerateKeys::test_generate_data_key, 2023-05-11
 */
test.each([
  [{ KeySpec: 'AES_256' as const }, 32],
  [{ KeySpec: 'AES_128' as const }, 16],
  [{ NumberOfBytes: 64 }, 64],
])('a data key of %j has %i bytes and decrypts to itself', async (size, bytes) => {
  const made = await client.send(new GenerateDataKeyCommand({ KeyId: key, ...size }))

  expect(made.Plaintext).toHaveLength(bytes)
  const { Plaintext } = await client.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }))
  expect(Plaintext).toEqual(made.Plaintext)
})

/**
 * @documented KMS API Reference, GenerateDataKeyWithoutPlaintext: it returns only the encrypted copy of the
 *   data key
 * @recorded
 *   tests/aws/services/kms/test_kms.py::TestKMSGenerateKeys::test_generate_data_key_without_plaintext,
 *   2023-05-11
 */
test('GenerateDataKeyWithoutPlaintext returns only the encrypted copy', async () => {
  const command = new GenerateDataKeyWithoutPlaintextCommand({ KeyId: key, KeySpec: 'AES_256' })
  const made = await client.send(command)

  expect(made).not.toHaveProperty('Plaintext')
  const { Plaintext } = await client.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }))
  expect(Plaintext).toHaveLength(32)
})

/**
 * @documented KMS API Reference, GenerateDataKey: "either the KeySpec or NumberOfBytes parameters (but not
 *   both)"
 */
test.each([{}, { KeySpec: 'AES_256' as const, NumberOfBytes: 32 }, { NumberOfBytes: 1025 }])(
  'a data key of %j is refused (GenerateDataKey: "either the KeySpec or NumberOfBytes parameters (but not both)")',
  async size => {
    await expect(client.send(new GenerateDataKeyCommand({ KeyId: key, ...size }))).rejects.toMatchObject({
      name: 'ValidationException',
    })
  },
)

/**
 * @documented KMS API Reference, GenerateRandom, NumberOfBytes: "The length of the random byte string. This
 *   parameter is required."
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_generate_random[12], 2023-04-13
 */
test('GenerateRandom returns the requested number of bytes', async () => {
  const { Plaintext } = await client.send(new GenerateRandomCommand({ NumberOfBytes: 24 }))

  expect(Plaintext).toHaveLength(24)
})

/** @documented KMS API Reference, Encrypt, Plaintext: 1 to 4,096 bytes */
test.each([0, 4097])('a plaintext of %i bytes is refused (Encrypt: 1 to 4096)', async length => {
  const command = new EncryptCommand({ KeyId: key, Plaintext: Buffer.alloc(length) })

  await expect(client.send(command)).rejects.toMatchObject({ name: 'ValidationException' })
})

/**
 * @documented KMS API Reference, Decrypt, DisabledException: "The request was rejected because the specified
 *   KMS key is not enabled."
 */
test('a disabled key cannot decrypt', async () => {
  const CiphertextBlob = await encrypted()
  await client.send(new DisableKeyCommand({ KeyId: key }))

  await expect(client.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
    name: 'DisabledException',
  })
})
