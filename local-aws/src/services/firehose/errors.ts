import { AwsError } from '../../aws-error.ts'
import type { KeyErrorCode } from '../../key-errors.ts'

export const invalidArgument = (message: string) => new AwsError('InvalidArgumentException', message)

/** @param constraint in the documentation's words ("Semantic rules" of custom prefixes) */
export const unsatisfiedPrefix = (constraint: string) =>
  invalidArgument(`The supplied prefix(es) do not satisfy the following constraint: ${constraint}`)

/** Something of Firehose that the local AWS does not simulate. */
export const notSimulated = (what: string) => invalidArgument(`The local AWS does not simulate ${what}.`)

export const streamNotFound = (name: string, accountId: string) =>
  new AwsError('ResourceNotFoundException', `Firehose ${name} under account ${accountId} not found.`)

export const resourceInUse = (message: string) => new AwsError('ResourceInUseException', message)

export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message)

export const concurrentModification = (message: string) =>
  new AwsError('ConcurrentModificationException', message)

/** The answer to requests beyond the throughput of a stream. */
export const slowDown = () => new AwsError('ServiceUnavailableException', 'Slow down.', { statusCode: 503 })

/** "Firehose throws this exception when an attempt to put records or to start or stop encryption fails [because of KMS]". */
export const keyError = (code: KeyErrorCode, message: string) =>
  new AwsError('InvalidKMSResourceException', message, { members: { code } })
