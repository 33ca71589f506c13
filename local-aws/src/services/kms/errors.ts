import { AwsError } from '../../aws-error.ts'

export const keyNotFound = (arn: string) => new AwsError('NotFoundException', `Key '${arn}' does not exist`)

export const aliasNotFound = (arn: string) => new AwsError('NotFoundException', `Alias ${arn} is not found.`)

export const disabled = (arn: string) => new AwsError('DisabledException', `${arn} is disabled.`)

/** @param state what the key is, such as `pending deletion` */
export const invalidState = (arn: string, state: string) =>
  new AwsError('KMSInvalidStateException', `${arn} is ${state}.`)

export const validation = (message: string) => new AwsError('ValidationException', message)

/** @param operation what the usage of the key does not allow */
export const invalidKeyUsage = (arn: string, usage: string, operation: string) =>
  new AwsError(
    'InvalidKeyUsageException',
    `${arn} key usage is ${usage} which is not valid for ${operation}.`,
  )

/** What KMS offers and this AWS does not. */
export const unsupported = (what: string) =>
  new AwsError('UnsupportedOperationException', `The local AWS does not simulate ${what}.`)

export const invalidMarker = (marker: string | undefined) =>
  new AwsError('InvalidMarkerException', `Marker ${JSON.stringify(marker)} was not given out.`)
