import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  KMSClient,
  ListAliasesCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms'
import { Kms } from '../../../src/services/kms/kms.ts'
import { Rig } from '../../rig.ts'

const rig = Rig.stepped()
let client: KMSClient

beforeAll(async () => {
  await rig.open([new Kms(rig.account).api])
  client = new KMSClient(rig.client)
})
afterAll(() => rig.close())

async function newKey(): Promise<string> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}))
  return KeyMetadata?.KeyId as string
}

/** @documented KMS API Reference, CreateAlias: "The alias must be unique in the account and Region" */
test('an alias names one key at a time (CreateAlias: "The alias must be unique in the account and Region")', async () => {
  const key = await newKey()
  const make = () => client.send(new CreateAliasCommand({ AliasName: 'alias/one', TargetKeyId: key }))

  await make()

  await expect(make()).rejects.toMatchObject({ name: 'AlreadyExistsException' })
})

/**
 * @documented KMS API Reference, UpdateAlias: "Associates an existing KMS alias with a different KMS key.";
 *   DeleteAlias: "Deletes the specified alias."
 */
test('UpdateAlias moves an alias to another key, and DeleteAlias removes it', async () => {
  const [first, second] = [await newKey(), await newKey()]
  const target = async () => {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'alias/moving' }))
    return KeyMetadata?.KeyId
  }
  await client.send(new CreateAliasCommand({ AliasName: 'alias/moving', TargetKeyId: first }))
  expect(await target()).toBe(first)

  await client.send(new UpdateAliasCommand({ AliasName: 'alias/moving', TargetKeyId: second }))
  expect(await target()).toBe(second)

  await client.send(new DeleteAliasCommand({ AliasName: 'alias/moving' }))
  await expect(target()).rejects.toMatchObject({ name: 'NotFoundException' })
})

/**
 * @documented KMS API Reference, Decrypt: KMS reads the key from metadata in the ciphertext, not from an
 *   alias
 */
test('a ciphertext of a moved alias can still be decrypted: it contains its key id (UpdateAlias)', async () => {
  const [first, second] = [await newKey(), await newKey()]
  await client.send(new CreateAliasCommand({ AliasName: 'alias/renewed', TargetKeyId: first }))
  const plaintext = Buffer.from('before')
  const { CiphertextBlob } = await client.send(
    new EncryptCommand({ KeyId: 'alias/renewed', Plaintext: plaintext }),
  )

  await client.send(new UpdateAliasCommand({ AliasName: 'alias/renewed', TargetKeyId: second }))

  const { Plaintext } = await client.send(new DecryptCommand({ CiphertextBlob }))
  expect(Buffer.from(Plaintext ?? [])).toEqual(plaintext)
})

/**
 * @documented KMS API Reference, ListAliases, KeyId: "Lists only aliases that are associated with the
 *   specified KMS key."
 */
test('ListAliases returns the aliases of one key on request', async () => {
  const key = await newKey()
  await client.send(new CreateAliasCommand({ AliasName: 'alias/listed-b', TargetKeyId: key }))
  await client.send(new CreateAliasCommand({ AliasName: 'alias/listed-a', TargetKeyId: key }))

  const { Aliases } = await client.send(new ListAliasesCommand({ KeyId: key }))

  expect(Aliases).toEqual([
    {
      AliasName: 'alias/listed-a',
      AliasArn: 'arn:aws:kms:us-east-1:000000000000:alias/listed-a',
      TargetKeyId: key,
      CreationDate: new Date(rig.clock.now()),
      LastUpdatedDate: new Date(rig.clock.now()),
    },
    expect.objectContaining({ AliasName: 'alias/listed-b' }),
  ])
})

/**
 * @documented KMS API Reference, CreateAlias, AliasName: "only alphanumeric characters, forward slashes (/),
 *   underscores (_), and dashes (-)"
 */
test.each(['orders', 'alias/', 'alias/with space', 'alias/ümlaut'])(
  'the name %j is refused (CreateAlias: "only alphanumeric characters, forward slashes (/), underscores (_), and dashes (-)")',
  async AliasName => {
    const TargetKeyId = await newKey()
    const command = new CreateAliasCommand({ AliasName, TargetKeyId })

    await expect(client.send(command)).rejects.toMatchObject({ name: 'ValidationException' })
  },
)

/**
 * @documented KMS API Reference, CreateAlias, AliasName: the prefix alias/aws/ "is reserved for AWS managed
 *   keys"
 */
test('alias/aws/ "is reserved for AWS managed keys" (CreateAlias), and those cannot be changed', async () => {
  const TargetKeyId = await newKey()
  const reserved = new CreateAliasCommand({ AliasName: 'alias/aws/mine', TargetKeyId })
  await expect(client.send(reserved)).rejects.toMatchObject({ name: 'NotAuthorizedException' })

  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'alias/aws/sns' }))
  const disable = new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId })
  await expect(client.send(disable)).rejects.toMatchObject({ name: 'AccessDeniedException' })
})
