import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  GetKeyRotationStatusCommand,
  GetPublicKeyCommand,
  KMSClient,
  VerifyMacCommand,
} from '@aws-sdk/client-kms'
import { Kms } from '../../../src/services/kms/kms.ts'
import { create } from '../../resource.ts'
import { Rig } from '../../rig.ts'

const MESSAGE = Buffer.from('author-1')
const HMAC_256 = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' } as const
const SHA_256 = { Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' } as const

const rig = Rig.stepped()
const kms = new Kms(rig.account)
let client: KMSClient
let key: string

beforeAll(async () => {
  await rig.open([kms.api])
  client = new KMSClient(rig.client)
  key = await newKey(HMAC_256)
})
afterAll(() => {
  client.destroy()
  return rig.close()
})

async function newKey(input: ConstructorParameters<typeof CreateKeyCommand>[0] = {}): Promise<string> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand(input))
  return KeyMetadata?.KeyId as string
}

describe.each([
  ['HMAC_224', 'HMAC_SHA_224', 28],
  ['HMAC_256', 'HMAC_SHA_256', 32],
  ['HMAC_384', 'HMAC_SHA_384', 48],
  ['HMAC_512', 'HMAC_SHA_512', 64],
] as const)('a key of the spec %s', (KeySpec, MacAlgorithm, length) => {
  /**
   * @documented KMS API Reference, KeyMetadata, MacAlgorithms: "The message authentication code (MAC)
   *   algorithm that the HMAC KMS key supports."
   * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_hmac_create_key, 2025-11-10
   */
  test('is described with its one algorithm (KeyMetadata: "MacAlgorithms")', async () => {
    const KeyId = await newKey({ KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' })
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }))
    expect(KeyMetadata).toMatchObject({
      KeySpec,
      KeyUsage: 'GENERATE_VERIFY_MAC',
      MacAlgorithms: [MacAlgorithm],
    })
    expect(KeyMetadata?.EncryptionAlgorithms).toBeUndefined()
  })

  /**
   * @documented KMS API Reference, GenerateMac and VerifyMac: the same message gives the same MAC
   * @recorded
   *   tests/aws/services/kms/test_kms.py::TestKMS::test_generate_and_verify_mac[HMAC_224-HMAC_SHA_224],
   *   2023-11-07
   */
  test('makes the same MAC of the same message, which VerifyMac finds valid', async () => {
    const KeyId = await newKey({ KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' })
    const make = () => client.send(new GenerateMacCommand({ KeyId, Message: MESSAGE, MacAlgorithm }))
    const { Mac } = await make()
    expect(Mac).toHaveLength(length)
    expect((await make()).Mac).toEqual(Mac)
    expect(
      await client.send(new VerifyMacCommand({ KeyId, Message: MESSAGE, MacAlgorithm, Mac })),
    ).toMatchObject({
      MacValid: true,
      MacAlgorithm,
    })
  })
})

/**
 * @documented KMS API Reference, VerifyMac, KMSInvalidMacException: "The request was rejected because the
 *   HMAC verification failed."
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_invalid_verify_mac[HMAC_256-HMAC_SHA_256-some
 *   different important message], 2023-04-13
 */
test('another message, another key or a cut MAC is invalid (VerifyMac: KMSInvalidMacException)', async () => {
  const { Mac = new Uint8Array() } = await client.send(new GenerateMacCommand({ KeyId: key, ...SHA_256 }))
  const others = [
    { KeyId: key, Message: Buffer.from('author-2'), Mac },
    { KeyId: await newKey(HMAC_256), Message: MESSAGE, Mac },
    { KeyId: key, Message: MESSAGE, Mac: Mac.subarray(1) },
  ]
  for (const other of others) {
    const verification = client.send(new VerifyMacCommand({ ...other, MacAlgorithm: 'HMAC_SHA_256' }))
    await expect(verification).rejects.toMatchObject({ name: 'KMSInvalidMacException' })
  }
})

/** @documented KMS API Reference, GenerateMac, Message: 1 to 4,096 bytes */
test('a message has 1 to 4,096 bytes (GenerateMac)', async () => {
  const make = (length: number) =>
    client.send(new GenerateMacCommand({ ...SHA_256, KeyId: key, Message: Buffer.alloc(length) }))
  await expect(make(4096)).resolves.toBeDefined()
  await expect(make(4097)).rejects.toMatchObject({ name: 'ValidationException' })
  await expect(make(0)).rejects.toMatchObject({ name: 'ValidationException' })
})

/**
 * @documented KMS API Reference, InvalidKeyUsageException: the algorithm "is incompatible with the type of
 *   key material in the KMS key"
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_invalid_generate_mac[HMAC_224-HMAC_SHA_256],
 *   2023-04-13
 */
test('the algorithm must be the one of the key spec (InvalidKeyUsageException: "incompatible with the type of key material")', async () => {
  const command = new GenerateMacCommand({ ...SHA_256, KeyId: key, MacAlgorithm: 'HMAC_SHA_512' })
  await expect(client.send(command)).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
})

/** @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_error_messaging_for_invalid_keys, 2023-04-13 */
test('to decrypt with an HMAC key is to name another key than the one that encrypted', async () => {
  const { CiphertextBlob } = await client.send(
    new EncryptCommand({ KeyId: await newKey(), Plaintext: MESSAGE }),
  )
  await expect(client.send(new DecryptCommand({ KeyId: key, CiphertextBlob }))).rejects.toMatchObject({
    name: 'IncorrectKeyException',
    message: 'The key ID in the request does not identify a CMK that can perform this operation.',
  })
})

/**
 * @documented KMS API Reference, InvalidKeyUsageException: "The KeyUsage value of the KMS key is incompatible
 *   with the API operation."
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_hmac_create_key_invalid_operations, 2023-04-13
 */
test('an HMAC key neither encrypts nor has a public key, and an encryption key makes no MAC (InvalidKeyUsageException)', async () => {
  const encryptionKey = await newKey()
  const wrong = [
    client.send(new EncryptCommand({ KeyId: key, Plaintext: MESSAGE })),
    client.send(new GenerateDataKeyCommand({ KeyId: key, KeySpec: 'AES_256' })),
    client.send(new GetPublicKeyCommand({ KeyId: key })),
    client.send(new GenerateMacCommand({ KeyId: encryptionKey, ...SHA_256 })),
    client.send(new VerifyMacCommand({ KeyId: encryptionKey, ...SHA_256, Mac: MESSAGE })),
  ]
  for (const attempt of wrong) {
    await expect(attempt).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
      message: expect.stringMatching(/key usage is \w+ which is not valid for \w+/),
    })
  }
  const access = { caller: rig.caller, via: 'sqs', context: {} }
  expect(() => kms.use(key, ['GenerateDataKey'], access)).toThrow('not valid for GenerateDataKey')
})

