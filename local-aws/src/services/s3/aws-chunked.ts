import { incompleteBody, s3Error } from './errors.ts'

/** The maximum length of a line of the framing. */
const MAX_LINE_BYTES = 16 * 1024

/**
 * Removes the framing of `aws-chunked`: `<size in hex>[;chunk-signature=…]`, the bytes, …, a chunk of size zero, and
 * the trailer's headers. The signatures of chunks are not verified, like those in headers.
 */
export class AwsChunkedDecoder {
  /** Headers by lower-case name, complete after {@link AwsChunkedDecoder.end} has returned. */
  readonly trailer: Record<string, string> = {}
  readonly #sink: (bytes: Buffer) => void
  #state: 'size' | 'bytes' | 'end of bytes' | 'trailer' | 'done' = 'size'
  #line = ''
  #left = 0

  constructor(sink: (bytes: Buffer) => void) {
    this.#sink = sink
  }

  /** @throws AwsError `InvalidChunkSizeError`, `MalformedTrailerError` */
  write(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length && this.#state !== 'done') {
      at = this.#state === 'bytes' ? this.#copy(bytes, at) : this.#readLine(bytes, at)
    }
  }

  /** @throws AwsError `IncompleteBody` */
  end(): void {
    const complete = this.#state === 'done' || (this.#state === 'trailer' && this.#line === '')
    if (!complete) throw incompleteBody()
  }

  #copy(bytes: Buffer, from: number): number {
    const to = Math.min(from + this.#left, bytes.length)
    this.#sink(bytes.subarray(from, to))
    this.#left -= to - from
    if (this.#left === 0) this.#state = 'end of bytes'
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
    const size = /^([0-9a-f]{1,10})\s*(?:;.*)?$/i.exec(line)?.[1]
    if (size === undefined) throw invalidChunk(line)
    this.#left = Number.parseInt(size, 16)
    this.#state = this.#left === 0 ? 'trailer' : 'bytes'
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
