import { AwsError } from '../../aws-error.ts'

/** @throws AwsError `RequestTooLargeException` for a payload of more than `limit` bytes */
export function checkPayloadSize(bytes: number, limit: number): void {
  if (bytes <= limit) return
  throw new AwsError(
    'RequestTooLargeException',
    `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
    { statusCode: 413, members: { Type: 'User' } },
  )
}
