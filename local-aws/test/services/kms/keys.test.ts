import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateMacCommand,
  GenerateRandomCommand,
  type KeySpec,
  type KeyUsageType,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  type MacAlgorithmSpec,
  paginateListKeys,
  ScheduleKeyDeletionCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms'
import { AwsError } from '../../../src/aws-error.ts'
import type { KeyAccess } from '../../../src/ports.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { create } from '../../resource.ts'
import { Rig } from '../../rig.ts'

const PLAINTEXT = Buffer.from('attack at dawn')

const rig = Rig.stepped()
const kms = new Kms(rig.account)
const access: KeyAccess = { caller: rig.caller, via: 'sqs', context: {} }
let client: KMSClient

beforeAll(async () => {
  await rig.open([kms.api])
  client = new KMSClient(rig.client)
})
afterAll(() => rig.close())

async function newKey(): Promise<{ id: string; arn: string }> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}))
  return { id: KeyMetadata?.KeyId as string, arn: KeyMetadata?.Arn as string }
}

/**
 * @documented KMS API Reference, CreateKey, KeySpec: "The default value, SYMMETRIC_DEFAULT, creates a KMS key
 *   with a 256-bit AES-GCM key"
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_create_key, 2025-11-10
 */
test('a new key is an enabled symmetric key of the customer (CreateKey: "The default value, SYMMETRIC_DEFAULT, creates a KMS key with a 256-bit AES-GCM key")', async () => {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: 'orders' }))

  expect(KeyMetadata).toMatchObject({
    AWSAccountId: '000000000000',
    Arn: `arn:aws:kms:us-east-1:000000000000:key/${KeyMetadata?.KeyId}`,
    CreationDate: new Date(rig.clock.now()),
    Description: 'orders',
    Enabled: true,
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyState: 'Enabled',
    KeyUsage: 'ENCRYPT_DECRYPT',
    MultiRegion: false,
    Origin: 'AWS_KMS',
  })
})

/** @own kinds of keys, refused as not simulated */
test.each([
  { KeySpec: 'RSA_2048' as const },
  { KeyUsage: 'SIGN_VERIFY' as const },
  { Origin: 'EXTERNAL' as const },
  { MultiRegion: true },
])('a kind of key that is not simulated is refused by name: %j', async input => {
  await expect(client.send(new CreateKeyCommand(input))).rejects.toMatchObject({
    name: 'UnsupportedOperationException',
    message: expect.stringContaining('does not simulate'),
  })
})

/** @documented KMS API Reference, DescribeKey, KeyId: a key ID, key ARN, alias name or alias ARN */
test('a key is found by id, ARN, alias and alias ARN (DescribeKey: "KeyId")', async () => {
  const { id, arn } = await newKey()
  await client.send(new CreateAliasCommand({ AliasName: 'alias/found', TargetKeyId: id }))

  for (const KeyId of [id, arn, 'alias/found', 'arn:aws:kms:us-east-1:000000000000:alias/found']) {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }))
    expect(KeyMetadata?.Arn).toBe(arn)
  }
})

/**
 * @documented KMS API Reference, DescribeKey, NotFoundException: "The request was rejected because the
 *   specified entity or resource could not be found."
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_get_key_does_not_exist, 2025-09-08
 */
test.each([
  '01234567-89ab-cdef-0123-456789abcdef',
  'mrk-0123456789abcdef0123456789abcdef',
  'arn:aws:kms:us-east-1:000000000000:key/01234567-89ab-cdef-0123-456789abcdef',
  'alias/none',
  'arn:aws:kms:us-east-1:111111111111:alias/other-account',
])('%s is not found', async KeyId => {
  await expect(client.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({
    name: 'NotFoundException',
    message: expect.stringMatching(/does not exist|is not found/),
  })
})

/** @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_get_key_in_different_region, 2025-11-10 */
test('the ARN of a key in another region is invalid', async () => {
  const KeyId = 'arn:aws:kms:eu-west-1:000000000000:key/01234567-89ab-cdef-0123-456789abcdef'
  await expect(client.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Invalid arn eu-west-1',
  })
})

const REFUSED = '1 validation error detected: Value'
const LONG = 'Member must have length less than or equal to'
const BOUND = 'failed to satisfy constraint: Member must have value'

