import { AwsError } from '../../aws-error.ts'
import type { ServiceCaller } from '../../identity/caller.ts'
import type { KeyErrorCode } from '../../key-errors.ts'

/** @param reason what SNS says after `Invalid parameter: `, such as `TopicArn` */
export const invalidParameter = (reason: string) =>
  new AwsError('InvalidParameterException', `Invalid parameter: ${reason}`, { queryCode: 'InvalidParameter' })

/** What is wrong with message attributes. */
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

/** What is wrong with a batch as a whole. */
export const batchError = (queryCode: string, message: string) =>
  new AwsError(`${queryCode}Exception`, message, { queryCode })

/** An AWS service that the topic's policy does not let publish. */
export const notAuthorized = ({ service, sourceArn }: ServiceCaller, topicArn: string) =>
  new AwsError(
    'AuthorizationErrorException',
    `${service} for ${sourceArn} is not authorized to perform: SNS:Publish on resource: ${topicArn}`,
    { queryCode: 'AuthorizationError', statusCode: 403 },
  )

/** What SNS offers and this AWS does not. */
export const notSimulated = (what: string) => invalidParameter(`The local AWS does not simulate ${what}.`)

/** Turns a reason into the error of the call at hand: `Subscribe` words it otherwise than `SetSubscriptionAttributes`. */
export type Refuse = (reason: string) => AwsError

/** In the words of the Query protocol. SNS documents no error for a key of another usage; this is the nearest. */
const KEY_ERRORS: Readonly<Record<KeyErrorCode, string>> = {
  AccessDeniedException: 'KMSAccessDenied',
  DisabledException: 'KMSDisabled',
  InvalidKeyUsageException: 'KMSInvalidState',
  KMSInvalidStateException: 'KMSInvalidState',
  NotFoundException: 'KMSNotFound',
}

/** What SNS answers when KMS refuses a topic's key (errors of `Publish`). */
export function keyError(kmsCode: KeyErrorCode, message: string): AwsError {
  const queryCode = KEY_ERRORS[kmsCode]
  return new AwsError(`${queryCode}Exception`, message, { queryCode })
}
