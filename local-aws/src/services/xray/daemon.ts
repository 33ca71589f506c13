import { createSocket } from 'node:dgram'

const LOOPBACK = '127.0.0.1'

/**
 * The X-Ray daemon: a UDP port that takes segment documents.
 *
 * "Send the segment in JSON over UDP …, prepended by the daemon header" and a newline (X-Ray, *Sending segment
 * documents to the X-Ray daemon*). It has no TCP side: in Lambda the SDK follows the decision in the trace header and
 * asks for no sampling rules.
 */
export class XRayDaemon {
  readonly #socket = createSocket('udp4')
  #port = 0

  /** @param receive gets each document's text */
  constructor(receive: (document: string) => void) {
    this.#socket.on('message', packet => {
      const text = packet.toString('utf8')
      const headerEnd = text.indexOf('\n')
      if (headerEnd >= 0 && isHeader(text.slice(0, headerEnd))) receive(text.slice(headerEnd + 1))
    })
  }

  get address(): string {
    return `${LOOPBACK}:${this.#port}`
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject)
      this.#socket.bind(0, LOOPBACK, () => {
        this.#socket.off('error', reject)
        resolve()
      })
    })
    this.#port = this.#socket.address().port
  }

  async close(): Promise<void> {
    if (this.#port === 0) return
    this.#port = 0
    await new Promise<void>(resolve => this.#socket.close(resolve))
  }
}

function isHeader(line: string): boolean {
  return /"format"\s*:\s*"json"/.test(line) && /"version"\s*:\s*1\b/.test(line)
}
