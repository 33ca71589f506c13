import { KMS } from '@aws-sdk/client-kms'
import { Kms } from '../../../src/services/kms/kms.ts'
import { outcomeOf } from '../../needed-permissions.ts'
import { ALLOW_ACCOUNT, allowService } from '../../resource-policies.ts'
import { Rig } from '../../rig.ts'
import { setRolePolicies } from '../../role-policies.ts'

const ROLE = 'arn:aws:iam::000000000000:role/worker'
const Plaintext = Buffer.from('attack at dawn')

const rig = Rig.stepped()
const kms = new Kms(rig.account)
let developer: KMS
let worker: KMS

beforeAll(async () => {
  await rig.open([kms.api])
  developer = new KMS(rig.client)
  worker = new KMS({ ...rig.client, credentials: rig.credentials.assumeRole(ROLE, 's') })
})
afterAll(async () => {
  developer.destroy()
  worker.destroy()
  await rig.close()
})
beforeEach(() => setRolePolicies(rig.account, 'worker', []))

async function newKey(...statements: object[]): Promise<string> {
  const Policy = statements.length > 0 ? JSON.stringify({ Statement: statements }) : undefined
  const { KeyMetadata } = await developer.createKey({ Policy })
  return KeyMetadata?.Arn as string
}

async function newMacKey(): Promise<string> {
  const { KeyMetadata } = await developer.createKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
  return KeyMetadata?.Arn as string
}

/** Lets the role do this, and nothing else. */
function allow(Action: string | string[], Resource: string | string[], Condition?: object): void {
  const Statement = { Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }
  setRolePolicies(rig.account, 'worker', [{ Version: '2012-10-17', Statement }])
}