/**
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_generate_random_invalid_number_of_bytes[0],
 *   2023-04-13
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_generate_random_invalid_number_of_bytes[1025],
 *   2023-04-13
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_plaintext_size_for_encrypt, 2023-04-13
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_key_with_long_tag_value_raises_error, 2025-01-21
 * @recorded
 *   tests/aws/services/kms/test_kms.py::TestKMS::test_create_key_with_invalid_tag_key[too_long_key],
 *   2025-01-22
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_hmac_create_key_invalid_operations, 2023-04-13
 * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_invalid_generate_mac[HMAC_256-INVALID], 2023-04-13
 */
test('values that the API does not have are refused in the words of KMS', async () => {
  const tag = (TagKey: string, TagValue: string) => ({ Tags: [{ TagKey, TagValue }] })
  const KeyId = 'alias/any'
  const refused: [Promise<unknown>, message: string][] = [
    [
      client.send(new GenerateRandomCommand({ NumberOfBytes: 0 })),
      `${REFUSED} '0' at 'numberOfBytes' ${BOUND} greater than or equal to 1`,
    ],
    [
      client.send(new GenerateRandomCommand({ NumberOfBytes: 1025 })),
      `${REFUSED} '1025' at 'numberOfBytes' ${BOUND} less than or equal to 1024`,
    ],
    [
      client.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(4097) })),
      `${REFUSED} at 'plaintext' failed to satisfy constraint: ${LONG} 4096`,
    ],
    [
      client.send(new CreateKeyCommand(tag('a', 'v'.repeat(257)))),
      `${REFUSED} '${'v'.repeat(257)}' at 'tags.1.member.tagValue' failed to satisfy constraint: ${LONG} 256`,
    ],
    [
      client.send(new CreateKeyCommand(tag('a'.repeat(129), 'v'))),
      `${REFUSED} '${'a'.repeat(129)}' at 'tags.1.member.tagKey' failed to satisfy constraint: ${LONG} 128`,
    ],
    [
      client.send(new CreateKeyCommand({ KeySpec: 'HMAC_256' })),
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    ],
    [
      client.send(new CreateKeyCommand({ KeyUsage: 'RANDOM' as KeyUsageType })),
      `${REFUSED} 'RANDOM' at 'keyUsage' failed`,
    ],
    [
      client.send(new CreateKeyCommand({ KeySpec: 'HMAC_random' as KeySpec })),
      `${REFUSED} 'HMAC_random' at 'keySpec' failed`,
    ],
    [
      client.send(
        new GenerateMacCommand({
          KeyId,
          Message: Buffer.from('m'),
          MacAlgorithm: 'INVALID' as MacAlgorithmSpec,
        }),
      ),
      `${REFUSED} 'INVALID' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]`,
    ],
  ]
  for (const [attempt, message] of refused) {
    const refusal = { name: 'ValidationException', message: expect.stringContaining(message) }
    await expect(attempt).rejects.toMatchObject(refusal)
  }
})

/**
 * @documented KMS API Reference, ListKeys, Limit: "This value is optional. If you include a value, it must be
 *   between 1 and 1000, inclusive."
 */
test.each(['fake-key-id', '134f2428cec14b25a1ae9048164dba47', 'mrk-fake-key-id'])(
  '%s is no id of a key',
  async KeyId => {
    await expect(client.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: `Invalid keyId '${KeyId}'`,
    })
  },
)

/** @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_create_key, 2025-11-10 */
test('a symmetric key tells the id of its material, and Decrypt that which it used', async () => {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}))
  const KeyId = KeyMetadata?.KeyId
  expect(KeyMetadata?.CurrentKeyMaterialId).toMatch(/^[0-9a-f]{64}$/)
  const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId, Plaintext: PLAINTEXT }))
  const { KeyMaterialId } = await client.send(new DecryptCommand({ CiphertextBlob }))
  expect(KeyMaterialId).toBe(KeyMetadata?.CurrentKeyMaterialId)
})

/** @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_create_alias, 2023-04-13 */
test('an alias begins with alias/', async () => {
  const { id } = await newKey()
  const alias = new CreateAliasCommand({ AliasName: 'orders', TargetKeyId: id })
  await expect(client.send(alias)).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
  })
})

/** @documented KMS API Reference, ListKeys: Limit, NextMarker, and Truncated if there are more */
test('ListKeys pages (ListKeys)', async () => {
  const made = [await newKey(), await newKey(), await newKey()]

  const listed: unknown[] = []
  for await (const { Keys } of paginateListKeys({ client, pageSize: 2 }, {})) listed.push(...(Keys ?? []))

  for (const { id, arn } of made) expect(listed).toContainEqual({ KeyId: id, KeyArn: arn })
  await expect(client.send(new ListKeysCommand({ Limit: 1001 }))).rejects.toMatchObject({
    name: 'ValidationException',
  })
})

