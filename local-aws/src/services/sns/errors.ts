import { AwsError } from '../../aws-error.ts'
import type { KeyErrorCode } from '../../key-errors.ts'

/** @param reason the text after `Invalid parameter: `, such as `TopicArn` */
export const invalidParameter = (reason: string) =>
  new AwsError('InvalidParameterException', `Invalid parameter: ${reason}`, { queryCode: 'InvalidParameter' })

/** A text that is no token of `ConfirmSubscription`. */
export const invalidToken = () =>
  new AwsError('InvalidParameterException', 'Invalid token', { queryCode: 'InvalidParameter' })

/** SNS answers a missing ARN by an error of its own, and other missing members by the general one. */
export const missingArn = (member: string) =>
  member.endsWith('Arn') ? invalidParameter(`${member} Reason: no value for required parameter`) : undefined

/** An error about message attributes. */
export const invalidParameterValue = (message: string) =>
  new AwsError('InvalidParameterValueException', message, { queryCode: 'ParameterValueInvalid' })

/** @param what `Topic` or `Subscription` */
export const notFound = (what: string) =>
  new AwsError('NotFoundException', `${what} does not exist`, { queryCode: 'NotFound', statusCode: 404 })

export const resourceNotFound = () =>
  new AwsError('ResourceNotFoundException', 'Resource does not exist', {
    queryCode: 'ResourceNotFound',
    statusCode: 404,
  })

/** The text is from pulumi/pulumi-aws#4370. */
export const cannotDeleteArchive = () =>
  new AwsError('InvalidStateException', 'Invalid state: Cannot delete a topic with an ArchivePolicy', {
    queryCode: 'InvalidState',
  })

export const tagLimitExceeded = () =>
  new AwsError(
    'TagLimitExceededException',
    'Could not complete request: tag quota of per resource exceeded',
    {
      queryCode: 'TagLimitExceeded',
    },
  )

export const filterPolicyLimitExceeded = (limit: number) =>
  new AwsError('FilterPolicyLimitExceededException', `A topic has at most ${limit} filter policies`, {
    queryCode: 'FilterPolicyLimitExceeded',
    statusCode: 403,
  })

/** An error that fails a whole batch. */
export const batchError = (queryCode: string, message: string) =>
  new AwsError(`${queryCode}Exception`, message, { queryCode })

/** A feature of SNS that the local AWS does not simulate. */
export const notSimulated = (what: string) => invalidParameter(`The local AWS does not simulate ${what}.`)

/**
 * Turns a reason into the error of the current call: `Subscribe` words errors differently from
 * `SetSubscriptionAttributes`.
 */
export type Refuse = (reason: string) => AwsError

/**
 * KMS errors by their code in the Query protocol. SNS documents no error for a key with another usage; this is the
 * closest one.
 */
const KEY_ERRORS: Readonly<Record<KeyErrorCode, string>> = {
  AccessDeniedException: 'KMSAccessDenied',
  DisabledException: 'KMSDisabled',
  InvalidKeyUsageException: 'KMSInvalidState',
  KMSInvalidStateException: 'KMSInvalidState',
  NotFoundException: 'KMSNotFound',
}

/** The error that SNS returns if KMS refuses to use a topic's key (errors of `Publish`). */
export function keyError(kmsCode: KeyErrorCode, message: string): AwsError {
  const queryCode = KEY_ERRORS[kmsCode]
  return new AwsError(`${queryCode}Exception`, message, { queryCode })
}
