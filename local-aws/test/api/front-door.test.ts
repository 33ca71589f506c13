import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { FrontDoor } from '../../src/api/front-door.ts'
import type { RequestContext, ServiceApi } from '../../src/api/service-api.ts'
import { Rig } from '../rig.ts'

const rig = Rig.stepped()
const contexts: RequestContext[] = []
let hold: Promise<void> | undefined

/** Answers with its own name. */
const service = (signingName: string): ServiceApi => ({
  signingName,
  operations: [],
  async serve(_request, response, context) {
    contexts.push(context)
    await hold
    response.end(signingName)
  },
})

beforeAll(() =>
  rig.open(
    [service('sqs'), service('sns'), service('s3')],
    [{ prefix: '/_aws/own/', serve: (request, response) => void response.end(`own ${request.url}`) }],
  ),
)
beforeEach(() => contexts.splice(0))
afterAll(() => rig.close())

const signature = (service: string, accessKeyId = 'jo') =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`

async function call(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${rig.account.endpoint}${path}`, { headers })
  return { status: response.status, text: await response.text() }
}

test('a request goes to the service that it was signed for, whatever its path', async () => {
  expect((await call('/x', { authorization: signature('sqs') })).text).toBe('sqs')
  expect((await call('/x', { authorization: signature('sns') })).text).toBe('sns')
})

describe('a signature in the URL', () => {
  const presigned = (service: string, slash: string) =>
    `/x?a=1&X-Amz-Credential=${['jo', '20260101', 'us-east-1', service, 'aws4_request'].join(slash)}`

  test.each(['/', '%2F'])('tells that a request is for S3, slashes as %j', async slash => {
    expect((await call(presigned('s3', slash))).text).toBe('s3')
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
    expect((await call(presigned('s3', '/'), { authorization: signature('sqs') })).text).toBe('sqs')
    const credentials = Buffer.from('jo:pass').toString('base64')
    expect(await call(presigned('s3', '/'), { authorization: `Basic ${credentials}` })).toMatchObject({
      status: 403,
    })
  })
})

test('a path prefix takes precedence over a signature', async () => {
  expect((await call('/_aws/own/thing', { authorization: signature('sqs') })).text).toBe(
    'own /_aws/own/thing',
  )
})

test('an unknown service is refused by name', async () => {
  const { status, text } = await call('/', { authorization: signature('rekognition') })

  expect(status).toBe(501)
  expect(JSON.parse(text).message).toContain('does not simulate the service "rekognition"')
})

test('a request without a signature is refused: there is no anonymous caller', async () => {
  const { status, text } = await call('/')

  expect(status).toBe(403)
  expect(JSON.parse(text).__type).toBe('MissingAuthenticationToken')
})

test('a service that accepts unsigned requests gets those whose path names one of its resources', async () => {
  const open: ServiceApi = { ...service('s3'), serveAnonymous: (_, response) => void response.end('anyone') }
  const other = Rig.stepped()
  await other.open([service('sqs'), open])
  const get = async (path: string, headers = {}) =>
    (await fetch(`${other.account.endpoint}${path}`, { headers })).text()

  expect(await get('/bucket/key')).toBe('anyone')
  expect(await get('/bucket/key', { authorization: signature('s3') })).toBe('s3')
  expect(await get('/')).toContain('MissingAuthenticationToken')
  expect(await get('/?list')).toContain('MissingAuthenticationToken')

  await other.close()
})

test('the caller is the principal behind the access key', async () => {
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/shop', 'session')

  await call('/', { authorization: signature('sqs', credentials.accessKeyId) })

  expect(contexts.at(-1)?.caller.arn).toBe('arn:aws:sts::000000000000:assumed-role/shop/session')
})

test('the signal aborts when the client goes away unanswered, and only then', async () => {
  await call('/', { authorization: signature('sqs') })
  expect(contexts.at(-1)?.signal.aborted).toBe(false)

  let release = () => {}
  hold = new Promise(resolve => {
    release = resolve
  })
  const before = contexts.length
  const { hostname, port, host } = new URL(rig.account.endpoint)
  const socket = connect(Number(port), hostname)
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${signature('sqs')}\r\n\r\n`)
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