/** @documented KMS Developer Guide, Key policies: identity policies count only where the key policy names the account */
describe('the key policy decides', () => {
  test('a key without a policy of its own lets the identity policies of its account decide', async () => {
    const KeyId = await newKey()
    expect(await outcomeOf(worker.encrypt({ KeyId, Plaintext }))).toBe(`kms:Encrypt on resource: ${KeyId}`)
    allow('kms:Encrypt', KeyId)
    expect(await outcomeOf(worker.encrypt({ KeyId, Plaintext }))).toBe('OK')
    expect(await outcomeOf(worker.generateDataKey({ KeyId, KeySpec: 'AES_256' }))).toBe(
      `kms:GenerateDataKey on resource: ${KeyId}`,
    )
  })

  test('a policy that does not name the account shuts out everybody whom it does not name, administrators too', async () => {
    const KeyId = await newKey({ ...ALLOW_ACCOUNT, Principal: { AWS: ROLE }, Action: 'kms:Encrypt' })
    await expect(developer.encrypt({ KeyId, Plaintext })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: ${rig.caller.arn} is not authorized to perform: kms:Encrypt on resource: ${KeyId} because no resource-based policy allows the kms:Encrypt action`,
    })
    expect(await outcomeOf(worker.encrypt({ KeyId, Plaintext }))).toBe('OK')
    allow('kms:*', '*')
    expect(await outcomeOf(worker.describeKey({ KeyId }))).toBe(`kms:DescribeKey on resource: ${KeyId}`)
  })

  test('a policy that is replaced counts from then on', async () => {
    const KeyId = await newKey()
    allow('kms:*', '*')
    expect(await outcomeOf(worker.describeKey({ KeyId }))).toBe('OK')
    const Deny = { ...ALLOW_ACCOUNT, Effect: 'Deny', Principal: { AWS: ROLE } }
    await developer.putKeyPolicy({ KeyId, Policy: JSON.stringify({ Statement: [ALLOW_ACCOUNT, Deny] }) })
    expect(await outcomeOf(worker.describeKey({ KeyId }))).toBe(`kms:DescribeKey on resource: ${KeyId}`)
    expect(await outcomeOf(developer.describeKey({ KeyId }))).toBe('OK')
  })

  test('an AWS service may only what the policy allows to it, for the sources that it names', async () => {
    const arn = (name: string) => rig.account.arn('sns', name)
    const KeyId = await newKey(ALLOW_ACCOUNT, {
      ...allowService('sns.amazonaws.com', ['kms:GenerateDataKey', 'kms:Decrypt']),
      Condition: { ArnLike: { 'aws:SourceArn': arn('orders') } },
    })
    const use = (topic: string) => () => {
      const caller = { kind: 'service', service: 'sns.amazonaws.com', sourceArn: arn(topic) } as const
      return kms.use(KeyId, ['GenerateDataKey', 'Decrypt'], { caller, via: 'sqs', context: {} })
    }
    expect(use('orders')).not.toThrow()
    expect(use('others')).toThrow(
      `sns.amazonaws.com for ${arn('others')} is not authorized to perform: kms:Gen`,
    )
    await developer.putKeyPolicy({ KeyId, Policy: JSON.stringify({ Statement: ALLOW_ACCOUNT }) })
    expect(use('orders')).toThrow('no resource-based policy allows')
  })
})

/**
 * @documented KMS Developer Guide, AWS managed keys: their policy lets the principals of the account use them through
 *   their service, and directly only look at them
 */
test('an AWS managed key serves principals through its service, nobody directly, and no AWS service', async () => {
  const access = { caller: rig.caller, via: 'sqs', context: {} }
  const arn = kms.use('alias/aws/sqs', ['GenerateDataKey', 'Decrypt'], access)
  expect(() => kms.use('alias/aws/sqs', ['Decrypt'], { ...access, via: 'sns' })).toThrow('kms:Decrypt')
  const sourceArn = rig.account.arn('sns', 't')
  const caller = { kind: 'service', service: 'sns.amazonaws.com', sourceArn } as const
  expect(() => kms.use('alias/aws/sqs', ['Decrypt'], { ...access, caller })).toThrow('kms:Decrypt')

  expect(await outcomeOf(developer.describeKey({ KeyId: 'alias/aws/sqs' }))).toBe('OK')
  expect(await outcomeOf(developer.getKeyPolicy({ KeyId: arn }))).toBe('OK')
  for (const [action, call] of Object.entries({
    Encrypt: developer.encrypt({ KeyId: arn, Plaintext }),
    PutKeyPolicy: developer.putKeyPolicy({
      KeyId: arn,
      Policy: JSON.stringify({ Statement: ALLOW_ACCOUNT }),
    }),
    ScheduleKeyDeletion: developer.scheduleKeyDeletion({ KeyId: arn }),
    CreateAlias: developer.createAlias({ AliasName: 'alias/mine', TargetKeyId: arn }),
  })) {
    expect(await outcomeOf(call)).toBe(`kms:${action} on resource: ${arn}`)
  }
})

/**
 * @documented KMS Developer Guide, Permissions reference: the actions and the resources of each operation
 */
describe('each operation needs its action', () => {
  test('on the key, by whichever name the request has for it', async () => {
    const KeyId = await newKey()
    await developer.createAlias({ AliasName: 'alias/named', TargetKeyId: KeyId })
    const aliasArn = rig.account.arn('kms', 'alias/named')
    const { CiphertextBlob } = await developer.encrypt({ KeyId, Plaintext })
    for (const name of [KeyId, KeyId.split('/')[1], 'alias/named', aliasArn]) {
      allow('kms:Encrypt', aliasArn)
      expect(await outcomeOf(worker.encrypt({ KeyId: name, Plaintext }))).toBe(
        `kms:Encrypt on resource: ${KeyId}`,
      )
      allow('kms:Encrypt', KeyId)
      expect(await outcomeOf(worker.encrypt({ KeyId: name, Plaintext }))).toBe('OK')
      expect(await outcomeOf(worker.decrypt({ KeyId: name, CiphertextBlob }))).toBe(
        `kms:Decrypt on resource: ${KeyId}`,
      )
    }
    allow('kms:Decrypt', KeyId)
    expect(await outcomeOf(worker.decrypt({ CiphertextBlob }))).toBe('OK')
  })

  test.each([
    ['CancelKeyDeletion', {}],
    ['DescribeKey', {}],
    ['DisableKey', {}],
    ['DisableKeyRotation', {}],
    ['EnableKey', {}],
    ['EnableKeyRotation', {}],
    ['Encrypt', { Plaintext }],
    ['GenerateDataKey', { KeySpec: 'AES_256' }],
    ['GenerateDataKeyWithoutPlaintext', { KeySpec: 'AES_256' }],
    ['GetKeyPolicy', {}],
    ['GetKeyRotationStatus', {}],
    ['GetPublicKey', {}],
    ['ListKeyPolicies', {}],
    ['ListResourceTags', {}],
    ['PutKeyPolicy', { Policy: JSON.stringify({ Statement: ALLOW_ACCOUNT }) }],
    ['ScheduleKeyDeletion', {}],
    ['TagResource', { Tags: [{ TagKey: 'a', TagValue: 'b' }] }],
    ['UntagResource', { TagKeys: ['a'] }],
    ['UpdateKeyDescription', { Description: 'd' }],
  ])('%s', async (operation, input) => {
    const KeyId = await newKey()
    const call = () => outcomeOf(callOf(worker, operation, { KeyId, ...input }).catch(unlessDenied))
    expect(await call()).toBe(`kms:${operation} on resource: ${KeyId}`)
    allow('kms:*', (await newKey()) as string)
    expect(await call()).toBe(`kms:${operation} on resource: ${KeyId}`)
    allow(`kms:${operation}`, KeyId)
    expect(await call()).toBe('OK')
  })

  test.each([
    ['GenerateMac', { Message: Plaintext, MacAlgorithm: 'HMAC_SHA_256' }],
    ['VerifyMac', { Message: Plaintext, Mac: Buffer.alloc(32), MacAlgorithm: 'HMAC_SHA_256' }],
  ])('%s', async (operation, input) => {
    const KeyId = await newMacKey()
    const call = () => outcomeOf(callOf(worker, operation, { KeyId, ...input }).catch(unlessDenied))
    expect(await call()).toBe(`kms:${operation} on resource: ${KeyId}`)
    allow(`kms:${operation}`, KeyId, { StringEquals: { 'kms:MacAlgorithm': 'HMAC_SHA_512' } })
    expect(await call()).toBe(`kms:${operation} on resource: ${KeyId}`)
    allow(`kms:${operation}`, KeyId, { StringEquals: { 'kms:MacAlgorithm': 'HMAC_SHA_256' } })
    expect(await call()).toBe('OK')
  })

  test.each([
    ['CreateKey', {}],
    ['GenerateRandom', { NumberOfBytes: 8 }],
    ['ListAliases', {}],
    ['ListKeys', {}],
  ])('%s, which concerns no key', async (operation, input) => {
    expect(await outcomeOf(callOf(worker, operation, input))).toBe(`kms:${operation} on resource: *`)
    allow(`kms:${operation}`, rig.account.arn('kms', 'key/*'))
    expect(await outcomeOf(callOf(worker, operation, input))).toBe(`kms:${operation} on resource: *`)
    allow(`kms:${operation}`, '*')
    expect(await outcomeOf(callOf(worker, operation, input))).toBe('OK')
  })

  test('a key that is made with tags: TagResource of keys as well', async () => {
    const Tags = [{ TagKey: 'stage', TagValue: 'dev' }]
    allow('kms:CreateKey', '*')
    const keys = rig.account.arn('kms', 'key/*')
    expect(await outcomeOf(worker.createKey({ Tags }))).toBe(`kms:TagResource on resource: ${keys}`)
    allow(['kms:CreateKey', 'kms:TagResource'], ['*', keys])
    expect(await outcomeOf(worker.createKey({ Tags }))).toBe('OK')
  })

  test('ReEncrypt: from the key of the ciphertext, to the other one', async () => {
    const [from, to] = [await newKey(), await newKey()]
    const { CiphertextBlob } = await developer.encrypt({ KeyId: from, Plaintext })
    const call = () => outcomeOf(worker.reEncrypt({ CiphertextBlob, DestinationKeyId: to }))
    expect(await call()).toBe(`kms:ReEncryptFrom on resource: ${from}`)
    allow('kms:ReEncrypt*', from)
    expect(await call()).toBe(`kms:ReEncryptTo on resource: ${to}`)
    allow('kms:ReEncrypt*', [from, to])
    expect(await call()).toBe('OK')
  })

  test('an alias: on the alias and on every key that it has or gets', async () => {
    const [first, second] = [await newKey(), await newKey()]
    const AliasName = 'alias/moving'
    const alias = rig.account.arn('kms', AliasName)
    const steps = [
      ['CreateAlias', () => worker.createAlias({ AliasName, TargetKeyId: first }), [alias, first]],
      ['UpdateAlias', () => worker.updateAlias({ AliasName, TargetKeyId: second }), [alias, first, second]],
      ['DeleteAlias', () => worker.deleteAlias({ AliasName }), [alias, second]],
    ] as const
    for (const [operation, call, resources] of steps) {
      for (const missing of resources) {
        allow(`kms:${operation}`, [...resources.filter(each => each !== missing), 'arn:aws:kms:::none'])
        expect(await outcomeOf(call())).toBe(`kms:${operation} on resource: ${missing}`)
      }
      allow(`kms:${operation}`, [...resources])
      expect(await outcomeOf(call())).toBe('OK')
    }
  })
})

/** @documented KMS Developer Guide, Condition keys for AWS KMS: what each key of a request is */
describe('condition keys', () => {
  const context = { EncryptionContext: { stage: 'dev', 'aws:sqs:arn': 'q' } }

  test.each([
    ['kms:KeySpec', 'SYMMETRIC_DEFAULT', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' } as const],
    ['kms:KeyUsage', 'GENERATE_VERIFY_MAC', {}],
  ])('%s of a key that is created', async (key, value, other) => {
    const hmac = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' } as const
    allow('kms:CreateKey', '*', { StringEquals: { [key]: value } })
    expect(await outcomeOf(worker.createKey(key === 'kms:KeySpec' ? {} : hmac))).toBe('OK')
    expect(await outcomeOf(worker.createKey(other))).toBe('kms:CreateKey on resource: *')
  })

  test.each<[string, object, 'OK' | 'denied']>([
    ['the account', { StringEquals: { 'kms:CallerAccount': '000000000000' } }, 'OK'],
    ['another account', { StringEquals: { 'kms:CallerAccount': '111111111111' } }, 'denied'],
    ['the encryption context', { StringEquals: { 'kms:EncryptionContext:stage': 'dev' } }, 'OK'],
    ['another value of it', { StringEquals: { 'kms:EncryptionContext:stage': 'prod' } }, 'denied'],
    ['a name with colons', { StringEquals: { 'kms:EncryptionContext:aws:sqs:arn': 'q' } }, 'OK'],
    [
      'all names of it',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['stage', 'aws:sqs:arn'] } },
      'OK',
    ],
    [
      'one name too many',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'stage' } },
      'denied',
    ],
    ['the alias of the request', { StringEquals: { 'kms:RequestAlias': 'alias/asked' } }, 'OK'],
    ['another alias', { StringEquals: { 'kms:RequestAlias': 'alias/other' } }, 'denied'],
    ['an alias of the key', { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/other' } }, 'OK'],
    ['no alias of the key', { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/x' } }, 'denied'],
    [
      'the kind of key',
      {
        StringEquals: {
          'kms:KeySpec': 'SYMMETRIC_DEFAULT',
          'kms:KeyUsage': 'ENCRYPT_DECRYPT',
          'kms:KeyOrigin': 'AWS_KMS',
          'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
        },
        Bool: { 'kms:MultiRegion': 'false' },
      },
      'OK',
    ],
    ['a service in between', { StringEquals: { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' } }, 'denied'],
    ['the address of the caller', { IpAddress: { 'aws:SourceIp': '127.0.0.1' } }, 'OK'],
  ])('%s', async (_, Condition, expected) => {
    const TargetKeyId = await newKey()
    for (const AliasName of ['alias/asked', 'alias/other'])
      await developer.createAlias({ AliasName, TargetKeyId })
    allow('kms:Encrypt', TargetKeyId, Condition)
    const outcome = await outcomeOf(worker.encrypt({ KeyId: 'alias/asked', Plaintext, ...context }))
    for (const AliasName of ['alias/asked', 'alias/other']) await developer.deleteAlias({ AliasName })
    expect(outcome === 'OK' ? 'OK' : 'denied').toBe(expected)
  })

  test('a service in between, and what it says that it encrypts', async () => {
    const key = await newKey()
    const queue = rig.account.arn('sqs', 'orders')
    const caller = rig.credentials.callerOf(rig.credentials.assumeRole(ROLE, 'x').accessKeyId)
    const use = () => kms.use(key, ['Decrypt'], { caller, via: 'sqs', context: { 'aws:sqs:arn': queue } })
    const through = { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' }
    allow('kms:Decrypt', key, { StringEquals: { ...through, 'kms:EncryptionContext:aws:sqs:arn': queue } })
    expect(use).not.toThrow()
    allow('kms:Decrypt', key, { StringEquals: { ...through, 'kms:EncryptionContext:aws:sqs:arn': 'other' } })
    expect(use).toThrow('kms:Decrypt')
    allow('kms:Decrypt', key, { StringEquals: { 'kms:ViaService': 'sns.us-east-1.amazonaws.com' } })
    expect(use).toThrow('kms:Decrypt')
  })
})

/** Whether the request failed for another reason than its permissions does not matter. */
function unlessDenied(error: Error): void {
  if (error.name === 'AccessDeniedException') throw error
}

function callOf(client: KMS, operation: string, input: object): Promise<unknown> {
  const name = (operation.charAt(0).toLowerCase() + operation.slice(1)) as 'describeKey'
  return client[name](input as never)
}
