import { pipeline, Readable } from 'node:stream'
import { types } from 'node:util'
import { createGunzip } from 'node:zlib'
import { bytesOf } from './lake-objects.ts'

/** The longest record that a stream can be set to take: 10 MiB (Kinesis, UpdateMaxRecordSize). */
const LONGEST_LINE = 10 * 1024 * 1024
const LINE_FEED = 0x0a

/** The object is not compressed as it should be, from here on. */
export class CorruptObject extends Error {
  override readonly name = 'CorruptObject'
}

/** A line without its end; undefined for one that is longer than any record. */
export type Line = Uint8Array | undefined

/**
 * The lines of a compressed object. It holds one line and a few of the object's bytes in memory.
 *
 * @throws CorruptObject after the lines before the corrupt place; ObjectGone; the client's errors
 */
export async function* linesOf(key: string): AsyncGenerator<Line> {
  const rest = new LineRest()
  try {
    for await (const chunk of uncompressed(key)) yield* rest.linesUpTo(chunk)
  } catch (error) {
    throw isOfZlib(error) ? new CorruptObject(`${key} is corrupt: ${error.message}`) : error
  }
  yield* rest.last()
}

function uncompressed(key: string): AsyncIterable<Buffer> {
  // The iteration throws what fails.
  return pipeline(Readable.from(bytesOf(key)), createGunzip(), () => {})
}

function isOfZlib(error: unknown): error is Error {
  return types.isNativeError(error) && 'code' in error && String(error.code).startsWith('Z_')
}

/** What is read of the present line. */
class LineRest {
  #pieces: Buffer[] = []
  #bytes = 0

  #add(piece: Buffer): void {
    this.#bytes += piece.length
    if (this.#bytes > LONGEST_LINE) this.#pieces = []
    else if (piece.length > 0) this.#pieces.push(piece)
  }

  #line(): Line {
    const line = this.#bytes > LONGEST_LINE ? undefined : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#bytes = 0
    return line
  }

  *linesUpTo(chunk: Buffer): Generator<Line> {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#add(chunk.subarray(start, end))
      yield this.#line()
      start = end + 1
    }
    this.#add(chunk.subarray(start))
  }

  /** The line without an end. */
  *last(): Generator<Line> {
    if (this.#bytes > 0) yield this.#line()
  }
}
