import { setBucketPolicy } from '../configuration/bucket-policy.ts'
import { s3Error } from '../errors.ts'
import type { S3Operation } from '../operation.ts'
import type { BucketOperation } from './bucket-operation.ts'

/** Put, get and delete the policy of a bucket. */
export function bucketPolicyOperations(operation: BucketOperation): S3Operation[] {
  return [
    operation('PutBucketPolicy', 'PUT', 'policy', (bucket, { body }) => {
      setBucketPolicy(bucket, body.toString('utf8'))
      return { status: 204 }
    }),
    operation('GetBucketPolicy', 'GET', 'policy', ({ name, settings: { policy } }) => {
      if (policy) return { headers: { 'content-type': 'application/json' }, body: policy.document }
      throw s3Error(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist', { BucketName: name })
    }),
    operation('DeleteBucketPolicy', 'DELETE', 'policy', ({ settings }) => {
      settings.policy = undefined
      return undefined
    }),
  ]
}
