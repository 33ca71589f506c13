import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { readPayload } from '../../../src/proxy/request-payload.ts'
import { ApiRig, get } from './api-rig.ts'

let rig: ApiRig
let echo: string

beforeAll(async () => {
  rig = await ApiRig.started()
  echo = await rig.function('async event => event')
})
afterAll(() => rig.close())

/** A function that works longer than anyone waits. */
const NEVER = '() => new Promise(resolve => setTimeout(resolve, 600_000))'

const NOT_FOUND = { status: 404, text: '{"message":"Not Found"}' }
const UNAVAILABLE = { status: 503, text: '{"message":"Service Unavailable"}' }

/**
 * @documented API Gateway Developer Guide, Create routes for HTTP APIs: without a route that matches, the API
 *   returns {"message":"Not Found"}
 */
test('no API, no route, no stage: 404 ("the API returns {"message":"Not Found"}")', async () => {
  const endpoint = await rig.api({ 'GET /here': echo }, { StageName: 'only' })

  expect(await get(`${endpoint}/only/here`)).toMatchObject({ status: 200 })
  expect(await get(`${endpoint}/only/there`)).toMatchObject(NOT_FOUND)
  expect(await get(`${endpoint}/here`)).toMatchObject(NOT_FOUND)
  expect(await get(endpoint)).toMatchObject(NOT_FOUND)
  expect(await get(`${rig.account.endpoint}/_aws/execute-api/none/here`)).toMatchObject(NOT_FOUND)
})

/** @documented API Gateway Developer Guide, Quotas: "Integration timeout: 30 seconds" */
test('a function that does not answer within the timeout: 503 ("Integration timeout: 30 seconds")', async () => {
  const slow = await rig.function(NEVER)
  const endpoint = await rig.api({ 'GET /': slow })
  const before = rig.clock.now()
  const answer = get(`${endpoint}/`)
  await rig.untilInvoked(slow)

  await rig.clock.advanceBy({ seconds: 30 })

  expect(await answer).toMatchObject(UNAVAILABLE)
  expect(rig.clock.now() - before).toBe(30_000)
})

/** @own not documented by AWS: the status where a function is throttled */
test('a function that is throttled: 503', async () => {
  const busy = await rig.function('async () => {}', { ReservedConcurrentExecutions: 0 })
  const endpoint = await rig.api({ 'GET /': busy })

  expect(await get(`${endpoint}/`)).toMatchObject(UNAVAILABLE)
})

/**
 * @documented API Gateway Developer Guide, Troubleshooting issues with HTTP API Lambda integrations: where
 *   the function cannot be invoked, the API returns {"message":"Internal Server Error"}
 */
test('a function that does not exist: 500', async () => {
  const endpoint = await rig.api({ 'GET /': 'arn:aws:lambda:us-east-1:000000000000:function:none' })

  expect(await get(`${endpoint}/`)).toMatchObject({
    status: 500,
    text: '{"message":"Internal Server Error"}',
  })
})

