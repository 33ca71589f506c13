import type { Account } from '../../account.ts'
import type { Permission } from '../../identity/permission.ts'
import { BLOB_MEMBERS, bytes } from './blob.ts'
import { keyIdOf } from './ciphertext.ts'
import type { Key } from './key.ts'
import { keyReference } from './key-reference.ts'
import type { KeyRing } from './key-ring.ts'
import { SYMMETRIC_DEFAULT } from './key-spec.ts'
import { keysOfRequest } from './request-keys.ts'

/** The members of requests that say what they are about. */
export interface KmsInput {
  readonly KeyId?: string
  readonly TargetKeyId?: string
  readonly AliasName?: string
  readonly CiphertextBlob?: string
  readonly Mac?: string
  readonly Message?: string
  readonly Plaintext?: string
  readonly SourceKeyId?: string
  readonly DestinationKeyId?: string
  readonly EncryptionContext?: Record<string, string>
  readonly SourceEncryptionContext?: Record<string, string>
  readonly DestinationEncryptionContext?: Record<string, string>
  readonly EncryptionAlgorithm?: string
  readonly MacAlgorithm?: string
  readonly Tags?: readonly object[]
  readonly KeySpec?: string
  readonly CustomerMasterKeySpec?: string
  readonly KeyUsage?: string
  readonly Origin?: string
  readonly MultiRegion?: boolean
}

/** A key of a request, with how the request names it. */
interface Named {
  readonly key: Key
  readonly reference?: string | undefined
}

/** What a request is about, for the permissions that it needs. */
export interface PermissionRequest {
  readonly ring: KeyRing
  readonly account: Account
  readonly operation: string
  readonly input: KmsInput
  readonly callerAccount: string
}

type Rule = (request: PermissionRequest) => Permission[]

/** Operations that concern no key: policies must name all resources. */
const ANY: Rule = ({ operation }) => [{ action: `kms:${operation}`, resource: '*' }]

/** Operations whose key may have any of its names. */
const BY_ANY_NAME: Rule = request => {
  const reference = keyReference(request.input)
  return [onKey(request, { key: request.ring.find(reference), reference })]
}

const BY_ID: Rule = request => [onKey(request, { key: request.ring.findById(keyReference(request.input)) })]

/**
 * The permissions by operation; all others take the key by id or ARN and need the action of their name on it.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 */
const RULES: Readonly<Record<string, Rule>> = {
  CreateAlias: request => [onAlias(request), onKey(request, target(request))],
  CreateKey: newKey,
  Decrypt: request => [onKey(request, decryptingKey(request))],
  DeleteAlias: request => [onAlias(request), ...onCurrentKey(request)],
  DescribeKey: BY_ANY_NAME,
  Encrypt: BY_ANY_NAME,
  GenerateDataKey: BY_ANY_NAME,
  GenerateDataKeyWithoutPlaintext: BY_ANY_NAME,
  GenerateMac: BY_ANY_NAME,
  GenerateRandom: ANY,
  GetPublicKey: BY_ANY_NAME,
  ListAliases: ANY,
  ListKeys: ANY,
  ReEncrypt: request => {
    const { SourceKeyId, DestinationKeyId, SourceEncryptionContext, DestinationEncryptionContext } =
      request.input
    const source = { ...request, operation: 'ReEncryptFrom' }
    const destination = { ...request, operation: 'ReEncryptTo' }
    const reference = keyReference({ KeyId: DestinationKeyId })
    return [
      onKey(source, decryptingKey(request, SourceKeyId), SourceEncryptionContext),
      onKey(destination, { key: request.ring.find(reference), reference }, DestinationEncryptionContext),
    ]
  },
  // On the alias, on the key that it has, and on the key that it gets.
  UpdateAlias: request => [onAlias(request), ...onCurrentKey(request), onKey(request, target(request))],
  VerifyMac: BY_ANY_NAME,
}

/**
 * The permissions that the caller of a KMS operation needs.
 *
 * @throws AwsError `NotFoundException`, `InvalidCiphertextException`, `ValidationException` if the request names no key
 */
export function permissionsFor(request: PermissionRequest): Permission[] {
  const { operation, input } = request
  // As with other constraints, KMS refuses these whoever the caller is.
  for (const member of BLOB_MEMBERS) if (input[member] !== undefined) bytes(member, input[member])
  const rule = Object.hasOwn(RULES, operation) ? (RULES[operation] as Rule) : BY_ID
  return rule(request)
}

/** The initial policy is included in `kms:CreateKey`, the tags are not. */
function newKey({ account, input, callerAccount }: PermissionRequest): Permission[] {
  const { CustomerMasterKeySpec, KeySpec = CustomerMasterKeySpec, KeyUsage, Origin, MultiRegion } = input
  const caller = { 'kms:calleraccount': callerAccount }
  const keys = {
    ...caller,
    'kms:keyorigin': Origin ?? 'AWS_KMS',
    'kms:keyspec': KeySpec ?? SYMMETRIC_DEFAULT.name,
    'kms:keyusage': KeyUsage ?? SYMMETRIC_DEFAULT.usage,
    'kms:multiregion': String(MultiRegion ?? false),
  }
  const needed = [{ action: 'kms:CreateKey', resource: '*', keys }]
  if (!input.Tags?.length) return needed
  // "To use the Tags parameter, kms:TagResource (IAM policy)": of the key, which does not exist yet.
  return [...needed, { action: 'kms:TagResource', resource: account.arn('kms', 'key/*'), keys: caller }]
}

function onKey(
  { ring, operation, input, callerAccount }: PermissionRequest,
  { key, reference }: Named,
  encryptionContext = input.EncryptionContext,
): Permission {
  const encrypts = key.spec.usage === 'ENCRYPT_DECRYPT' && CRYPTOGRAPHIC.has(operation)
  const keys = keysOfRequest(ring, key, {
    reference,
    callerAccount,
    encryptionContext,
    encryptionAlgorithm: encrypts ? (input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT') : undefined,
    macAlgorithm: input.MacAlgorithm,
  })
  return { action: `kms:${operation}`, resource: key.arn, keys }
}

/** The actions that have `kms:EncryptionAlgorithm`. */
const CRYPTOGRAPHIC: ReadonlySet<string> = new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
])

function onAlias({ account, operation, input, callerAccount }: PermissionRequest): Permission {
  return {
    action: `kms:${operation}`,
    resource: account.arn('kms', input.AliasName ?? ''),
    keys: { 'kms:calleraccount': callerAccount },
  }
}

/** The key that an alias has now; the operation itself refuses an alias that does not exist. */
function onCurrentKey(request: PermissionRequest): Permission[] {
  const alias = request.ring.findAlias(request.input.AliasName ?? '')
  return alias ? [onKey(request, { key: request.ring.findById(alias.keyId) })] : []
}

function target({ ring, input }: PermissionRequest): Named {
  return { key: ring.findById(keyReference({ KeyId: input.TargetKeyId })) }
}

/** The key that the request names for a ciphertext, otherwise the one that made it. */
function decryptingKey({ ring, input }: PermissionRequest, reference = input.KeyId): Named {
  if (reference !== undefined) return { key: ring.find(reference), reference }
  return { key: ring.findById(keyIdOf(bytes('CiphertextBlob', input.CiphertextBlob))) }
}
