import { ApiRig, get } from './api-rig.ts'

/*
 * "Format of the Lambda function response", payload format 2.0, of the API Gateway guide's "Create AWS Lambda
 * proxy integrations for HTTP APIs".
 */

let rig: ApiRig
let endpoint: string

beforeAll(async () => {
  rig = await ApiRig.started()
  const mirror = await rig.function('async event => JSON.parse(event.body)')
  const failing = await rig.function('async () => { throw new Error("no") }')
  const silent = await rig.function('async () => {}')
  endpoint = await rig.api({ 'POST /': mirror, 'GET /failing': failing, 'GET /silent': silent })
})
afterAll(() => rig.close())

/** What a client sees of a function that returns `value`. */
const returning = (value: unknown) =>
  get(`${endpoint}/`, {
    method: 'POST',
    body: JSON.stringify(value),
    headers: { 'content-type': 'application/json' },
  })

/**
 * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs, Format of the
 *   Lambda function response: JSON without a statusCode is the body of a 200
 */
test.each([[{ message: 'Hello' }], [['a']], ['Hello from Lambda!'], [42]])(
  '%j without a statusCode is a 200 with that JSON as its body',
  async value => {
    const { status, headers, text } = await returning(value)

    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json')
    expect(text).toBe(JSON.stringify(value))
  },
)

/**
 * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs, Format of the
 *   Lambda function response: JSON without a statusCode is the body of a 200
 */
test('a function that returns nothing also gives 200', async () => {
  expect(await get(`${endpoint}/silent`)).toMatchObject({ status: 200, text: 'null' })
})

/**
 * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs, Format of the
 *   Lambda function response: statusCode, headers and body
 */
test('with a statusCode it is the response', async () => {
  const { status, headers, text } = await returning({
    statusCode: 202,
    headers: { 'Content-Type': 'application/problem+json', 'X-Number': 1, 'X-Flag': true },
    body: '{"a":"ü"}',
  })

  expect({ status, text }).toEqual({ status: 202, text: '{"a":"ü"}' })
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(headers.get('x-number')).toBe('1')
  expect(headers.get('x-flag')).toBe('true')
  expect(headers.get('apigw-requestid')).toMatch(/^[\w+/]{15}=$/)
})

/** @own not documented by AWS: the content type of a response without one */
test('without a content type it is plain text', async () => {
  const { headers, text } = await returning({ statusCode: 200, body: 'x' })

  expect(headers.get('content-type')).toBe('text/plain;charset=UTF-8')
  expect(text).toBe('x')
})

/**
 * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs, Format of the
 *   Lambda function response: cookies
 */
test('each cookie becomes a set-cookie header', async () => {
  const { headers } = await returning({ statusCode: 204, cookies: ['a=1; HttpOnly', 'b=2'] })

  expect(headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
})

/**
 * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs, Format of the
 *   Lambda function response: isBase64Encoded
 */
test('a base64 body is decoded', async () => {
  const bytes = Buffer.from([65, 0, 66])
  const body = bytes.toString('base64')

  const { text } = await returning({ statusCode: 200, body, isBase64Encoded: true })

  expect(Buffer.from(text)).toEqual(bytes)
})

/**
 * @documented API Gateway Developer Guide, Troubleshooting issues with HTTP API Lambda integrations: where
 *   the integration fails, the API returns {"message":"Internal Server Error"}
 */
test.each([
  { statusCode: 'many' },
  { statusCode: 99 },
  { statusCode: 200, body: { an: 'object' } },
  { statusCode: 200, headers: 'none' },
  { statusCode: 200, cookies: 'a=1' },
  // HTTP cannot transmit these.
  { statusCode: 101 },
  { statusCode: 302, headers: { location: '/größe/日本' } },
  { statusCode: 200, headers: { a: 'b\r\nset-cookie: c=d' } },
  { statusCode: 200, headers: { 'a\nb': 'c' } },
  { statusCode: 200, headers: { '': 'c' } },
  { statusCode: 200, headers: { ':status': '500' } },
  { statusCode: 200, cookies: ['a=b\nc'] },
])('%j is malformed: 500', async value => {
  expect(await returning(value)).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' })
})

/** @own headers of a connection, which the server sets */
test.each([
  { connection: 'upgrade', upgrade: 'h2c', 'http2-settings': 'a' },
  { 'transfer-encoding': 'chunked', te: 'gzip', trailer: 'a' },
  { 'keep-alive': 'timeout=1', 'proxy-connection': 'keep-alive' },
])('%j is not sent', async headers => {
  const answer = await returning({ statusCode: 200, headers, body: 'x' })

  expect(answer).toMatchObject({ status: 200, text: 'x' })
  const sent = Object.entries(headers).filter(([name, value]) => answer.headers.get(name) === value)
  expect(sent).toEqual([])
})

/**
 * @documented API Gateway Developer Guide, Troubleshooting issues with HTTP API Lambda integrations: where
 *   the integration fails, the API returns {"message":"Internal Server Error"}
 */
test('a function that throws gives 500 without details', async () => {
  expect(await get(`${endpoint}/failing`)).toMatchObject({
    status: 500,
    text: '{"message":"Internal Server Error"}',
  })
})
