import { AwsError } from '../../aws-error.ts'

export const keyNotFound = (arn: string) => new AwsError('NotFoundException', `Key '${arn}' does not exist`)

/** For an id that no key can have. */
export const invalidKeyId = (id: string) => new AwsError('NotFoundException', `Invalid keyId '${id}'`)

/** For the ARN of another Region. */
export const invalidArn = (region: string) => new AwsError('NotFoundException', `Invalid arn ${region}`)

export const invalidTag = (message: string) => new AwsError('TagException', message)

export const keyMismatch = () =>
  new AwsError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  )

export const aliasNotFound = (arn: string) => new AwsError('NotFoundException', `Alias ${arn} is not found.`)

export const aliasExists = (arn: string) =>
  new AwsError('AlreadyExistsException', `An alias with the name ${arn} already exists`)

/** @param prefix the reserved prefix, which AWS managed keys have */
export const reservedAlias = (prefix: string) =>
  new AwsError('NotAuthorizedException', `The prefix ${prefix} is reserved for AWS managed keys.`)

export const disabled = (arn: string) => new AwsError('DisabledException', `${arn} is disabled.`)

/** @param state the state of the key, such as `pending deletion` */
export const invalidState = (arn: string, state: string) =>
  new AwsError('KMSInvalidStateException', `${arn} is ${state}.`)

export const validation = (message: string) => new AwsError('ValidationException', message)

/** @param operation the operation that the key's usage does not allow */
export const invalidKeyUsage = (arn: string, usage: string, operation: string) =>
  new AwsError(
    'InvalidKeyUsageException',
    `${arn} key usage is ${usage} which is not valid for ${operation}.`,
  )

export const incompatibleAlgorithm = (algorithm: string, { spec }: { spec: { name: string } }) =>
  new AwsError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} is incompatible with key spec ${spec.name}.`,
  )

export const invalidCiphertext = () =>
  new AwsError(
    'InvalidCiphertextException',
    'The ciphertext was altered, is not from this AWS, or was encrypted with another encryption context.',
  )

export const invalidMac = () =>
  new AwsError('KMSInvalidMacException', 'The MAC is not that of the message with this key.')

export const malformedPolicy = (reason: string) => new AwsError('MalformedPolicyDocumentException', reason)

/** For keys whose key material KMS cannot rotate. */
export const notRotatable = (arn: string, keySpec: string) =>
  new AwsError(
    'UnsupportedOperationException',
    `The material of ${arn} cannot be rotated: its key spec is ${keySpec}.`,
  )

export const dryRun = () =>
  new AwsError('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.')

/** A feature of KMS that the local AWS does not simulate. */
export const unsupported = (what: string) =>
  new AwsError('UnsupportedOperationException', `The local AWS does not simulate ${what}.`)

export const invalidMarker = (marker: string | undefined) =>
  new AwsError(
    'InvalidMarkerException',
    `Marker ${JSON.stringify(marker)} is unknown: list again without one.`,
  )
