import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { SqsAction, SqsConnection } from './sqs-connection.ts'

/**
 * One keep-alive connection that speaks just enough HTTP/1.1 to call SQS, so that the client's own cost
 * does not hide the server's.
 */
export class RawConnection implements SqsConnection {
  readonly #socket: Socket
  readonly #host: string
  #received: Buffer = Buffer.alloc(0)
  #answer: ((body: string) => void) | undefined

  private constructor(socket: Socket, host: string) {
    this.#socket = socket
    this.#host = host
    socket.on('data', chunk => this.#read(chunk))
  }

  static async open(endpoint: string): Promise<RawConnection> {
    const { hostname, port, host } = new URL(endpoint)
    const socket = connect(Number(port), hostname).setNoDelay(true)
    await once(socket, 'connect')
    return new RawConnection(socket, host)
  }

  async call<Output>(action: SqsAction, input: object): Promise<Output> {
    const body = JSON.stringify(input)
    const head = [
      'POST / HTTP/1.1',
      `host: ${this.#host}`,
      `x-amz-target: AmazonSQS.${action}`,
      'content-type: application/x-amz-json-1.0',
      'authorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
      `content-length: ${Buffer.byteLength(body)}`,
    ].join('\r\n')
    const answered = new Promise<string>(resolve => {
      this.#answer = resolve
    })
    this.#socket.write(`${head}\r\n\r\n${body}`)
    const output = JSON.parse(await answered)
    if (output.__type) throw new Error(`${action}: ${output.__type}: ${output.message}`)
    return output as Output
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
