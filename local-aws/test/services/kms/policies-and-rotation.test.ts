import {
  CreateKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListKeyPoliciesCommand,
  PutKeyPolicyCommand,
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

async function newKey(Policy?: string): Promise<string> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({ Policy }))
  return KeyMetadata?.KeyId as string
}

describe('key policies', () => {
  /** @documented KMS Developer Guide, Default key policy: it lets the account administer the key */
  test('a key made without one lets the account administer it ("Default key policy")', async () => {
    const { Policy, PolicyName } = await client.send(new GetKeyPolicyCommand({ KeyId: await newKey() }))

    expect(PolicyName).toBe('default')
    expect(JSON.parse(Policy ?? '').Statement[0]).toMatchObject({
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: 'kms:*',
    })
  })

  /** @documented KMS API Reference, PutKeyPolicy: "Attaches a key policy to the specified KMS key." */
  test('a policy is stored unchanged, and replaced', async () => {
    const statement = { Sid: 'new', Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }
    const [first, second] = [
      JSON.stringify({ Statement: statement }),
      JSON.stringify({ Statement: [statement] }),
    ]
    const KeyId = await newKey(first)
    const policy = async () => (await client.send(new GetKeyPolicyCommand({ KeyId }))).Policy

    expect(await policy()).toBe(first)
    await client.send(new PutKeyPolicyCommand({ KeyId, Policy: second }))
    expect(await policy()).toBe(second)
    expect(await client.send(new ListKeyPoliciesCommand({ KeyId }))).toMatchObject({
      PolicyNames: ['default'],
    })
  })

  /**
   * @documented KMS API Reference, PutKeyPolicy, MalformedPolicyDocumentException: "the specified policy is
   *   not syntactically or semantically correct"
   */
  test('an invalid policy is refused (PutKeyPolicy: MalformedPolicyDocumentException)', async () => {
    const KeyId = await newKey()

    const unlike = { Effect: 'Allow', Principal: { AWS: 'ada' }, Action: 'kms:*', Resource: '*' }
    for (const Policy of ['{', '[]', '"text"', '{}', JSON.stringify({ Statement: unlike })]) {
      await expect(client.send(new PutKeyPolicyCommand({ KeyId, Policy }))).rejects.toMatchObject({
        name: 'MalformedPolicyDocumentException',
      })
    }
  })
})

describe('rotation', () => {
  /**
   * @documented KMS API Reference, EnableKeyRotation, RotationPeriodInDays: 365 days without it
   * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_key_enable_rotation_status[90], 2025-03-02
   */
  test('is off at first, every 365 days when enabled, and off again when disabled', async () => {
    const KeyId = await newKey()
    const status = () => client.send(new GetKeyRotationStatusCommand({ KeyId }))

    expect(await status()).toMatchObject({ KeyRotationEnabled: false })
    await client.send(new EnableKeyRotationCommand({ KeyId }))
    expect(await status()).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 365 })
    await client.send(new DisableKeyRotationCommand({ KeyId }))
    expect(await status()).toMatchObject({ KeyRotationEnabled: false })
  })

  /** @documented KMS API Reference, GetKeyRotationStatus, NextRotationDate: the next date that KMS rotates the key */
  test('the next rotation is a period after rotation was enabled, or after the last', async () => {
    const KeyId = await newKey()
    const enabled = rig.clock.now()
    await client.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }))
    const next = async () => (await client.send(new GetKeyRotationStatusCommand({ KeyId }))).NextRotationDate
    const days = (count: number) => new Date(enabled + count * 24 * 3_600_000)
    expect(await next()).toEqual(days(90))
    await rig.clock.advanceBy({ hours: 100 * 24 })
    expect(await next()).toEqual(days(180))
  })

  /** @documented KMS API Reference, EnableKeyRotation, RotationPeriodInDays: 90 to 2,560 */
  test.each([89, 2561])('a period of %i days is refused (EnableKeyRotation: 90 to 2560)', async days => {
    const command = new EnableKeyRotationCommand({ KeyId: await newKey(), RotationPeriodInDays: days })

    await expect(client.send(command)).rejects.toMatchObject({ name: 'ValidationException' })
  })

  /**
   * @documented KMS Developer Guide, Key states: EnableKeyRotation on a disabled key fails with
   *   DisabledException
   */
  test('a disabled key cannot have it enabled ("Key states": EnableKeyRotation on Disabled → DisabledException)', async () => {
    const KeyId = await newKey()
    await client.send(new DisableKeyCommand({ KeyId }))

    await expect(client.send(new EnableKeyRotationCommand({ KeyId }))).rejects.toMatchObject({
      name: 'DisabledException',
    })
  })
})
