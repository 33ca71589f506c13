import { Http2ServerRequest, Http2ServerResponse, type IncomingHttpHeaders } from 'node:http2'

/*
 * Requests and responses over HTTP/2, where Node's compatibility API differs from HTTP/1.1 in what services rely on.
 */

/** Replaces `Host`: "Clients … MUST use the ':authority' pseudo-header field" (RFC 9113, 8.3.1). */
const AUTHORITY = ':authority'

export class Http2Request extends Http2ServerRequest {
  /** The headers as in HTTP/1.1: with `host`, without pseudo-headers. */
  override readonly headers: IncomingHttpHeaders
  override readonly rawHeaders: string[]

  constructor(...[stream, headers, options, rawHeaders]: ConstructorParameters<typeof Http2ServerRequest>) {
    super(stream, headers, options, rawHeaders)
    const host = headers[AUTHORITY] ?? headers.host
    const regular = Object.entries(headers).filter(([name]) => !name.startsWith(':'))
    this.headers = { ...Object.fromEntries(regular), ...(host !== undefined && { host }) }
    this.rawHeaders = regularHeaders(rawHeaders)
  }

  /**
   * Fails if the stream is closed before the client ended it, because an incomplete body must not pass as a shorter
   * one.
   */
  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (chunk !== null || !this.stream.closed) return super.push(chunk, encoding)
    this.destroy(new Error('The client disconnected before it sent the whole body.'))
    return false
  }

  /** Emits no error without a listener, as for requests over HTTP/1.1. */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    callback(this.listenerCount('error') > 0 ? error : null)
  }
}

export class Http2Response extends Http2ServerResponse<Http2Request> {
  override closed = false

  constructor(...parameters: ConstructorParameters<typeof Http2ServerResponse>) {
    super(...parameters)
    this.stream.once('close', () => {
      this.closed = true
    })
  }
}

/** Converts `:authority` to `host`, in addition to any `host` with another value. */
function regularHeaders(rawHeaders: readonly string[]): string[] {
  const pairs: [name: string, value: string][] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name, value] = [rawHeaders[at] as string, rawHeaders[at + 1] as string]
    pairs.push([name === AUTHORITY ? 'host' : name, value])
  }
  const [, host] = pairs.find(([name]) => name === 'host') ?? []
  const others = pairs.filter(
    ([name, value]) => !name.startsWith(':') && !(name === 'host' && value === host),
  )
  return [...(host === undefined ? [] : ['host', host]), ...others.flat()]
}
