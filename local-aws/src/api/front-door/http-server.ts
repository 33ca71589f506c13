import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { constants, createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { RealClock } from '../../clock.ts'
import { Http2Request, Http2Response } from './http2-messages.ts'
import { detectHttpVersion } from './http2-preface.ts'

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void

/** How long clients may keep the server waiting, in ms, and how many may connect. */
export interface ConnectionLimits {
  /** From the connection to the end of a request's headers. */
  headersMs: number
  /** From the first byte of a request to the end of its body. */
  requestMs: number
  /** How long a connection may be without a request. */
  idleMs: number
  connections: number
}

/** Clients are on this machine, and the largest load that this project makes has 5,000 uploads at a time. */
const LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 60_000,
  idleMs: 60_000,
  connections: 20_000,
}
/** Clients are real, so their time is. */
const REAL_TIME = new RealClock()
/** How often Node.js looks for clients that take too long. */
const CHECKING_INTERVAL_MS = 1_000
/** Of one connection over HTTP/2. */
const MAX_CONCURRENT_STREAMS = 1_000

/** In megabytes. Node.js refuses new streams on a connection that needs more; its default is 10. */
const SESSION_MEMORY_MB = 1024

/**
 * HTTP/1.1 and HTTP/2 in clear text on one port: a client that knows that the server supports HTTP/2 starts with the
 * connection preface ("Starting HTTP/2 with Prior Knowledge", RFC 9113, 3.3), as the SDK's Kinesis client does.
 */
export class HttpServer {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(listener: RequestListener, limits = LIMITS) {
    const http2 = createHttp2Server(
      {
        Http2ServerRequest: Http2Request,
        Http2ServerResponse: Http2Response,
        maxSessionMemory: SESSION_MEMORY_MB,
        settings: { maxConcurrentStreams: MAX_CONCURRENT_STREAMS },
      },
      // The types of Node.js differ for the two versions, but services use only what both have.
      ((request: Http2Request, response: Http2Response) => {
        endIncomplete(request, limits.requestMs)
        listener(request as never, response as never)
      }) as never,
    )
    http2.on('session', (session: ServerHttp2Session) => closeIdle(session, limits.idleMs))
    // This is the server that listens: only then does Node.js end a client whose headers or body take too long.
    this.#server = createServer(
      {
        headersTimeout: limits.headersMs,
        requestTimeout: limits.requestMs,
        keepAliveTimeout: limits.idleMs,
        connectionsCheckingInterval: Math.min(CHECKING_INTERVAL_MS, limits.headersMs),
      },
      listener,
    )
    this.#server.maxConnections = limits.connections
    const serveHttp1 = this.#server.listeners('connection')
    this.#server.removeAllListeners('connection').on('connection', (socket: Socket) => {
      this.#track(socket)
      const late = REAL_TIME.setTimer(limits.headersMs, () => socket.destroy())
      socket.once('close', () => late.cancel())
      detectHttpVersion(socket, version => {
        late.cancel()
        // Over HTTP/1.1, a client may end its side once it has sent its request; over HTTP/2, that ends the connection.
        socket.allowHalfOpen = version === 'HTTP/1.1'
        if (version === 'HTTP/2') http2.emit('connection', socket)
        else for (const serve of serveHttp1) serve.call(this.#server, socket)
      })
    })
  }

  /**
   * @param port 0 for any free port
   * @returns the port
   * @throws the error for a port in use: `EADDRINUSE`
   */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    return (this.#server.address() as AddressInfo).port
  }

  /** Ends all connections at once. */
  async close(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
  }
}

/** Resets the stream of a request whose body does not end; over HTTP/1.1, Node.js does so. */
function endIncomplete({ stream }: Http2Request, afterMs: number): void {
  if (stream.readableEnded) return
  const late = REAL_TIME.setTimer(afterMs, () => stream.close(constants.NGHTTP2_CANCEL))
  stream.once('end', () => late.cancel()).once('close', () => late.cancel())
}

/** Closes a connection over HTTP/2 that has had no stream for a time. */
function closeIdle(session: ServerHttp2Session, afterMs: number): void {
  const wait = () => REAL_TIME.setTimer(afterMs, () => session.close())
  let idle = wait()
  let streams = 0
  session.on('stream', stream => {
    streams++
    idle.cancel()
    stream.once('close', () => {
      streams--
      if (streams === 0 && !session.closed) idle = wait()
    })
  })
  session.once('close', () => idle.cancel())
}
