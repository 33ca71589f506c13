import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import { headersOf, type JsonConnection, type JsonService, outputOf } from './json-connection.ts'

/** One session of HTTP/2 in clear text, a stream a call, without the SDK's cost. */
export class RawHttp2Connection implements JsonConnection {
  readonly #session: ClientHttp2Session
  readonly #service: JsonService

  private constructor(session: ClientHttp2Session, service: JsonService) {
    this.#session = session
    this.#service = service
  }

  static async open(endpoint: string, service: JsonService): Promise<RawHttp2Connection> {
    const session = connect(endpoint)
    await once(session, 'connect')
    return new RawHttp2Connection(session, service)
  }

  async call<Output>(action: string, input: object): Promise<Output> {
    const stream = this.#session.request({
      ':method': 'POST',
      ':path': '/',
      ...headersOf(this.#service, action),
    })
    stream.setEncoding('utf8').end(JSON.stringify(input))
    let body = ''
    for await (const chunk of stream) body += chunk
    return outputOf(action, body)
  }

  close(): void {
    this.#session.close()
  }
}
