import { once } from 'node:events'
import { constants } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { readBody } from '../../../src/api/front-door/request-body.ts'
import type { ServiceApi, UnverifiedContext } from '../../../src/api/service-api.ts'
import { Rig } from '../../rig.ts'
import { answerOf, Http2Connection } from './http2-request.ts'

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const EMPTY_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])

const rig = Rig.stepped()
const contexts: UnverifiedContext[] = []
const bodies: (Buffer | Error)[] = []
let hold: Promise<void> | undefined

/** Answers with what it was asked. */
const api: ServiceApi = {
  signingName: 'sqs',
  operations: [],
  serve() {},
  async serveUnverified(request, response, context) {
    contexts.push(context)
    const body = await readBody(request, 8 * 1024 ** 2).catch((error: Error) => error)
    bodies.push(body)
    await hold
    const { method, url, headers, rawHeaders, httpVersion } = request
    response.end(JSON.stringify({ method, url, headers, rawHeaders, httpVersion, body: String(body) }))
  },
}

let connection: Http2Connection
beforeAll(() => rig.open([api]))
beforeEach(() => {
  connection = new Http2Connection(rig.account.endpoint)
  for (const list of [contexts, bodies]) list.splice(0)
  hold = undefined
})
afterEach(() => connection.close())
afterAll(() => rig.close())

const authorization =
  'AWS4-HMAC-SHA256 Credential=jo/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0'
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise(resolve => setImmediate(resolve))
}
const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
}

/** A connection that sends just these bytes. */
function raw(): Socket {
  const { hostname, port } = new URL(rig.account.endpoint)
  return connect(Number(port), hostname)
}
async function overHttp1(headers: Record<string, string> = {}) {
  const response = await fetch(`${rig.account.endpoint}/one`, { headers: { authorization, ...headers } })
  return response.json()
}

test('services see a request as over HTTP/1.1: with Host, without pseudo-headers', async () => {
  const { host } = new URL(rig.account.endpoint)
  const { status, text } = await connection.send({ ':path': '/a?b=c', authorization, 'x-thing': '1' }, 'body')
  expect(status).toBe(200)
  expect(JSON.parse(text)).toEqual({
    method: 'POST',
    url: '/a?b=c',
    headers: { host, authorization, 'x-thing': '1' },
    rawHeaders: ['host', host, 'authorization', authorization, 'x-thing', '1'],
    httpVersion: '2.0',
    body: 'body',
  })
})

test('both versions are served on one port, many requests on one connection', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => connection.send({ ':path': `/${index}`, authorization })),
  )
  expect(answers.map(({ text }) => JSON.parse(text).url)).toEqual(answers.map((_, index) => `/${index}`))
  expect(await overHttp1()).toMatchObject({ httpVersion: '1.1', url: '/one' })
})

test('a request and a response with bodies of megabytes are transferred', async () => {
  const { text } = await connection.send({ authorization }, 'x'.repeat(5_000_000))
  expect(JSON.parse(text).body).toHaveLength(5_000_000)
})

describe('the same is refused as over HTTP/1.1', () => {
  test.each<[string, Record<string, string>, string]>([
    ['no signature', {}, 'MissingAuthenticationToken'],
    ['a foreign name in :authority', { ':authority': 'evil.example', authorization }, 'ForbiddenHost'],
    ['a Host that :authority does not say', { host: 'evil.example', authorization }, 'ForbiddenHost'],
    ['a page of another origin', { origin: 'http://evil.example', authorization }, 'ForbiddenOrigin'],
    ['a page that sends no Origin', { 'sec-fetch-site': 'cross-site', authorization }, 'ForbiddenOrigin'],
    ['a service that is not there', { authorization: authorization.replace('sqs', 'x') }, 'NotSimulated'],
  ])('%s', async (_, headers, code) => {
    const { status, headers: answered } = await connection.send(headers, '{}')
    expect(answered['x-amzn-errortype']).toBe(code)
    expect(status).toBe(code === 'NotSimulated' ? 501 : 403)
    expect(contexts).toHaveLength(0)
  })

  test('a large unread body blocks nothing', async () => {
    const { status } = await connection.send({}, 'x'.repeat(5_000_000))
    expect(status).toBe(403)
    expect((await connection.send({ authorization })).status).toBe(200)
  })
})