/**
 * @documented KMS API Reference, DryRunOperationException: "The request was rejected because the DryRun
 *   parameter was specified."
 */
test('a dry run tells that the request would have succeeded, or why not (DryRunOperationException)', async () => {
  const dry = (KeyId: string) => client.send(new GenerateMacCommand({ ...SHA_256, KeyId, DryRun: true }))
  await expect(dry(key)).rejects.toMatchObject({ name: 'DryRunOperationException' })
  await expect(dry(await newKey())).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
  const encryption = new EncryptCommand({ KeyId: await newKey(), Plaintext: MESSAGE, DryRun: true })
  await expect(client.send(encryption)).rejects.toMatchObject({ name: 'DryRunOperationException' })
})

/**
 * @documented KMS API Reference, GenerateMac, DisabledException: "The request was rejected because the
 *   specified KMS key is not enabled."
 */
test('a disabled key makes no MAC (DisabledException)', async () => {
  const KeyId = await newKey(HMAC_256)
  await client.send(new DisableKeyCommand({ KeyId }))
  await expect(client.send(new GenerateMacCommand({ KeyId, ...SHA_256 }))).rejects.toMatchObject({
    name: 'DisabledException',
  })
})

/**
 * @documented KMS API Reference, EnableKeyRotation: "You cannot enable automatic rotation of … HMAC KMS keys"
 */
test('its material is not rotated ("You cannot enable automatic rotation of … HMAC KMS keys"; the "status … is always false")', async () => {
  const unsupported = { name: 'UnsupportedOperationException' }
  await expect(client.send(new EnableKeyRotationCommand({ KeyId: key }))).rejects.toMatchObject(unsupported)
  await expect(client.send(new DisableKeyRotationCommand({ KeyId: key }))).rejects.toMatchObject(unsupported)
  expect(await client.send(new GetKeyRotationStatusCommand({ KeyId: key }))).toMatchObject({
    KeyRotationEnabled: false,
  })
})

/** @documented KMS API Reference, CreateKey, KeyUsage: "required for … HMAC KMS keys" */
test('KeyUsage is "required for … HMAC KMS keys" and must go with the spec (CreateKey)', async () => {
  const wrong = [
    { KeySpec: 'HMAC_256' },
    { KeySpec: 'HMAC_256', KeyUsage: 'ENCRYPT_DECRYPT' },
    { KeyUsage: 'GENERATE_VERIFY_MAC' },
  ] as const
  for (const input of wrong) {
    await expect(newKey(input)).rejects.toMatchObject({ name: 'ValidationException' })
  }
})

/** @documented CloudFormation Template Reference, AWS::KMS::Key: KeySpec and KeyUsage */
test('AWS::KMS::Key makes HMAC keys', async () => {
  const { physicalId } = await create(kms.resourceTypes, 'AWS::KMS::Key', {
    ...HMAC_256,
    Description: 'tokens',
  })
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: physicalId }))
  expect(KeyMetadata).toMatchObject({ ...HMAC_256, Description: 'tokens' })
  await expect(
    create(kms.resourceTypes, 'AWS::KMS::Key', { ...HMAC_256, EnableKeyRotation: true }),
  ).rejects.toThrow('cannot be rotated')
})
