import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2'

export interface Http2Answer {
  status: number
  headers: Record<string, unknown>
  text: string
}

/** One connection over HTTP/2 in clear text. */
export class Http2Connection {
  readonly session: ClientHttp2Session

  constructor(endpoint: string) {
    this.session = connect(endpoint).on('error', () => {})
  }

  /** Sends headers and what of the body is given; the stream is open until it is ended. */
  begin(headers: Record<string, string>): ClientHttp2Stream {
    return this.session.request({ ':method': 'POST', ...headers }, { endStream: false })
  }

  send(headers: Record<string, string> = {}, body = ''): Promise<Http2Answer> {
    const stream = this.begin(headers)
    const answer = answerOf(stream)
    stream.end(body)
    return answer
  }

  /** Resolves when the connection is gone. */
  get closed(): Promise<void> {
    return new Promise(resolve => {
      if (this.session.closed) resolve()
      else this.session.once('close', resolve)
    })
  }

  close(): void {
    this.session.destroy()
  }
}

export function answerOf(stream: ClientHttp2Stream): Promise<Http2Answer> {
  return new Promise((resolve, reject) => {
    let [status, text]: [number, string] = [0, '']
    let headers: Record<string, unknown> = {}
    stream.on('response', received => {
      headers = received
      status = Number(received[':status'])
    })
    stream.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
    stream.on('end', () => resolve({ status, headers, text })).on('error', reject)
  })
}
