import { AwsError } from '../../aws-error.ts'
import type { KeyErrorCode } from '../../key-errors.ts'

/*
 * The errors of the SQS API. HTTP status and Query-protocol names are those of the service model;
 * messages are worded as SQS words them.
 */

const legacy = (name: string) => `AWS.SimpleQueueService.${name}`

export function queueDoesNotExist(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', {
    queryCode: legacy('NonExistentQueue'),
  })
}

export function queueNameExists(attribute: string): AwsError {
  return new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    { queryCode: 'QueueAlreadyExists' },
  )
}

export function queueDeletedRecently(): AwsError {
  return new AwsError(
    'QueueDeletedRecently',
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    { queryCode: legacy('QueueDeletedRecently') },
  )
}

export function purgeInProgress(queueName: string): AwsError {
  return new AwsError(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
    { statusCode: 403, queryCode: legacy('PurgeQueueInProgress') },
  )
}

export function invalidAddress(url: string): AwsError {
  return new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`, {
    statusCode: 404,
  })
}

export function resourceNotFound(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', what, { statusCode: 404 })
}

export function unsupportedOperation(message: string): AwsError {
  return new AwsError('UnsupportedOperation', message, { queryCode: legacy('UnsupportedOperation') })
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' })
}

export function invalidValue(parameter: string, value: unknown, reason: string): AwsError {
  return invalidParameter(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}.`)
}

export function missingParameter(name: string): AwsError {
  return new AwsError(
    'MissingRequiredParameterException',
    `The request must contain the parameter ${name}.`,
    { queryCode: 'MissingParameter' },
  )
}

export function invalidAttributeName(name: string): AwsError {
  return new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`)
}

export function invalidAttributeValue(name: string, reason = ''): AwsError {
  return new AwsError(
    'InvalidAttributeValue',
    `Invalid value for the parameter ${name}.${reason && ` ${reason}`}`,
  )
}

/** What a body or an attribute with other characters is answered. */
export const INVALID_CHARACTERS =
  'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF'

export function invalidMessageContents(): AwsError {
  return new AwsError('InvalidMessageContents', INVALID_CHARACTERS)
}

export function receiptHandleIsInvalid(receiptHandle: unknown): AwsError {
  return new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${String(receiptHandle)}" is not a valid receipt handle.`,
    { statusCode: 404 },
  )
}

export function messageNotInflight(receiptHandle: string): AwsError {
  return new AwsError(
    'MessageNotInflight',
    `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message is not in flight.`,
    { queryCode: legacy('MessageNotInflight') },
  )
}

export function overLimit(message: string): AwsError {
  return new AwsError('OverLimit', message, { statusCode: 403 })
}

export function emptyBatch(entryType: string): AwsError {
  return new AwsError('EmptyBatchRequest', `There should be at least one ${entryType} in the request.`, {
    queryCode: legacy('EmptyBatchRequest'),
  })
}

export function tooManyEntries(sent: number): AwsError {
  return new AwsError(
    'TooManyEntriesInBatchRequest',
    `Maximum number of entries per request are 10. You have sent ${sent}.`,
    { queryCode: legacy('TooManyEntriesInBatchRequest') },
  )
}

export function entryIdsNotDistinct(id: string): AwsError {
  return new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`, {
    queryCode: legacy('BatchEntryIdsNotDistinct'),
  })
}

export function invalidEntryId(): AwsError {
  return new AwsError(
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    { queryCode: legacy('InvalidBatchEntryId') },
  )
}

/** @param verdict what is wrong with the parameters: SQS words it otherwise for an entry of a batch */
export function messageTooLong(limit: number, verdict: 'are invalid' | 'cannot be validated'): AwsError {
  return invalidParameter(
    `One or more parameters ${verdict}. Reason: Message must be shorter than ${limit} bytes.`,
  )
}

export function batchTooLong(limit: number, sent: number): AwsError {
  return new AwsError(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${limit} bytes. You have sent ${sent} bytes.`,
    { queryCode: legacy('BatchRequestTooLong') },
  )
}

const KEY_ERRORS: Readonly<Record<KeyErrorCode, { code: string; queryCode: string }>> = {
  AccessDeniedException: { code: 'KmsAccessDenied', queryCode: 'KMS.AccessDeniedException' },
  DisabledException: { code: 'KmsDisabled', queryCode: 'KMS.DisabledException' },
  InvalidKeyUsageException: { code: 'KmsInvalidKeyUsage', queryCode: 'KMS.InvalidKeyUsageException' },
  KMSInvalidStateException: { code: 'KmsInvalidState', queryCode: 'KMS.InvalidStateException' },
  NotFoundException: { code: 'KmsNotFound', queryCode: 'KMS.NotFoundException' },
}

/** The error that SQS returns if KMS refuses to use a queue's key (errors of `SendMessage`). */
export function keyError(kmsCode: KeyErrorCode, message: string): AwsError {
  const { code, queryCode } = KEY_ERRORS[kmsCode]
  return new AwsError(code, message, { queryCode })
}
