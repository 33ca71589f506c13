import { once } from 'node:events'
import { connect } from 'node:net'
import { LocalAws } from '../../../src/local-aws.ts'
import { sign } from '../../identity/signer.ts'
import { send } from './raw-request.ts'

/*
 * A page can let its own name point to 127.0.0.1 (DNS rebinding): its browser takes the server for the page's own
 * origin, sends no Origin, and lets the page read the answer. What gives it away is the Host header.
 */

let aws: LocalAws
beforeAll(async () => {
  aws = await LocalAws.start()
})
afterAll(() => aws.stop())

const inbox = (host: string, target = '/_aws/ses') => send(aws.endpoint, target, { headers: { host } })

test.each([
  '127.0.0.1',
  '127.0.0.1:4566',
  '127.8.9.10',
  '127.0.0.1.',
  'localhost',
  'LOCALHOST:80',
  'localhost.:1234',
  '[::1]',
  '[::1]:4566',
  'videos.s3.localhost:4566',
  'my_bucket.localhost',
])('the host %j is served', async host => {
  expect(await inbox(host)).toMatchObject({ status: 200, text: '{"messages":[]}' })
})

test('two Host headers are refused in either order', async () => {
  const socket = connect(Number(new URL(aws.endpoint).port), '127.0.0.1')
  socket.end('GET /_aws/ses HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1\.1 403 /)
})

test('a path that looks like a host is an unknown path', async () => {
  for (const path of ['//', '//[', '/\\']) {
    const headers = { host: '127.0.0.1' }
    const signing = { credentials: aws.developer, service: 'lambda', date: new Date() }
    const signed = await sign({ path, headers }, signing)
    const { status } = await send(aws.endpoint, path, { headers: signed.headers })
    expect(status).toBe(404)
  }
})

test.each([
  'evil.example',
  'evil.example:4566',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evillocalhost',
  'evil.example:80@localhost',
  'evil.example/.localhost',
  '127.0.0.1:80:80',
  '127.0.0.999',
  '10.0.0.1',
  '0.0.0.0',
  '[::ffff:7f00:1]',
  '[::2]',
])('the host %j is refused by name', async host => {
  const { status, text } = await inbox(host)
  expect(status).toBe(403)
  expect(JSON.parse(text)).toEqual({
    __type: 'ForbiddenHost',
    message: `The local AWS serves 127.0.0.1, [::1], localhost and names under localhost, not the host ${JSON.stringify(host)}: send the request to ${aws.endpoint}.`,
  })
})

test.each([
  ['the inbox', 'GET', '/_aws/ses'],
  ['the runtime API', 'POST', '/_aws/lambda-runtime/0/2018-06-01/runtime/init/error'],
  ['an HTTP API', 'POST', '/_aws/execute-api/shop/purchases'],
  ['S3', 'PUT', '/bucket/key'],
  ['a service', 'POST', '/'],
])('so it is before %s sees the request', async (_, method, target) => {
  const authorization = 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sqs/aws4_request'
  const headers = { host: 'evil.example', authorization }
  const body = method === 'GET' ? undefined : '{}'
  expect(await send(aws.endpoint, target, { method, headers, body })).toMatchObject({
    status: 403,
    headers: { 'x-amzn-errortype': 'ForbiddenHost' },
  })
})

// "the server … MUST ignore the received Host header field (if any) and instead use the host information of the
// request-target" (RFC 9112, 3.2.2): it is never served by the other one's leave.
test('a target that names a host itself must name this one too', async () => {
  expect(await inbox('localhost', 'http://evil.example/_aws/ses')).toMatchObject({ status: 403 })
  expect(await inbox('localhost', 'http://evil.example:80@localhost/_aws/ses')).toMatchObject({ status: 403 })
  expect(await inbox('evil.example', 'http://localhost/_aws/ses')).toMatchObject({ status: 403 })
  const bucket = await inbox('localhost', 'http://localhost:4566/bucket')
  expect(bucket.headers).toMatchObject({ server: 'AmazonS3' })
})

test('a request without Host, as HTTP/1.0 may have it, is refused', async () => {
  const { hostname, port } = new URL(aws.endpoint)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('data', chunk => {
    answer += chunk
  })
  socket.write('GET /_aws/ses HTTP/1.0\r\n\r\n')
  await once(socket, 'close')
  expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  expect(answer).toContain('not the host \\"\\"')
})
