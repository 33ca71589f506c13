const LENGTH_BYTES = 4

/** Splits a stream into the log events that bootstrap.mjs framed: length (32 bits, big-endian), then text. */
export class LogFrames {
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): string[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const events: string[] = []
    while (this.#rest.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + this.#rest.readUInt32BE()
      if (this.#rest.length < end) break
      events.push(this.#rest.toString('utf8', LENGTH_BYTES, end))
      this.#rest = this.#rest.subarray(end)
    }
    return events
  }
}

/** Splits standard output into lines; each line is a log event, as on Lambda. */
export class LogLines {
  readonly #decoder = new TextDecoder()
  #rest = ''

  push(chunk: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n')
    this.#rest = lines.pop() ?? ''
    return lines.filter(line => line !== '').map(line => `${line}\n`)
  }

  /** The text after the last line break, when the process has ended. */
  end(): string[] {
    return this.#rest === '' ? [] : [this.#rest]
  }
}