/** @documented KMS API Reference, UpdateKeyDescription: "Updates the description of a KMS key." */
test('UpdateKeyDescription changes the description in DescribeKey', async () => {
  const { id } = await newKey()
  await client.send(new UpdateKeyDescriptionCommand({ KeyId: id, Description: 'new' }))

  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }))
  expect(KeyMetadata?.Description).toBe('new')
})

/** @documented KMS Developer Guide, Key states: Encrypt on a disabled key fails with DisabledException */
test('a disabled key encrypts nothing until it is enabled ("Key states": Encrypt on Disabled → DisabledException)', async () => {
  const { id, arn } = await newKey()
  const encrypt = () => client.send(new EncryptCommand({ KeyId: id, Plaintext: PLAINTEXT }))

  await client.send(new DisableKeyCommand({ KeyId: id }))
  await expect(encrypt()).rejects.toMatchObject({ name: 'DisabledException', message: `${arn} is disabled.` })

  await client.send(new EnableKeyCommand({ KeyId: id }))
  await expect(encrypt()).resolves.toMatchObject({ KeyId: arn })
})

/** @documented KMS API Reference, DisableKey, KeyId: "Specify the key ID or key ARN of the KMS key." */
test('operations that change a key accept no alias (DisableKey: "Specify the key ID or key ARN of the KMS key")', async () => {
  const { id } = await newKey()
  await client.send(new CreateAliasCommand({ AliasName: 'alias/not-here', TargetKeyId: id }))

  await expect(client.send(new DisableKeyCommand({ KeyId: 'alias/not-here' }))).rejects.toMatchObject({
    name: 'NotFoundException',
  })
})

describe('deletion', () => {
  /** @documented KMS API Reference, ScheduleKeyDeletion, PendingWindowInDays: "it defaults to 30" */
  test('waits 30 days unless told otherwise (ScheduleKeyDeletion: "it defaults to 30")', async () => {
    const { id, arn } = await newKey()

    const answer = await client.send(new ScheduleKeyDeletionCommand({ KeyId: id }))

    expect(answer).toMatchObject({
      KeyId: arn,
      KeyState: 'PendingDeletion',
      PendingWindowInDays: 30,
      DeletionDate: new Date(rig.clock.now() + 30 * 24 * 3_600_000),
    })
  })

  /**
   * @documented KMS API Reference, ScheduleKeyDeletion, PendingWindowInDays: "it must be between 7 and 30,
   *   inclusive"
   */
  test.each([6, 31])(
    'a window of %i days is refused ("it must be between 7 and 30, inclusive")',
    async days => {
      const { id } = await newKey()
      const command = new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: days })

      await expect(client.send(command)).rejects.toMatchObject({ name: 'ValidationException' })
    },
  )

  /**
   * @documented KMS Developer Guide, Key states: operations on a key that is pending deletion fail with
   *   KMSInvalidStateException
   */
  test('makes the key unusable at once ("Key states": Encrypt on Pending deletion → KMSInvalidStateException)', async () => {
    const { id, arn } = await newKey()
    await client.send(new ScheduleKeyDeletionCommand({ KeyId: id }))

    const pending = { name: 'KMSInvalidStateException', message: `${arn} is pending deletion.` }
    const refused = [
      new EncryptCommand({ KeyId: id, Plaintext: PLAINTEXT }),
      new EnableKeyCommand({ KeyId: id }),
      new DisableKeyCommand({ KeyId: id }),
      new ScheduleKeyDeletionCommand({ KeyId: id }),
      new CreateAliasCommand({ AliasName: 'alias/late', TargetKeyId: id }),
    ]
    for (const command of refused)
      await expect(client.send(command as EncryptCommand)).rejects.toMatchObject(pending)
  })

  /** @documented KMS API Reference, CancelKeyDeletion: the key state of the KMS key is then Disabled */
  test('can be cancelled, which leaves the key disabled (CancelKeyDeletion)', async () => {
    const { id } = await newKey()
    await client.send(new ScheduleKeyDeletionCommand({ KeyId: id }))

    await client.send(new CancelKeyDeletionCommand({ KeyId: id }))

    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }))
    expect(KeyMetadata).toMatchObject({ KeyState: 'Disabled', Enabled: false })
    await expect(client.send(new CancelKeyDeletionCommand({ KeyId: id }))).rejects.toMatchObject({
      name: 'KMSInvalidStateException',
    })
  })

  /**
   * @documented KMS API Reference, ScheduleKeyDeletion: the key is deleted, "including all aliases that refer
   *   to it"
   */
  test('takes the key and its aliases when the window ends, not before (ScheduleKeyDeletion: "including all aliases that refer to it")', async () => {
    const { id } = await newKey()
    await client.send(new CreateAliasCommand({ AliasName: 'alias/doomed', TargetKeyId: id }))
    await client.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }))

    await rig.clock.advanceBy({ hours: 7 * 24 - 1 })
    await expect(client.send(new DescribeKeyCommand({ KeyId: id }))).resolves.toBeDefined()

    await rig.clock.advanceBy({ hours: 1 })
    await expect(client.send(new DescribeKeyCommand({ KeyId: id }))).rejects.toMatchObject({
      name: 'NotFoundException',
    })
    const { Aliases } = await client.send(new ListAliasesCommand({}))
    expect(Aliases?.map(({ AliasName }) => AliasName)).not.toContain('alias/doomed')
  })
})

