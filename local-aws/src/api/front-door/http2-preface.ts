import type { Socket } from 'node:net'

/** "The client connection preface starts with a sequence of 24 octets" (RFC 9113, 3.4), and no HTTP/1.1 request does. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

export type HttpVersion = 'HTTP/1.1' | 'HTTP/2'

/**
 * Reads from a new connection until its HTTP version is known, then puts the bytes back. A connection that ends or
 * fails before that is closed; a silent connection waits and consumes nothing.
 */
export function detectHttpVersion(socket: Socket, found: (version: HttpVersion) => void): void {
  let received = Buffer.alloc(0)
  const close = () => void socket.destroy()
  const read = () => {
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
      received = Buffer.concat([received, chunk])
    }
    const isPreface = PREFACE.subarray(0, received.length).equals(received.subarray(0, PREFACE.length))
    if (isPreface && received.length < PREFACE.length) return
    socket.off('readable', read).off('end', close).off('error', close)
    socket.unshift(received)
    found(isPreface ? 'HTTP/2' : 'HTTP/1.1')
  }
  socket.on('readable', read).on('end', close).on('error', close)
}
