import { incompleteBody, s3Error } from './errors.ts'
import type { ChunkSignatures } from './presigned/chunk-signatures.ts'

/** The size of a chunk, and its signature if it is signed. */
const CHUNK = /^([0-9a-f]{1,10})\s*(?:;chunk-signature=([0-9a-f]+))?(?:;.*)?$/i
const TRAILER_SIGNATURE = 'x-amz-trailer-signature'
/** The maximum length of a line of the framing. */
const MAX_LINE_BYTES = 16 * 1024

/**
 * Removes the framing of `aws-chunked`: `<size in hex>[;chunk-signature=…]`, the bytes, …, a chunk of size zero, and
 * the trailer's headers. Verifies the signatures of the chunks and of the trailer, if they are signed.
 */
export class AwsChunkedDecoder {
  /** Headers by lower-case name, complete after {@link AwsChunkedDecoder.end} has returned. */
  readonly trailer: Record<string, string> = {}
  readonly #sink: (bytes: Buffer) => void
  readonly #signatures: ChunkSignatures | undefined
  #state: 'size' | 'bytes' | 'end of bytes' | 'trailer' | 'done' = 'size'
  #line = ''
  #left = 0

  constructor(sink: (bytes: Buffer) => void, signatures?: ChunkSignatures) {
    this.#sink = sink
    this.#signatures = signatures
  }

  /** @throws AwsError `InvalidChunkSizeError`, `MalformedTrailerError`, `SignatureDoesNotMatch` */
  write(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length && this.#state !== 'done') {
      at = this.#state === 'bytes' ? this.#copy(bytes, at) : this.#readLine(bytes, at)
    }
  }

  /** @throws AwsError `IncompleteBody`, `SignatureDoesNotMatch` */
  end(): void {
    const complete = this.#state === 'done' || (this.#state === 'trailer' && this.#line === '')
    if (!complete) throw incompleteBody()
    this.#verifyTrailer()
  }

  /** A body without trailer is complete with its last chunk. */
  #verifyTrailer(): void {
    const { [TRAILER_SIGNATURE]: signature = '', ...headers } = this.trailer
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`)
    if (lines.length > 0) this.#signatures?.endTrailer(lines, signature)
  }

  #copy(bytes: Buffer, from: number): number {
    const to = Math.min(from + this.#left, bytes.length)
    const part = bytes.subarray(from, to)
    this.#sink(part)
    this.#signatures?.update(part)
    this.#left -= to - from
    if (this.#left === 0) {
      this.#signatures?.endChunk()
      this.#state = 'end of bytes'
    }
    return to
  }

  #readLine(bytes: Buffer, from: number): number {
    const end = bytes.indexOf('\n', from)
    this.#line += bytes.toString('latin1', from, end < 0 ? bytes.length : end)
    if (this.#line.length > MAX_LINE_BYTES) throw malformedTrailer()
    if (end < 0) return bytes.length
    const line = this.#line.replace(/\r$/, '')
    this.#line = ''
    this.#take(line)
    return end + 1
  }

  #take(line: string): void {
    if (this.#state === 'size') return this.#begin(line)
    if (this.#state === 'end of bytes') {
      if (line !== '') throw invalidChunk(line)
      this.#state = 'size'
      return
    }
    if (line === '') {
      this.#state = 'done'
      return
    }
    const colon = line.indexOf(':')
    if (colon < 1) throw malformedTrailer()
    this.trailer[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim()
  }

  #begin(line: string): void {
    const [, size, signature = ''] = CHUNK.exec(line) ?? []
    if (size === undefined) throw invalidChunk(line)
    this.#signatures?.begin(signature)
    this.#left = Number.parseInt(size, 16)
    this.#state = this.#left === 0 ? 'trailer' : 'bytes'
    if (this.#left === 0) this.#signatures?.endChunk()
  }
}

export function malformedTrailer() {
  return s3Error(
    400,
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  )
}

function invalidChunk(line: string) {
  return s3Error(
    400,
    'InvalidChunkSizeError',
    `${JSON.stringify(line.slice(0, 40))} is not the size of a chunk.`,
  )
}
