import { Http2Connection } from '../../api/front-door/http2-request.ts'
import { sign } from '../../identity/signer.ts'
import { grant } from '../../needed-permissions.ts'
import { administratorRole, setRolePolicies } from '../../role-policies.ts'
import { ApiRig, get, getSigned } from './api-rig.ts'

/** Whatever was wrong; the access log knows more. */
const FORBIDDEN = { status: 403, text: '{"message":"Forbidden"}' }

let rig: ApiRig
let endpoint: string

beforeAll(async () => {
  rig = await ApiRig.started()
  const echo = await rig.function('async event => event')
  endpoint = await rig.api({
    'ANY /{proxy+}': { function: echo, AuthorizationType: 'AWS_IAM' },
    'GET /open': echo,
    'POST /open': echo,
  })
})
afterAll(() => rig.close())

/**
 * @documented API Gateway Developer Guide, IAM authorization for HTTP APIs: requests are signed with
 *   Signature Version 4
 */
test('a signed request passes, with a body, an odd path and a query', async () => {
  const answer = await getSigned(rig, `${endpoint}/a%20b/%C3%BC`, {
    method: 'POST',
    body: '{"sku":"ü"}',
    query: { q: 'a b+c', id: ['2', '1'] },
    headers: { 'content-type': 'application/json' },
  })

  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.text)).toMatchObject({ rawPath: '/a b/ü', body: '{"sku":"ü"}' })
})

/** @own HTTP/2 */
test('over HTTP/2 `:authority` is the host that was signed, and no pseudo-header gets to the function', async () => {
  const { host, pathname } = new URL(`${endpoint}/x`)
  const { url, headers } = await sign(
    { method: 'GET', path: pathname, headers: { host } },
    { credentials: rig.developer, date: new Date(rig.clock.now()) },
  )
  const connection = new Http2Connection(rig.account.endpoint)
  const { host: _, ...others } = headers
  const request = { ':method': 'GET', ':path': url, ...others }

  const { status, text } = await connection.send(request)
  expect(status).toBe(200)
  expect(JSON.parse(text).headers.host).toBe(host)
  expect(Object.keys(JSON.parse(text).headers).filter(name => name.startsWith(':'))).toEqual([])

  const elsewhere = { ...request, ':authority': host.replace('127.0.0.1', 'localhost') }
  expect(await connection.send(elsewhere)).toMatchObject(FORBIDDEN)
  connection.close()
})

/** @documented IAM User Guide, Signature Version 4, Query parameters: the signature may be in the URL */
test('a presigned URL passes', async () => {
  expect(await getSigned(rig, `${endpoint}/x`, {}, { presignedFor: 60 })).toMatchObject({ status: 200 })
})

/**
 * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs:
 *   requestContext.authorizer.iam
 */
test('the function learns which role called', async () => {
  administratorRole(rig.account, 'client')
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/client', 'session')

  const { text } = await getSigned(rig, `${endpoint}/x`, {}, { credentials })

  expect(JSON.parse(text).requestContext.authorizer.iam).toMatchObject({
    accessKey: credentials.accessKeyId,
    userArn: 'arn:aws:sts::000000000000:assumed-role/client/session',
  })
})

/**
 * @documented API Gateway Developer Guide, IAM authorization for HTTP APIs: the caller needs
 *   execute-api:Invoke
 */
test('a role that is denied execute-api:Invoke is forbidden, where and as long as it is ("IAM authorization")', async () => {
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/denied', 'session')
  const Resource = 'arn:aws:execute-api:us-east-1:000000000000:*/*/GET/kept'
  administratorRole(rig.account, 'denied', { Action: 'execute-api:Invoke', Resource })
  expect(await getSigned(rig, `${endpoint}/kept`, {}, { credentials })).toMatchObject(FORBIDDEN)
  expect(await getSigned(rig, `${endpoint}/other`, {}, { credentials })).toMatchObject({ status: 200 })

  administratorRole(rig.account, 'denied')
  expect(await getSigned(rig, `${endpoint}/kept`, {}, { credentials })).toMatchObject({ status: 200 })
})

