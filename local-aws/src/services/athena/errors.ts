import { AwsError } from '../../aws-error.ts'

/**
 * @param code `INVALID_INPUT`, `MALFORMED_QUERY`, …
 */
export function invalidRequest(message: string, code = 'INVALID_INPUT'): AwsError {
  return new AwsError('InvalidRequestException', message, {
    members: { Message: message, AthenaErrorCode: code },
  })
}

/** @param resourceName the ARN or name */
export function resourceNotFound(message: string, resourceName: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, {
    members: { Message: message, ResourceName: resourceName },
  })
}

export const metadataError = (message: string) =>
  new AwsError('MetadataException', message, { members: { Message: message } })
