import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { ClientGoneError } from '../../api/front-door/request-body.ts'
import type { UnverifiedContext } from '../../api/service-api.ts'
import { AwsChunkedDecoder, malformedTrailer } from './aws-chunked.ts'
import { entityTooLarge, incompleteBody, notImplemented, s3Error } from './errors.ts'
import type { ChunkSignatures } from './presigned/chunk-signatures.ts'

/**
 * The maximum size of a body. On AWS, "you can upload a single object up to 5 GB in size" in one request; here, objects
 * are in memory.
 */
export const MAX_BODY_BYTES = 1024 ** 3

/** A body with its headers, including those of its trailer. */
export interface ReceivedBody {
  body: Buffer
  headers: IncomingHttpHeaders
}

/**
 * Receives the body into one buffer of its announced length, so that a gigabyte is copied only once.
 *
 * @throws AwsError `MissingContentLength`, `EntityTooLarge`, `IncompleteBody`, `MalformedTrailerError`
 * @throws ClientGoneError
 */
export async function receiveBody(
  request: IncomingMessage,
  context: UnverifiedContext,
  chunks: ChunkSignatures | undefined,
): Promise<ReceivedBody> {
  const { headers } = request
  if (isAwsChunked(headers)) return receiveChunked(request, context, signaturesOf(headers, chunks))
  if (headers['transfer-encoding'] !== undefined) throw missingContentLength()
  const body = allocate(headers['content-length'] ?? '0', context)
  const filling = new Filling(body)
  await drain(request, bytes => filling.add(bytes))
  filling.end()
  return { body, headers }
}

function isAwsChunked(headers: IncomingHttpHeaders): boolean {
  const sha256 = headers['x-amz-content-sha256'] as string | undefined
  return sha256?.startsWith('STREAMING-') === true || encodings(headers).includes('aws-chunked')
}

/**
 * What verifies the chunks, if they are signed as `x-amz-content-sha256` says.
 *
 * @throws AwsError `NotImplemented` for chunks that are signed in another way
 */
function signaturesOf(
  headers: IncomingHttpHeaders,
  chunks: ChunkSignatures | undefined,
): ChunkSignatures | undefined {
  const sha256 = headers['x-amz-content-sha256'] as string | undefined
  if (sha256 === undefined || !sha256.startsWith('STREAMING-') || sha256 === UNSIGNED_CHUNKS) return undefined
  if (chunks && SIGNED_CHUNKS.includes(sha256)) return chunks
  throw notImplemented(`the x-amz-content-sha256 ${sha256} in this kind of request`)
}

const UNSIGNED_CHUNKS = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
const SIGNED_CHUNKS = ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER']

async function receiveChunked(
  request: IncomingMessage,
  context: UnverifiedContext,
  chunks: ChunkSignatures | undefined,
): Promise<ReceivedBody> {
  const { headers } = request
  const decodedLength = headers['x-amz-decoded-content-length'] as string | undefined
  if (decodedLength === undefined) throw missingContentLength()
  const body = allocate(decodedLength, context)
  const filling = new Filling(body)
  const decoder = new AwsChunkedDecoder(bytes => filling.add(bytes), chunks)
  await drain(request, bytes => decoder.write(bytes))
  decoder.end()
  filling.end()
  return { body, headers: { ...withoutFraming(headers), ...announcedTrailer(headers, decoder.trailer) } }
}

/** "Amazon S3 stores the resulting object without the aws-chunked value in the content-encoding header." */
function withoutFraming(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { 'content-encoding': _, ...rest } = headers
  const left = encodings(headers).filter(encoding => encoding !== 'aws-chunked')
  return left.length > 0 ? { ...rest, 'content-encoding': left.join(',') } : rest
}

function encodings(headers: IncomingHttpHeaders): string[] {
  return (headers['content-encoding'] ?? '')
    .split(',')
    .map(encoding => encoding.trim())
    .filter(encoding => encoding !== '')
}

/** @throws AwsError `MalformedTrailerError` if the trailer lacks a header that `x-amz-trailer` announced */
function announcedTrailer(headers: IncomingHttpHeaders, trailer: Record<string, string>) {
  const announced = (headers['x-amz-trailer'] as string | undefined)?.toLowerCase().split(',') ?? []
  return Object.fromEntries(
    announced.map(name => {
      const value = trailer[name.trim()]
      if (value === undefined) throw malformedTrailer()
      return [name.trim(), value]
    }),
  )
}

function allocate(length: string, context: UnverifiedContext): Buffer {
  const bytes = /^\d+$/.test(length) ? Number(length) : Number.NaN
  if (Number.isNaN(bytes)) throw missingContentLength()
  if (bytes > MAX_BODY_BYTES) throw entityTooLarge(bytes, MAX_BODY_BYTES)
  context.reserve(bytes)
  return Buffer.allocUnsafe(bytes)
}

function drain(request: IncomingMessage, take: (bytes: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    request
      .on('data', (bytes: Buffer) => {
        try {
          take(bytes)
        } catch (error) {
          request.removeAllListeners('data').resume()
          reject(error)
        }
      })
      .on('end', resolve)
      .on('error', () => reject(new ClientGoneError()))
  })
}

/** A buffer that must be filled completely. */
class Filling {
  readonly #buffer: Buffer
  #at = 0

  constructor(buffer: Buffer) {
    this.#buffer = buffer
  }

  add(bytes: Buffer): void {
    if (this.#at + bytes.length > this.#buffer.length) throw incompleteBody()
    this.#at += bytes.copy(this.#buffer, this.#at)
  }

  end(): void {
    if (this.#at < this.#buffer.length) throw incompleteBody()
  }
}

function missingContentLength() {
  return s3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.')
}
