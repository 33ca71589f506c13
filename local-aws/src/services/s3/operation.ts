import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../../identity/caller.ts'

/** A request as S3 reads it, its body already decoded from `aws-chunked`. */
export interface S3Request {
  method: string
  /** Of a path-style address, decoded. */
  bucket: string
  /** Decoded; empty where the request is about the bucket, or about all of them. */
  key: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
  /** Undefined for an unsigned request. */
  caller: Caller | undefined
  requestId: string
  traceHeader: string | undefined
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

/** One operation of the S3 API, and how to recognise a request for it. */
export interface S3Operation {
  /** As the API reference calls it: `GetBucketCors`. */
  name: string
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  on: 'service' | 'bucket' | 'object'
  /** The query parameters that must be there: `cors`, `uploads`, `uploadId`. Of two that fit, the one with more of them is meant. */
  query?: readonly string[]
  /** A header that must be there: `x-amz-copy-source`. */
  header?: string
  /** The checksum in the headers is one of the object, not of the body: CompleteMultipartUpload. */
  checksumOfObject?: true
  /** It authenticates the caller itself, because the headers do not: PostObject. */
  open?: true
  run(request: S3Request): S3Response | Promise<S3Response>
}
