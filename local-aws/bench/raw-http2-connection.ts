import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import { CallSigner } from './call-signer.ts'
import { type JsonConnection, type JsonService, outputOf } from './json-connection.ts'

/** One session of HTTP/2 in clear text, a stream a call, without the SDK's cost. */
export class RawHttp2Connection implements JsonConnection {
  readonly #session: ClientHttp2Session
  readonly #signer: CallSigner

  private constructor(session: ClientHttp2Session, signer: CallSigner) {
    this.#session = session
    this.#signer = signer
  }

  static async open(endpoint: string, service: JsonService): Promise<RawHttp2Connection> {
    const session = connect(endpoint)
    await once(session, 'connect')
    return new RawHttp2Connection(session, new CallSigner(endpoint, service))
  }

  async call<Output>(action: string, input: object): Promise<Output> {
    const content = JSON.stringify(input)
    const stream = this.#session.request({
      ':method': 'POST',
      ':path': '/',
      ...this.#signer.headersOf(action, content),
    })
    stream.setEncoding('utf8').end(content)
    let body = ''
    for await (const chunk of stream) body += chunk
    return outputOf(action, body)
  }

  close(): void {
    this.#session.close()
  }
}
