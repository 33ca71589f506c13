import type { Account } from '../../../account.ts'
import type { PrincipalCaller } from '../../../identity/caller.ts'
import type { CredentialStore, Credentials } from '../../../identity/credentials.ts'
import { ALGORITHM, isSignature, SigningKeys } from '../../../identity/signing-keys.ts'
import type { SignatureFacts } from '../condition-keys.ts'
import { accessDenied, invalidArgument } from '../errors.ts'
import {
  credentialScope,
  credentialsOf,
  signatureDoesNotMatch,
  signingTime,
} from '../presigned/credential-check.ts'
import { checkVersionTwoSignature } from '../presigned/version-two.ts'

/** The fields of each version of signatures, of which a form has all. */
const VERSION_TWO = ['awsaccesskeyid', 'signature']
const VERSION_FOUR = ['x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature']

/** The signer of a form's policy, and the time for checking its expiration. */
export interface FormSigner {
  caller: PrincipalCaller
  signature: SignatureFacts
  /** The signed policy of the form, in Base64. */
  policy: string
  /** In ms since the epoch. */
  now: number
}

/** Verifies the signature in a form's fields; the string to sign is the Base64 policy. */
export class FormSignatures {
  readonly #account: Account
  readonly #credentials: CredentialStore
  readonly #keys = new SigningKeys()

  constructor(account: Account, credentials: CredentialStore) {
    this.#account = account
    this.#credentials = credentials
  }

  /**
   * @param fields by lower-case name
   * @returns undefined for a form without a policy, which nobody has signed
   * @throws AwsError `AccessDenied` for a policy without a signature, `InvalidArgument`, `SignatureDoesNotMatch`, …
   */
  verify(fields: ReadonlyMap<string, string>): FormSigner | undefined {
    const policy = fields.get('policy')
    if (policy === undefined) return undefined
    const accessKeyId = this.#verifiedKey(fields, policy)
    const now = this.#credentials.clockOf(accessKeyId).now()
    return {
      caller: this.#credentials.callerOf(accessKeyId),
      signature: { method: 'POST', ...versionAndAge(fields, now) },
      policy,
      now,
    }
  }

  /** @throws AwsError `AccessDenied` for a form without any field of a signature */
  #verifiedKey(fields: ReadonlyMap<string, string>, policy: string): string {
    if (VERSION_TWO.some(name => fields.has(name))) return this.#verifyVersionTwo(fields, policy)
    if (VERSION_FOUR.some(name => fields.has(name))) return this.#verifyVersionFour(fields, policy)
    throw accessDenied()
  }

  #verifyVersionTwo(fields: ReadonlyMap<string, string>, policy: string): string {
    const accessKeyId = required(fields, 'AWSAccessKeyId')
    const signature = required(fields, 'Signature')
    const { secretAccessKey } = this.#credentialsOf(fields, accessKeyId)
    checkVersionTwoSignature(signature, { accessKeyId, secretAccessKey, stringToSign: policy })
    return accessKeyId
  }

  #verifyVersionFour(fields: ReadonlyMap<string, string>, policy: string): string {
    const algorithm = required(fields, 'X-Amz-Algorithm')
    if (algorithm !== ALGORITHM) {
      throw invalidArgument(`X-Amz-Algorithm only supports "${ALGORITHM}"`, 'X-Amz-Algorithm', algorithm)
    }
    const timestamp = required(fields, 'X-Amz-Date')
    signingTime(timestamp)
    const scope = credentialScope(required(fields, 'X-Amz-Credential'), timestamp, this.#account)
    const signature = required(fields, 'X-Amz-Signature')
    const { accessKeyId } = scope
    const { secretAccessKey } = this.#credentialsOf(fields, accessKeyId)
    if (!isSignature(signature, this.#keys.sign(scope, secretAccessKey, policy))) {
      throw signatureDoesNotMatch({
        AWSAccessKeyId: accessKeyId,
        StringToSign: policy,
        SignatureProvided: signature,
      })
    }
    return accessKeyId
  }

  #credentialsOf(fields: ReadonlyMap<string, string>, accessKeyId: string): Credentials {
    return credentialsOf(this.#credentials, accessKeyId, fields.get('x-amz-security-token'))
  }
}

function versionAndAge(fields: ReadonlyMap<string, string>, now: number) {
  if (VERSION_TWO.some(name => fields.has(name))) return { version: 'AWS', ageMs: 0 } as const
  const signedAt = signingTime(required(fields, 'X-Amz-Date'))
  return { version: ALGORITHM, ageMs: Math.max(0, now - signedAt) } as const
}

function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name.toLowerCase())
  if (value) return value
  throw missingField(name)
}

export function missingField(name: string) {
  return invalidArgument(
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    name,
    '',
  )
}
