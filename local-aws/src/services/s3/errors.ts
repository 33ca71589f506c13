import { AwsError } from '../../aws-error.ts'
import type { KeyErrorCode } from '../../key-errors.ts'

/*
 * The errors of the S3 API: codes and statuses are those of its "Error responses" page, messages are worded as
 * S3 words them, members are the elements that stand beside Code and Message.
 */

function error(statusCode: number, code: string, message: string, members: Record<string, unknown> = {}) {
  return new AwsError(code, message, { statusCode, members })
}

export const accessDenied = (message = 'Access Denied') => error(403, 'AccessDenied', message)

export const accessControlListNotSupported = () =>
  error(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs')

/** @param message why the header `Authorization` cannot be parsed */
export const authorizationHeaderMalformed = (message: string, members: Record<string, string> = {}) =>
  error(400, 'AuthorizationHeaderMalformed', `The authorization header is malformed; ${message}`, members)

export const badDigest = (what: string) =>
  error(400, 'BadDigest', `The ${what} you specified did not match the calculated checksum.`)

export const badRequest = (message: string) => error(400, 'BadRequest', message)

export const bucketAlreadyOwnedByYou = (name: string) =>
  error(
    409,
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    { BucketName: name },
  )

export const bucketNotEmpty = (name: string, versioned: boolean) =>
  error(
    409,
    'BucketNotEmpty',
    `The bucket you tried to delete is not empty${versioned ? '. You must delete all versions in the bucket.' : ''}`,
    { BucketName: name },
  )

export const conditionalRequestConflict = (condition: string, key: string) =>
  error(
    409,
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    { Condition: condition, Key: key },
  )

export const entityTooLarge = (proposed: number, maximum: number) =>
  error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    ProposedSize: proposed,
    MaxSizeAllowed: maximum,
  })

export const incompleteBody = () =>
  error(
    400,
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  )

/** @param value left out by the errors that do not repeat it */
export const invalidArgument = (message: string, name: string, value?: string | null) =>
  error(400, 'InvalidArgument', message, { ArgumentName: name, ArgumentValue: value ?? undefined })

export const invalidBucketName = (name: string) =>
  error(400, 'InvalidBucketName', 'The specified bucket is not valid.', { BucketName: name })

export const invalidRange = (range: string, size: number) =>
  error(416, 'InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: range,
    ActualObjectSize: size,
  })

export const invalidRequest = (message: string) => error(400, 'InvalidRequest', message)

export const invalidTag = (message: string, key: string, value?: string) =>
  error(400, 'InvalidTag', message, { TagKey: key, TagValue: value })

export const malformedXml = () =>
  error(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )

export const methodNotAllowed = (method: string, resourceType: string) =>
  error(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    Method: method,
    ResourceType: resourceType,
  })

export const noSuchBucket = (name: string) =>
  error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name })

export const noSuchKey = (key: string) =>
  error(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key })

export const noSuchUpload = (uploadId: string) =>
  error(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  )

export const noSuchVersion = (key: string, versionId: string) =>
  error(404, 'NoSuchVersion', 'The specified version does not exist.', { Key: key, VersionId: versionId })

/** @param what the name of a header, query parameter or operation that is not simulated */
export const notImplemented = (what: string) =>
  error(501, 'NotImplemented', `The local AWS does not simulate ${what} of S3.`)

export const preconditionFailed = (condition: string) =>
  error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  })

/**
 * The error that S3 returns if KMS refuses to use an object's key: "AWS KMS errors are returned with the prefix". It is
 * `AccessDenied` if the caller may not use the key, like other denials of S3.
 */
export function keyError(kmsCode: KeyErrorCode, message: string): AwsError {
  return kmsCode === 'AccessDeniedException' ? accessDenied(message) : error(400, `KMS.${kmsCode}`, message)
}

/** For errors that occur in only one place. */
export { error as s3Error }
