import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AwsError } from '../../aws-error.ts'

const MIB = 1024 ** 2

/** The total size of the bodies in memory. */
const MAX_TOTAL_BYTES = 1024 * MIB
/** Smaller bodies are not counted: the number of connections limits them. */
const MIN_COUNTED_BYTES = 64 * 1024

/**
 * The limits for bodies as sent, which are above the documented limits for their content: JSON and Base64 make it
 * larger, and the services check it themselves.
 */
const MAX_BYTES: Readonly<Record<string, number>> = {
  // "Payload per PutRecords: 10 MiB" (Kinesis quotas), in Base64.
  kinesis: 16 * MIB,
  // "Item size × 25: 16 MB" (DynamoDB, BatchWriteItem).
  dynamodb: 24 * MIB,
  // "Deployment package: 50 MB (zipped, for direct upload)" (Lambda quotas), in Base64.
  lambda: 72 * MIB,
  // "Maximum message size: 40 MB after Base64 encoding" (SES quotas).
  ses: 56 * MIB,
}
const DEFAULT_MAX_BYTES = 8 * MIB

/** The client disconnected before it sent the whole body, so nobody reads the response. */
export class ClientGoneError extends AwsError {
  constructor() {
    super('RequestAborted', 'The client disconnected before it sent the whole body.')
  }
}

/** Counts the bodies in memory, so that all requests together cannot exhaust it. */
export class BodyMemory {
  #bytes = 0

  /**
   * Counts `bytes` until `response` is sent or its client has gone.
   *
   * @throws AwsError `ServiceUnavailable`
   */
  reserve(bytes: number, response: ServerResponse): void {
    if (bytes < MIN_COUNTED_BYTES) return
    if (bytes > MAX_TOTAL_BYTES - this.#bytes) throw noMemory()
    if (response.closed) throw new ClientGoneError()
    this.#bytes += bytes
    response.once('close', () => {
      this.#bytes -= bytes
    })
  }
}

/** The limit for the body of a request to a service, in bytes. */
export function maxBodyBytes(signingName: string): number {
  return MAX_BYTES[signingName] ?? DEFAULT_MAX_BYTES
}

/**
 * Reads a body. Uses events, because iterating over the stream costs a request several times as much.
 *
 * @throws AwsError `RequestEntityTooLarge`, {@link ClientGoneError}
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return reject(tooLarge(maxBytes))
    const chunks: Buffer[] = []
    let length = 0
    request
      .on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length <= maxBytes) chunks.push(chunk)
        else reject(tooLarge(maxBytes))
      })
      .on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
      .on('error', () => reject(new ClientGoneError()))
  })
}

const inflate = promisify(gunzip)

/**
 * Decompresses a body that an SDK compressed: operations with the trait `requestCompression`, such as `PutMetricData`.
 *
 * @throws AwsError `SerializationException`, `RequestEntityTooLarge`
 */
export async function decompress(body: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await inflate(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    throw new AwsError(
      'SerializationException',
      'The request body is not valid gzip, as Content-Encoding says.',
    )
  }
}

const tooLarge = (maxBytes: number) =>
  new AwsError('RequestEntityTooLarge', `The request body may be at most ${maxBytes} bytes long.`, {
    statusCode: 413,
  })

const noMemory = () =>
  new AwsError(
    'ServiceUnavailable',
    `The requests in progress fill the ${MAX_TOTAL_BYTES} bytes that the local AWS keeps for them: send fewer at once.`,
    { statusCode: 503 },
  )
