import type { IncomingHttpHeaders } from 'node:http'
import type { Account } from '../../account.ts'
import type { Caller } from '../../identity/caller.ts'
import type { ContextKeys } from '../../identity/policies/request.ts'
import type { SignatureFacts } from './condition-keys.ts'

/** A request to S3, with its body already decoded from `aws-chunked`. */
export interface S3Request {
  method: string
  /** Decoded. */
  bucket: string
  /** The address of the bucket, as the client wrote it. */
  bucketUrl: string
  /** Decoded; empty if the request concerns the bucket, or all buckets. */
  key: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
  /** Undefined for an unsigned request. */
  caller: Caller | undefined
  signature: SignatureFacts | undefined
  /** The condition keys of its HTTP request; undefined for a request of this process. */
  http: ContextKeys | undefined
  requestId: string
  traceHeader: string | undefined
}

/** The id of a request as S3 writes it, in 16 characters, unlike the UUIDs of other services. */
export function newRequestId({ random }: Account): string {
  return random.letters(16)
}

/** The second id of a request, for AWS support: `x-amz-id-2`, `HostId`. */
export function hostId(requestId: string): string {
  return Buffer.from(requestId).toString('base64')
}

export interface S3Response {
  /** @default 200 */
  status?: number
  headers?: Record<string, string>
  /** A string is XML. */
  body?: Buffer | string
}

/** One operation of the S3 API, and the conditions for requests to it. */
export interface S3Operation {
  /** The name in the API reference, such as `GetBucketCors`. */
  name: string
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  on: 'service' | 'bucket' | 'object'
  /**
   * The required query parameters: `cors`, `uploads`, `uploadId`. If several operations match, the one with the most
   * parameters applies.
   */
  query?: readonly string[]
  /** A required header, such as `x-amz-copy-source`. */
  header?: string
  /** The checksum in the headers is that of the object, not of the body: CompleteMultipartUpload. */
  checksumOfObject?: true
  /** The operation authenticates the caller itself, because the headers do not: PostObject. */
  open?: true
  run(request: S3Request): S3Response | Promise<S3Response>
}
