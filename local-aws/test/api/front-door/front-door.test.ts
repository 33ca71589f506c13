import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { FrontDoor } from '../../../src/api/front-door/front-door.ts'
import type { RequestContext, ServiceApi } from '../../../src/api/service-api.ts'
import { Rig } from '../../rig.ts'
import { signedFetch, signedHeaders } from '../../signed-request.ts'

const rig = Rig.stepped()
const contexts: RequestContext[] = []
let hold: Promise<void> | undefined

/** Answers with its own name. */
const service = (signingName: string): ServiceApi => ({
  signingName,
  operations: [],
  async serve(_request, response, context) {
    await context.body()
    contexts.push(context)
    await hold
    response.end(signingName)
  },
})

/** Verifies signatures itself. */
const OPEN_SERVICE: ServiceApi = {
  ...service('s3'),
  serveUnverified: (_, response) => void response.end('anyone'),
}

/** A service with a defect. */
const DEFECTIVE: ServiceApi = {
  ...service('kms'),
  serve: (_, response) => void response.writeHead(200, { a: 'line\nbreak' }),
}

beforeAll(() =>
  rig.open(
    [service('sqs'), service('sns'), DEFECTIVE, OPEN_SERVICE],
    [
      { prefix: '/_aws/own/', serve: (request, response) => void response.end(`own ${request.url}`) },
      {
        prefix: '/_aws/throws/',
        serve() {
          throw new Error('a defect')
        },
      },
      { prefix: '/_aws/rejects/', serve: () => Promise.reject(new Error('a defect')) },
      {
        prefix: '/_aws/breaks-off/',
        serve(_, response) {
          response.write('half')
          throw new Error('a defect')
        },
      },
    ],
  ),
)
beforeEach(() => contexts.splice(0))
afterAll(() => rig.close())

const signed = async (service: string, path = '/', credentials = rig.developer) =>
  (await signedFetch({ endpoint: rig.account.endpoint, credentials }, service, path)).text()

async function call(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${rig.account.endpoint}${path}`, { headers })
  return { status: response.status, text: await response.text() }
}

test('a request goes to the service that it was signed for, whatever its path', async () => {
  expect(await signed('sqs', '/x')).toBe('sqs')
  expect(await signed('sns', '/x')).toBe('sns')
})

describe('a signature in the URL', () => {
  const presigned = (service: string, slash: string) =>
    `/x?a=1&X-Amz-Credential=${['jo', '20260101', 'us-east-1', service, 'aws4_request'].join(slash)}`

  test.each(['/', '%2F'])('tells that a request is for S3, slashes as %j', async slash => {
    expect((await call(presigned('s3', slash))).text).toBe('anyone')
  })

  test.each(['/', '%2F'])('is taken for no other service, slashes as %j', async slash => {
    const { status, text } = await call(presigned('sns', slash))

    expect(status).toBe(403)
    expect(JSON.parse(text).message).toBe(
      'Only S3 takes signatures in the URL: sign the request to "sns" in its Authorization header.',
    )
    expect(contexts).toHaveLength(0)
  })

  test('is ignored if there is an Authorization header, even one of another kind', async () => {
    expect(await signed('sqs', presigned('s3', '/'))).toBe('sqs')
    const credentials = Buffer.from('jo:pass').toString('base64')
    const { text } = await call(presigned('sqs', '/'), { authorization: `Basic ${credentials}` })
    expect(text).toBe('anyone')
  })
})

test('a path prefix takes precedence over a signature', async () => {
  expect(await signed('sqs', '/_aws/own/thing')).toBe('own /_aws/own/thing')
})

test('an unknown service is refused by name', async () => {
  const response = await signedFetch(rig.target, 'rekognition', '/')

  expect(response.status).toBe(501)
  expect(JSON.parse(await response.text()).message).toContain('does not simulate the service "rekognition"')
})

test('a request without a signature is refused: there is no anonymous caller', async () => {
  const { status, text } = await call('/')

  expect(status).toBe(403)
  expect(JSON.parse(text).__type).toBe('MissingAuthenticationToken')
})

test('a service that accepts unsigned requests gets those whose path names one of its resources', async () => {
  const get = async (path: string) => (await call(path)).text

  expect(await get('/bucket/key')).toBe('anyone')
  expect(await signed('s3', '/bucket/key')).toBe('anyone')
  expect(await get('/')).toContain('MissingAuthenticationToken')
  expect(await get('/?list')).toContain('MissingAuthenticationToken')
})

test('the caller is the principal behind the access key', async () => {
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/shop', 'session')

  await signed('sqs', '/', credentials)

  expect(contexts.at(-1)?.caller.arn).toBe('arn:aws:sts::000000000000:assumed-role/shop/session')
})

test('the signal aborts when the client goes away unanswered, and only then', async () => {
  await signed('sqs')
  expect(contexts.at(-1)?.signal.aborted).toBe(false)

  let release = () => {}
  hold = new Promise(resolve => {
    release = resolve
  })
  const before = contexts.length
  const { hostname, port } = new URL(rig.account.endpoint)
  const socket = connect(Number(port), hostname)
  const headers = Object.entries(await signedHeaders(rig.target, 'sqs', '/', { method: 'GET' }))
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.write(`GET / HTTP/1.1\r\n${lines}\r\n`)
  while (contexts.length === before) await new Promise(resolve => setImmediate(resolve))
  const { signal } = contexts.at(-1) as RequestContext
  const aborted = new Promise(resolve => signal.addEventListener('abort', resolve))

  socket.destroy()

  await aborted
  release()
  hold = undefined
})

test('it cannot be reached from another machine', async () => {
  const { port } = new URL(rig.account.endpoint)
  const others = Object.values(networkInterfaces())
    .flatMap(addresses => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)

  expect(new URL(rig.account.endpoint).hostname).toBe('127.0.0.1')
  for (const { address } of others) await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow()
})

test('a port in use is an error; no other port is chosen silently', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => taken.once('listening', resolve))
  const door = new FrontDoor(rig.account, rig.credentials, [], [])

  await expect(door.open((taken.address() as AddressInfo).port)).rejects.toMatchObject({ code: 'EADDRINUSE' })

  await new Promise(resolve => taken.close(resolve))
})

/** @own the front door's refusals */
describe('a defect ends its request, not the process', () => {
  const written: string[] = []
  beforeEach(() => {
    written.length = 0
    jest.spyOn(process.stderr, 'write').mockImplementation(text => written.push(String(text)) > 0)
  })
  afterEach(() => jest.restoreAllMocks())

  test.each(['throws', 'rejects'])('a handler that %s', async name => {
    expect(await call(`/_aws/${name}/x`)).toMatchObject({ status: 500 })
    expect(written.join()).toContain('a defect')
  })

  test('a response with an invalid header', async () => {
    expect(JSON.parse(await signed('kms'))).toMatchObject({ __type: 'InternalFailure' })
    expect(written.join()).toContain('Invalid character in header')
  })

  test('a response that has begun is broken off', async () => {
    await expect(call('/_aws/breaks-off/x')).rejects.toThrow()
    expect(written.join()).toContain('a defect')
  })
})
