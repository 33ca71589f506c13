import type { IncomingHttpHeaders } from 'node:http'
import type { BucketDirectory } from '../bucket-directory.ts'
import type { S3Response } from '../operation.ts'
import type { RequestTarget } from '../request-target.ts'
import type { CrossOriginSharing } from '../s3-protocol.ts'
import { crossOriginHeaders, preflightHeaders } from './cors-evaluation.ts'

/** Answers browsers according to the CORS rules of the requested bucket. */
export class BucketSharing implements CrossOriginSharing {
  readonly #buckets: BucketDirectory

  constructor(buckets: BucketDirectory) {
    this.#buckets = buckets
  }

  /** @throws AwsError `AccessForbidden`, `BadRequest`, `NoSuchBucket` */
  preflight({ bucket, key }: RequestTarget, headers: IncomingHttpHeaders): S3Response {
    const { cors } = this.#buckets.get(bucket).settings
    return { headers: preflightHeaders(cors, headers, key === '' ? 'BUCKET' : 'OBJECT') }
  }

  /** Returns no headers for a refused preflight: it has an `Origin`, but no rule contains `OPTIONS`. */
  headers({ bucket }: RequestTarget, method: string, headers: IncomingHttpHeaders): Record<string, string> {
    return crossOriginHeaders(this.#buckets.find(bucket)?.settings.cors, method, headers)
  }
}