describe('for the services that encrypt with it', () => {
  /** @own keys in process, for other services */
  test('a key can be used under every name it has', async () => {
    const { id, arn } = await newKey()
    await client.send(new CreateAliasCommand({ AliasName: 'alias/port', TargetKeyId: id }))

    for (const key of [id, arn, 'alias/port', 'arn:aws:kms:us-east-1:000000000000:alias/port']) {
      expect(() => kms.use(key, ['GenerateDataKey'], access)).not.toThrow()
    }
  })

  /** @documented KMS Developer Guide, AWS managed keys: a service makes its key when it first needs it */
  test('the managed key of a service exists as soon as it is used (KMS guide, "AWS managed keys")', async () => {
    kms.use('alias/aws/sqs', ['GenerateDataKey'], access)

    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'alias/aws/sqs' }))
    expect(KeyMetadata).toMatchObject({ KeyManager: 'AWS', KeyState: 'Enabled' })
  })

  /** @own keys in process, for other services */
  test('a disabled, a doomed and an unknown key fail with the codes of KMS', async () => {
    const [off, doomed] = [await newKey(), await newKey()]
    await client.send(new DisableKeyCommand({ KeyId: off.id }))
    await client.send(new ScheduleKeyDeletionCommand({ KeyId: doomed.id }))

    const codeOf = (key: string) => {
      try {
        kms.use(key, ['Decrypt'], access)
      } catch (error) {
        return (error as AwsError).code
      }
      return undefined
    }
    expect(codeOf(off.id)).toBe('DisabledException')
    expect(codeOf(doomed.id)).toBe('KMSInvalidStateException')
    expect(codeOf('alias/unknown')).toBe('NotFoundException')
  })
})

describe('in a template', () => {
  /**
   * @documented CloudFormation Template Reference, AWS::KMS::Key: Ref is the key ID; Arn and KeyId by
   *   Fn::GetAtt
   */
  test('AWS::KMS::Key: Ref is the key id, and its properties have their effect', async () => {
    const Principal = { AWS: '000000000000' }
    const Statement = [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }]
    const policy = { Version: '2012-10-17', Statement }
    const { physicalId, attributes } = await create(kms.resourceTypes, 'AWS::KMS::Key', {
      Description: 'by template',
      Enabled: false,
      EnableKeyRotation: true,
      KeyPolicy: policy,
    })

    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: physicalId }))
    expect(KeyMetadata).toMatchObject({ Description: 'by template', KeyState: 'Disabled' })
    expect(attributes).toEqual({ Arn: KeyMetadata?.Arn, KeyId: physicalId })
  })

  /** @documented CloudFormation Template Reference, AWS::KMS::Alias: Ref is the alias name */
  test('AWS::KMS::Alias: Ref is the alias name, the target may be an ARN', async () => {
    const { arn } = await newKey()
    const alias = { AliasName: 'alias/by-template', TargetKeyId: arn }

    expect(await create(kms.resourceTypes, 'AWS::KMS::Alias', alias)).toEqual({
      physicalId: 'alias/by-template',
      attributes: {},
    })
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'alias/by-template' }))
    expect(KeyMetadata?.Arn).toBe(arn)
  })

  /** @own kinds of keys, refused as not simulated */
  test('a kind of key that is not simulated stops the load', async () => {
    const load = create(kms.resourceTypes, 'AWS::KMS::Key', { KeySpec: 'RSA_4096' })

    await expect(load).rejects.toThrow(AwsError)
    await expect(load).rejects.toThrow('RSA_4096')
  })
})