describe('a function whose policy lets an API invoke it for a source ARN', () => {
  const DENIED = { status: 500, text: '{"message":"Internal Server Error"}' }

  /**
   * @documented Lambda API Reference, AddPermission, SourceArn: the ARN that invokes, of API, stage, method
   *   and path
   */
  test.each([
    ['GET /pets/{id}', '*/*/pets/{id}', true],
    ['GET /pets/{id}', '$default/GET/pets/{id}', true],
    ['GET /pets/{id}', '*/POST/pets/{id}', false],
    ['GET /pets/{id}', 'other/*/*', false],
    ['ANY /pets/{id}', '*/GET/*', true],
    ['ANY /{proxy+}', '*/*/{proxy+}', true],
    ['$default', '*/*', true],
    ['$default', '*/$default', true],
  ])('%s by %s: %p', async (route, source, isInvoked) => {
    const arn = await rig.closedFunction('async () => "here"')
    const endpoint = await rig.api({ [route]: arn })
    await rig.permit(
      arn,
      `${rig.account.arn('execute-api', new URL(endpoint).pathname.split('/').pop() ?? '')}/${source}`,
    )

    expect(await get(`${endpoint}/pets/1`)).toMatchObject(isInvoked ? { status: 200 } : DENIED)
  })

  /**
   * @documented API Gateway Developer Guide, Troubleshooting issues with HTTP API Lambda integrations: the
   *   function's policy must let the API invoke it
   */
  test('is not invoked by another API, nor one without a policy by any', async () => {
    const arn = await rig.closedFunction('async () => "here"')
    const endpoint = await rig.api({ 'GET /': arn })
    expect(await get(endpoint)).toMatchObject(DENIED)
    await rig.permit(arn, `${rig.account.arn('execute-api', 'another')}/*/*`)
    expect(await get(endpoint)).toMatchObject(DENIED)
  })
})

describe('a client that disconnects does no harm', () => {
  const sendRaw = (endpoint: string, text: string) => {
    const { hostname, port } = new URL(endpoint)
    const socket = connect(Number(port), hostname)
    socket.write(text)
    return socket
  }

  /** @own connections that clients end */
  test('while the function works', async () => {
    const slow = await rig.function(NEVER)
    const endpoint = await rig.api({ 'GET /': slow, 'GET /echo': echo })
    const { pathname, host } = new URL(endpoint)
    const socket = sendRaw(endpoint, `GET ${pathname}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    await rig.untilInvoked(slow)

    socket.destroy()
    await rig.clock.advanceBy({ seconds: 30 })

    expect(await get(`${endpoint}/echo`)).toMatchObject({ status: 200 })
  })

  /** @own connections that clients end */
  test('before its request is whole', async () => {
    const read = new Promise(resolve => {
      const server = createServer(async request => {
        setImmediate(() => socket.destroy())
        resolve(await readPayload(request).catch(error => error))
        server.close()
      })
      let socket: Socket
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo
        socket = sendRaw(
          `http://127.0.0.1:${port}`,
          'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf',
        )
      })
    })

    expect(await read).toBe('aborted')
  })
})

/** @documented API Gateway Developer Guide, Quotas: "Payload size: 10 MB" */
test('a body of more than 10 MB: 413 ("Payload size: 10 MB")', async () => {
  const endpoint = await rig.api({ 'POST /': echo })
  const body = 'x'.repeat(10 * 1024 * 1024 + 1)

  expect(await get(`${endpoint}/`, { method: 'POST', body })).toMatchObject({
    status: 413,
    text: '{"message":"Request Entity Too Large"}',
  })
})

/**
 * @documented Lambda Developer Guide, Quotas: invocation payload: "6 MB each for request and response
 *   (synchronous)"
 */
test('an event of more than 6 MB, base64 included: 413 ("6 MB each for request and response")', async () => {
  const length = await rig.function('async ({ body }) => Buffer.from(body, "base64").length')
  const endpoint = await rig.api({ 'POST /': length })
  const post = (bytes: number) =>
    get(`${endpoint}/`, {
      method: 'POST',
      body: Buffer.alloc(bytes),
      headers: { 'content-type': 'video/mp4' },
    })

  expect(await post(4_500_000)).toMatchObject({ status: 200, text: '4500000' })
  expect(await post(4_750_000)).toMatchObject({
    status: 413,
    text: '{"message":"Request Entity Too Large"}',
  })
})

/**
 * @documented Lambda Developer Guide, Quotas: invocation payload: "6 MB each for request and response
 *   (synchronous)"
 */
test('a response of more than 6 MB: 500', async () => {
  const verbose = await rig.function('async () => "x".repeat(6_300_000)')
  const endpoint = await rig.api({ 'GET /': verbose })

  expect(await get(`${endpoint}/`)).toMatchObject({ status: 500 })
})
