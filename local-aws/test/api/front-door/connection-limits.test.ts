import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { HttpServer } from '../../../src/api/front-door/http-server.ts'
import { readBody } from '../../../src/api/front-door/request-body.ts'

const SHORT = { headersMs: 100, requestMs: 200, idleMs: 100, connections: 20 }
const server = new HttpServer(async (request, response) => {
  const body = await readBody(request, 1_000).catch((error: Error) => error)
  response.end(body instanceof Error ? body.message : 'whole')
}, SHORT)
let port: number
beforeAll(async () => {
  port = await server.listen('127.0.0.1', 0)
})
afterAll(() => server.close())

const HEADERS = 'POST / HTTP/1.1\r\nHost: a\r\n'

/** A connection that sends this, and then nothing. */
function sending(bytes: string): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.resume().write(bytes)
  return socket
}

/** `once` would fail on a reset before. */
const closed = (socket: { once(event: 'close', then: () => void): unknown }) =>
  new Promise<void>(resolve => socket.once('close', resolve))

describe('a connection ends', () => {
  /** @own the time for a request's headers */
  test.each([
    ['that sends nothing', ''],
    ['that sends half of the HTTP/2 preface', 'PRI * HTTP/2.0\r\n'],
    ['that sends half of its headers', 'POST / HTTP/1.1\r\nHost'],
    ['that sends half of its body', `${HEADERS}Content-Length: 8\r\n\r\nhalf`],
    ['that sends no last chunk', `${HEADERS}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`],
    ['that has been answered, and sends nothing more', `${HEADERS}Content-Length: 4\r\n\r\nfull`],
  ])('%s', async (_, bytes) => {
    await closed(sending(bytes))
  })

  /** @own the time that a connection over HTTP/2 may be idle */
  test('over HTTP/2, once it has no request', async () => {
    const session = connectHttp2(`http://127.0.0.1:${port}`)
    const stream = session.request({ ':method': 'POST' })
    stream.resume().end('full')
    await closed(stream)
    await closed(session)
  })
})

/** @own the time for a request over HTTP/2 */
test('a stream over HTTP/2 ends that sends half of its body', async () => {
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  const stream = session.request({ ':method': 'POST' }, { endStream: false }).on('error', () => {})
  stream.write('half')
  await closed(stream)
  session.destroy()
})

/** @own the number of connections */
test('more connections than the limit are closed; when some have gone, others are served', async () => {
  const held = Array.from({ length: SHORT.connections }, () => sending(`${HEADERS}Content-Length: 8\r\n\r\n`))
  await Promise.all(held.map(socket => once(socket, 'ready')))
  await closed(sending('POST'))
  await Promise.all(held.map(closed))

  const [answer] = await once(sending(`${HEADERS}Content-Length: 4\r\n\r\nfull`), 'data')
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 .*whole/s)
})

/** @own the size of a body */
test('a body that is too large is refused, whether its length is announced or not', async () => {
  const answer = async (bytes: string) => String((await once(sending(HEADERS + bytes), 'data'))[0])
  const large = 'x'.repeat(1_001)
  const message = 'The request body may be at most 1000 bytes long.'
  expect(await answer(`Content-Length: 1000\r\n\r\n${'x'.repeat(1_000)}`)).toContain('whole')
  expect(await answer(`Content-Length: 1001\r\n\r\n${large}`)).toContain(message)
  expect(await answer(`Transfer-Encoding: chunked\r\n\r\n3e9\r\n${large}\r\n0\r\n\r\n`)).toContain(message)
})
