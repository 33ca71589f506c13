import type { ContextKeys } from '../../identity/policies/request.ts'
import type { Key } from './key.ts'
import type { KeyRing } from './key-ring.ts'

/** What a request to KMS says, besides the key that it resolves to. */
export interface KeyRequest {
  /** As the request names the key; undefined for a key that only a ciphertext names. */
  readonly reference?: string | undefined
  /** The account of the caller; undefined for AWS services and anonymous callers. */
  readonly callerAccount: string | undefined
  /** `sqs.us-east-1.amazonaws.com`; undefined for direct requests. */
  readonly viaService?: string | undefined
  readonly encryptionContext?: Readonly<Record<string, string>> | undefined
  readonly encryptionAlgorithm?: string | undefined
  readonly macAlgorithm?: string | undefined
}

/**
 * The condition keys of a request that concerns a key.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
export function keysOfRequest(ring: KeyRing, key: Key, request: KeyRequest): ContextKeys {
  const { reference, callerAccount, viaService, encryptionContext, encryptionAlgorithm, macAlgorithm } =
    request
  return {
    'kms:calleraccount': callerAccount,
    'kms:viaservice': viaService,
    'kms:keyorigin': 'AWS_KMS',
    'kms:keyspec': key.spec.name,
    'kms:keyusage': key.spec.usage,
    'kms:multiregion': 'false',
    'kms:encryptionalgorithm': encryptionAlgorithm,
    'kms:macalgorithm': macAlgorithm,
    'kms:requestalias': reference && requestedAlias(reference),
    'kms:resourcealiases': ring.aliasesOf(key),
    ...(encryptionContext && contextKeys(encryptionContext)),
  }
}

/** `kms:EncryptionContext:<name>` for each pair, and the names of all of them. */
function contextKeys(context: Readonly<Record<string, string>>): ContextKeys {
  const names = Object.keys(context)
  if (names.length === 0) return {}
  const pairs = names.map(name => [`kms:encryptioncontext:${name.toLowerCase()}`, context[name]])
  return { 'kms:encryptioncontextkeys': names, ...Object.fromEntries(pairs) }
}

/** `alias/orders`, whether the request names it alone or by its ARN. */
function requestedAlias(reference: string): string | undefined {
  return /(?:^|:)(alias\/.+)$/.exec(reference)?.[1]
}