describe('a client that goes away', () => {
  test.each([
    ['cancels', constants.NGHTTP2_CANCEL],
    ['closes its stream without an error, as the SDK does', constants.NGHTTP2_NO_ERROR],
  ])('%s: the signal aborts, and the other streams of the connection go on', async (_, code) => {
    let release = () => {}
    hold = new Promise(resolve => {
      release = resolve
    })
    const stream = connection.begin({ authorization }).on('error', () => {})
    stream.end()
    const other = connection.send({ ':path': '/other', authorization })
    await until(() => bodies.length === 2)
    const [left, stays] = contexts as [UnverifiedContext, UnverifiedContext]
    const aborted = once(left.signal, 'abort')
    stream.close(code)
    await aborted
    expect(stays.signal.aborted).toBe(false)
    release()
    expect(JSON.parse((await other).text).url).toBe('/other')
    expect(stays.signal.aborted).toBe(false)
  })

  test('the signal of a request that is already closed is aborted', async () => {
    let release = () => {}
    hold = new Promise(resolve => {
      release = resolve
    })
    const stream = connection.begin({ authorization }).on('error', () => {})
    stream.end()
    await until(() => bodies.length === 1)
    stream.close(constants.NGHTTP2_CANCEL)
    await turns()
    expect(contexts[0]?.signal.aborted).toBe(true)
    release()
  })

  // Node's client ends the body of a stream before it resets it, so that only the announced length tells.
  test('an incomplete body is an error: the stream is reset', async () => {
    const stream = connection.begin({ authorization, 'content-length': '8' }).on('error', () => {})
    stream.write('half')
    await until(() => contexts.length === 1)
    stream.close(constants.NGHTTP2_CANCEL)
    await until(() => bodies.length === 1)
    expect(bodies).toEqual([expect.any(Error)])
  })

  test('an incomplete body is an error: the connection breaks', async () => {
    connection
      .begin({ authorization })
      .on('error', () => {})
      .write('half')
    await until(() => contexts.length === 1)
    connection.close()
    await until(() => bodies.length === 1)
    expect(bodies).toEqual([expect.any(Error)])
  })

  test('an incomplete unread body does no harm', async () => {
    const stream = connection.begin({}).on('error', () => {})
    stream.write('half')
    await answerOf(stream).catch(() => {})
    connection.close()
    expect(await overHttp1()).toMatchObject({ url: '/one' })
  })
})

describe('the first bytes of a connection', () => {
  test('may come one by one', async () => {
    const socket = raw()
    for (const byte of PREFACE) {
      socket.write(byte)
      await turns()
    }
    socket.write(EMPTY_SETTINGS)
    const [answer] = await once(socket, 'data')
    // The server's own SETTINGS frame comes first (RFC 9113, 3.4).
    expect((answer as Buffer)[3]).toBe(4)
    socket.destroy()
  })

  test('of a request over HTTP/1.1 may come one by one, and its client may end its side', async () => {
    const { host } = new URL(rig.account.endpoint)
    const socket = raw()
    for (const byte of 'PUT') {
      socket.write(byte)
      await turns()
    }
    socket.end(` /put HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${authorization}\r\n\r\n`)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /)
    socket.destroy()
  })

  test.each([
    ['nothing', ''],
    ['a part of the preface', 'PRI * HTTP/2.0\r\n'],
  ])('%s, and then the end: the connection is closed', async (_, bytes) => {
    const socket = raw()
    socket.resume().end(bytes)
    await once(socket, 'close')
    expect(await overHttp1()).toMatchObject({ url: '/one' })
  })

  test.each([
    ['not quite the preface', 'PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n'],
    ['a preface and garbage', `${PREFACE}GET / HTTP/1.1\r\n\r\n`],
    ['neither', '\u0000\u0001\u0002\u0003'],
  ])('%s: the connection is closed, and the server serves on', async (_, bytes) => {
    const socket = raw()
    socket.on('error', () => {}).resume()
    socket.write(bytes)
    await once(socket, 'close')
    expect((await connection.send({ authorization })).status).toBe(200)
  })

  test('a connection that is reset before it sends anything does no harm', async () => {
    const socket = raw()
    await once(socket, 'connect')
    socket.write('PR')
    socket.resetAndDestroy()
    await turns()
    expect(await overHttp1()).toMatchObject({ url: '/one' })
  })
})

test('at the end all connections are closed: with a request, idle, half a preface, silent', async () => {
  const other = Rig.stepped()
  hold = new Promise(() => {})
  await other.open([api])
  const { hostname, port } = new URL(other.account.endpoint)
  const [busy, idle] = [
    new Http2Connection(other.account.endpoint),
    new Http2Connection(other.account.endpoint),
  ]
  const request = busy.send({ authorization }).catch((error: Error) => error)
  await Promise.all([until(() => bodies.length === 1), once(idle.session, 'remoteSettings')])
  const sockets = ['PRI * HT', ''].map(bytes => {
    const socket = connect(Number(port), hostname).on('error', () => {})
    socket.resume().write(bytes)
    return socket
  })
  await Promise.all(sockets.map(socket => once(socket, 'connect')))
  await turns()
  const gone = sockets.map(socket => once(socket, 'close'))
  await other.close()
  await Promise.all([busy.closed, idle.closed, ...gone])
  await request
  expect(contexts[0]?.signal.aborted).toBe(true)
})