/**
 * @documented API Gateway Developer Guide, IAM authorization for HTTP APIs: the caller needs execute-api:Invoke on
 *   the stage, the method and the path of the API
 */
test('a role invokes what its policies allow, and nothing else', async () => {
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/limited', 'session')
  const status = async (path: string) =>
    (await getSigned(rig, `${endpoint}/${path}`, {}, { credentials })).status
  grant(rig.account, 'limited', [])
  expect(await status('kept')).toBe(403)
  grant(rig.account, 'limited', ['execute-api:Invoke arn:aws:execute-api:us-east-1:000000000000:*/GET/kept'])
  expect(await status('kept')).toBe(200)
  expect(await status('other')).toBe(403)
})

/** @documented IAM User Guide, AWS global condition context keys, aws:SourceIp and aws:UserAgent: of the HTTP request */
test.each([
  ['aws:SourceIp', 'IpAddress', '127.0.0.1', '10.0.0.1'],
  ['aws:UserAgent', 'StringLike', 'shop/*', 'other/*'],
])('a policy may ask for %s', async (key, operator, given, other) => {
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/nearby', 'session')
  const asked = async (value: string) => {
    const Condition = { [operator]: { [key]: value } }
    const Statement = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*', Condition }
    setRolePolicies(rig.account, 'nearby', [{ Statement }])
    const headers = { 'user-agent': 'shop/1' }
    return (await getSigned(rig, `${endpoint}/kept`, { headers }, { credentials })).status
  }
  expect(await asked(given)).toBe(200)
  expect(await asked(other)).toBe(403)
})

/**
 * @documented API Gateway Developer Guide, IAM authorization for HTTP APIs: an unsigned request is forbidden
 */
test('an unsigned request is forbidden, except on an open route', async () => {
  expect(await get(`${endpoint}/x`)).toMatchObject(FORBIDDEN)
  expect(await get(`${endpoint}/open`)).toMatchObject({ status: 200 })
})

/**
 * @documented CloudFormation Template Reference, AWS::ApiGatewayV2::Route, AuthorizationType: "NONE for open
 *   access"
 */
test('an open route accepts forms from any browser ("NONE for open access")', async () => {
  const form = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  const { status, text } = await get(`${endpoint}/open?token=a.b`, { method: 'POST', body: form })

  const { body, isBase64Encoded, ...event } = JSON.parse(text)
  expect(status).toBe(200)
  expect(isBase64Encoded).toBe(true)
  expect(Buffer.from(body, 'base64').toString()).toBe('List-Unsubscribe=One-Click')
  expect(event).toMatchObject({
    routeKey: 'POST /open',
    queryStringParameters: { token: 'a.b' },
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
  })
  expect(event.requestContext).not.toHaveProperty('authorizer')
})

/**
 * @documented CloudFormation Template Reference, AWS::ApiGatewayV2::Route, AuthorizationType: "NONE for open
 *   access"
 */
test('an open route ignores a signature', async () => {
  const credentials = { ...rig.developer, secretAccessKey: 'wrong' }

  const answer = await getSigned(rig, `${endpoint}/open`, {}, { credentials })

  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.text).requestContext).not.toHaveProperty('authorizer')
})

/**
 * @documented API Gateway Developer Guide, IAM authorization for HTTP APIs: a signature that does not match
 *   is forbidden
 */
test.each([
  ['wrong secret', () => ({ credentials: { ...rig.developer, secretAccessKey: 'wrong' } })],
  ['unknown key', () => ({ credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'local' } })],
  ['old signature', () => ({ date: new Date(Date.UTC(2025, 11, 31)) })],
  ['signature for SQS', () => ({ service: 'sqs' })],
])('a %s is forbidden', async (_, signing) => {
  expect(await getSigned(rig, `${endpoint}/x`, {}, signing())).toMatchObject(FORBIDDEN)
})

/**
 * @documented API Gateway Developer Guide, IAM authorization for HTTP APIs: requests are signed with
 *   Signature Version 4
 */
test('an Authorization header that is not a signature is forbidden', async () => {
  expect(await get(`${endpoint}/x`, { headers: { authorization: 'Bearer abc' } })).toMatchObject(FORBIDDEN)
})
