import type { IncomingHttpHeaders } from 'node:http'
import { accessDenied, s3Error } from './errors.ts'

/**
 * "If the account ID that you provide does not match the actual owner of the bucket, the request fails".
 *
 * @param header `x-amz-expected-bucket-owner` or `x-amz-source-expected-bucket-owner`
 * @param accountId the owner of all buckets
 * @throws AwsError `AccessDenied`, `InvalidBucketOwnerAWSAccountID`
 */
export function checkOwner(headers: IncomingHttpHeaders, header: string, accountId: string): void {
  const expected = headers[header] as string | undefined
  if (expected === undefined || expected === accountId) return
  if (/^\d{12}$/.test(expected)) throw accessDenied()
  throw s3Error(
    400,
    'InvalidBucketOwnerAWSAccountID',
    `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected}]`,
  )
}
