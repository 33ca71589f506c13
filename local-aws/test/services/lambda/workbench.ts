import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A function that has called and waits for the test to say how it ends. */
export interface Call<Event> {
  event: Event
  requestId: string
  pid: number
  /** What the function returns. */
  answer(result?: unknown): void
  /** What the function throws. */
  fail(message: string): void
}

/**
 * Puts a function's work into the hands of a test: each invocation calls the bench and ends when the test
 * says so, and how. So tests wait for what processes do instead of guessing how long it takes.
 */
export class Workbench {
  readonly #server: Server
  readonly #arrived: Call<never>[] = []
  readonly #waiting: ((call: Call<never>) => void)[] = []

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => this.#arrive(Buffer.concat(chunks).toString(), response))
    })
  }

  async open(): Promise<void> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  /** For functions with a source of their own: what they post here must have the members of a {@link Call}. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}/`
  }

  /** Of an `index.mjs` whose handler works here. */
  get source(): string {
    const { port } = this.#server.address() as AddressInfo
    return `
      import { request } from 'node:http'
      export const handler = (event, { awsRequestId: requestId }) => new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port: ${port}, method: 'POST' }, async response => {
          let text = ''
          for await (const chunk of response) text += chunk
          response.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(text))
        }).on('error', reject).end(JSON.stringify({ event, requestId, pid: process.pid }))
      })`
  }

  /** The next invocation that starts to work, or has started and was not asked for yet. */
  next<Event = unknown>(): Promise<Call<Event>> {
    const call = this.#arrived.shift()
    return call ? Promise.resolve(call) : new Promise(resolve => this.#waiting.push(resolve))
  }

  async several<Event = unknown>(count: number): Promise<Call<Event>[]> {
    return Promise.all(Array.from({ length: count }, () => this.next<Event>()))
  }

  /** Invocations that have started and were not asked for. */
  get unexpected(): number {
    return this.#arrived.length
  }

  #arrive(text: string, response: ServerResponse): void {
    const call: Call<never> = {
      ...JSON.parse(text),
      answer: (result = null) => void response.end(JSON.stringify(result)),
      fail: message => void response.writeHead(500).end(message),
    }
    const waiting = this.#waiting.shift()
    if (waiting) waiting(call)
    else this.#arrived.push(call)
  }
}
