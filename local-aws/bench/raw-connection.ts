import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { CallSigner } from './call-signer.ts'
import { type JsonConnection, type JsonService, outputOf } from './json-connection.ts'

/**
 * One keep-alive connection that speaks just enough HTTP/1.1 to call a service, so that the client's own cost
 * does not hide the server's.
 */
export class RawConnection implements JsonConnection {
  readonly #socket: Socket
  readonly #host: string
  readonly #signer: CallSigner
  #received: Buffer = Buffer.alloc(0)
  #answer: ((body: string) => void) | undefined

  private constructor(socket: Socket, host: string, signer: CallSigner) {
    this.#socket = socket
    this.#host = host
    this.#signer = signer
    socket.on('data', chunk => this.#read(chunk))
  }

  static async open(endpoint: string, service: JsonService): Promise<RawConnection> {
    const { hostname, port, host } = new URL(endpoint)
    const socket = connect(Number(port), hostname).setNoDelay(true)
    await once(socket, 'connect')
    return new RawConnection(socket, host, new CallSigner(endpoint, service))
  }

  async call<Output>(action: string, input: object): Promise<Output> {
    const body = JSON.stringify(input)
    const headers = {
      host: this.#host,
      ...this.#signer.headersOf(action, body),
      'content-length': Buffer.byteLength(body),
    }
    const head = ['POST / HTTP/1.1', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
    const answered = new Promise<string>(resolve => {
      this.#answer = resolve
    })
    this.#socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
    return outputOf(action, await answered)
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length ? Buffer.concat([this.#received, chunk]) : chunk
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(this.#received.toString('latin1', 0, end))?.[1])
    if (this.#received.length < end + 4 + length) return
    const body = this.#received.toString('utf8', end + 4, end + 4 + length)
    this.#received = this.#received.subarray(end + 4 + length)
    this.#answer?.(body)
  }
}
