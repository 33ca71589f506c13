import { AwsError } from '../../aws-error.ts'
import type { KeyErrorCode } from '../../key-errors.ts'
import { shardIdOf, shardIndexOf } from './shard-id.ts'

/** A parameter that "exceeds its restrictions, is not supported, or can't be used". */
export const invalidArgument = (message: string) => new AwsError('InvalidArgumentException', message)

/** A request that the service's model or the capacity mode does not allow. */
export const validation = (message: string) => new AwsError('ValidationException', message)

export const resourceNotFound = (message: string) => new AwsError('ResourceNotFoundException', message)

export const resourceInUse = (message: string) => new AwsError('ResourceInUseException', message)

export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message)

/** The text of the recording `test_cbor_exceptions` (04-09-2025). */
export const streamNotFound = (name: string, accountId: string) =>
  resourceNotFound(`Stream ${name} under account ${accountId} not found.`)

/** @param spelling the shard id as in the request */
export function shardNotFound(spelling: string, stream: { name: string; accountId: string }): AwsError {
  const index = shardIndexOf(spelling)
  const shardId = index === undefined ? spelling : shardIdOf(index)
  return resourceNotFound(
    `Could not find shard ${shardId} in stream ${stream.name} under account ${stream.accountId}.`,
  )
}

/** The error of reads for a missing shard with a valid id, or a missing stream. */
export const shardDoesNotExist = (shardId: string, stream: { name: string; accountId: string }) =>
  resourceNotFound(
    `Shard ${shardId} in stream ${stream.name} under account ${stream.accountId} does not exist`,
  )

/** "Includes the account ID, stream name, and shard ID" (PutRecordsResultEntry). */
export const throughputExceeded = (shardId: string, stream: { name: string; accountId: string }) =>
  new AwsError(
    'ProvisionedThroughputExceededException',
    `Rate exceeded for shard ${shardId} in stream ${stream.name} under account ${stream.accountId}.`,
  )

/** @param reason why the iterator's age is invalid */
export const expiredIterator = (reason: string) =>
  new AwsError('ExpiredIteratorException', `Iterator expired. ${reason}`)

export const expiredNextToken = (seconds: number) =>
  new AwsError(
    'ExpiredNextTokenException',
    `The NextToken is older than ${seconds} seconds: list again without one.`,
  )

/** Kinesis documents no error for a key with another usage; this is the closest one. */
const KEY_ERRORS: Readonly<Record<KeyErrorCode, string>> = {
  AccessDeniedException: 'KMSAccessDeniedException',
  DisabledException: 'KMSDisabledException',
  InvalidKeyUsageException: 'KMSInvalidStateException',
  KMSInvalidStateException: 'KMSInvalidStateException',
  NotFoundException: 'KMSNotFoundException',
}

/** The error that Kinesis returns if KMS refuses to use a stream's key (errors of `PutRecord`). */
export const keyError = (kmsCode: KeyErrorCode, message: string) => new AwsError(KEY_ERRORS[kmsCode], message)
