import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { Http2Request, Http2Response } from './http2-messages.ts'
import { detectHttpVersion } from './http2-preface.ts'

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void

/** In megabytes. Node.js refuses new streams on a connection that needs more; its default is 10. */
const SESSION_MEMORY_MB = 1024

/**
 * HTTP/1.1 and HTTP/2 in clear text on one port: a client that knows that the server supports HTTP/2 starts with the
 * connection preface ("Starting HTTP/2 with Prior Knowledge", RFC 9113, 3.3), as the SDK's Kinesis client does.
 */
export class HttpServer {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(listener: RequestListener) {
    const http2 = createHttp2Server(
      {
        Http2ServerRequest: Http2Request,
        Http2ServerResponse: Http2Response,
        maxSessionMemory: SESSION_MEMORY_MB,
      },
      // The types of Node.js differ for the two versions, but services use only what both have.
      listener as never,
    )
    // This is the server that listens: only then does Node.js end a client whose headers or body take too long.
    this.#server = createServer({ keepAliveTimeout: 60_000 }, listener)
    const serveHttp1 = this.#server.listeners('connection')
    this.#server.removeAllListeners('connection').on('connection', (socket: Socket) => {
      this.#track(socket)
      detectHttpVersion(socket, version => {
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
