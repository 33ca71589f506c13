import type { Bucket } from '../bucket.ts'
import type { BucketDirectory } from '../bucket-directory.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'

/** What an operation does with the bucket in the request. */
export type BucketAct = (bucket: Bucket, request: S3Request) => S3Response | undefined

/** An operation on one subresource of a bucket, such as `?cors`. */
export type BucketOperation = (
  name: string,
  method: S3Operation['method'],
  subresource: string,
  act: BucketAct,
) => S3Operation

/** Creates operations that return 200, or 204 for `DELETE`, unless they return another response. */
export function bucketOperationOn(buckets: BucketDirectory): BucketOperation {
  return (name, method, subresource, act) => ({
    name,
    method,
    on: 'bucket',
    query: [subresource],
    run: request =>
      act(buckets.get(request.bucket), request) ?? {
        status: method === 'DELETE' ? 204 : 200,
      },
  })
}
