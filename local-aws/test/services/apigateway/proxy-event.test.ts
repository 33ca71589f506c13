import { request as httpRequest } from 'node:http'
import { ApiRig, get, getSigned } from './api-rig.ts'

/*
 * The event is that of the API Gateway guide, "Create AWS Lambda proxy integrations for HTTP APIs", payload
 * format 2.0.
 */

let rig: ApiRig
let endpoint: string

beforeAll(async () => {
  rig = await ApiRig.started()
  const echo = await rig.function('async event => event')
  endpoint = await rig.api(
    {
      'GET /purchases/{id}': { function: echo, AuthorizationType: 'AWS_IAM' },
      'ANY /open/{proxy+}': echo,
      $default: echo,
    },
    { StageVariables: { colour: 'blue' } },
    { StageName: 'dev' },
  )
})
afterAll(() => rig.close())

async function eventOf(path: string, init: RequestInit = {}) {
  return JSON.parse((await get(`${endpoint}${path}`, init)).text)
}

/** Sends header lines as they are; `fetch` would join and sort them. */
function rawEventOf(path: string, headers: string[]): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const lines = ['Host', new URL(endpoint).host, ...headers]
    const request = httpRequest(`${endpoint}${path}`, { headers: lines }, async response => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      resolve(JSON.parse(Buffer.concat(chunks).toString()))
    })
    request.on('error', reject).end()
  })
}

/**
 * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs: the event of
 *   payload format 2.0
 */
test('the whole event of a signed request', async () => {
  const { host } = new URL(endpoint)
  const apiId = endpoint.slice(endpoint.lastIndexOf('/') + 1)

  const { text, headers } = await getSigned(rig, `${endpoint}/purchases/42`, {
    query: { verbose: 'true' },
    headers: { 'user-agent': 'test', 'x-amzn-trace-id': 'Root=1-2-3' },
  })

  expect(JSON.parse(text)).toEqual({
    version: '2.0',
    routeKey: 'GET /purchases/{id}',
    rawPath: '/purchases/42',
    rawQueryString: 'verbose=true',
    headers: expect.objectContaining({
      host,
      'user-agent': 'test',
      'x-amzn-trace-id': 'Root=1-2-3',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': new URL(endpoint).port,
      'x-forwarded-proto': 'http',
    }),
    queryStringParameters: { verbose: 'true' },
    pathParameters: { id: '42' },
    stageVariables: { colour: 'blue' },
    requestContext: {
      accountId: '000000000000',
      apiId,
      authorizer: {
        iam: {
          accessKey: rig.developer.accessKeyId,
          accountId: '000000000000',
          callerId: 'test',
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: 'arn:aws:iam::000000000000:user/test',
          userId: 'test',
        },
      },
      domainName: host,
      domainPrefix: apiId,
      http: {
        method: 'GET',
        path: '/purchases/42',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
      requestId: headers.get('apigw-requestid'),
      routeKey: 'GET /purchases/{id}',
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: Date.UTC(2026, 0, 1),
    },
    isBase64Encoded: false,
  })
})

/**
 * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs: the event of
 *   payload format 2.0
 */
test('missing parameters, cookies, body and authorizer are omitted', async () => {
  const event = await eventOf('/nothing')

  for (const name of ['queryStringParameters', 'pathParameters', 'cookies', 'body']) {
    expect(event).not.toHaveProperty(name)
  }
  expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false })
  expect(event.requestContext).not.toHaveProperty('authorizer')
})

/**
 * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs: "Duplicate
 *   headers are combined with commas"
 */
test('repeated headers and parameters are combined with commas ("Duplicate headers are combined with commas")', async () => {
  const event = await rawEventOf('/x?id=1&id=2&name=a%20b%2Cc+d', [
    'X-List',
    'a',
    'x-list',
    'b',
    'X-One',
    '1',
  ])

  expect(event).toMatchObject({
    headers: { 'x-list': 'a,b', 'x-one': '1' },
    rawQueryString: 'id=1&id=2&name=a%20b%2Cc+d',
    queryStringParameters: { id: '1,2', name: 'a b,c d' },
  })
})

/**
 * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs: "Format 2.0
 *   includes a new cookies field"
 */
test('cookies are apart ("Format 2.0 includes a new cookies field")', async () => {
  const event = await rawEventOf('/x', ['Cookie', 'a=1; b=2', 'Cookie', 'c=3'])

  expect(event).toMatchObject({ cookies: ['a=1', 'b=2', 'c=3'] })
  expect(event.headers).not.toHaveProperty('cookie')
})

/** @own the headers of one connection */
test('headers of one connection do not reach the function', async () => {
  const { headers } = await rawEventOf('/x', ['Connection', 'close', 'TE', 'trailers', 'X-Kept', '1'])

  expect(Object.keys(headers as object)).not.toEqual(expect.arrayContaining(['connection']))
  expect(headers).not.toHaveProperty('te')
  expect(headers).toHaveProperty('x-kept')
})

/** @own not documented by AWS: rawPath is decoded and the query is not, as others saw */
test('rawPath is decoded, the query is not (as seen on AWS: honojs/hono#2156)', async () => {
  expect(await eventOf('/open/a%20b/%C3%BC?q=%C3%BC')).toMatchObject({
    rawPath: '/open/a b/ü',
    rawQueryString: 'q=%C3%BC',
    pathParameters: { proxy: 'a b/ü' },
    requestContext: { http: { path: '/open/a b/ü' } },
  })
})

describe('the body', () => {
  /**
   * @documented API Gateway Developer Guide, Create AWS Lambda proxy integrations for HTTP APIs:
   *   isBase64Encoded tells whether the body is text
   */
  test.each([
    ['application/json', '{"a":"ü"}'],
    ['application/json; charset=utf-8', '{"a":"ü"}'],
    ['text/csv', 'a,ü'],
    ['application/xml', '<a/>'],
  ])('of type %s is text', async (type, body) => {
    const event = await eventOf('/x', { method: 'POST', body, headers: { 'content-type': type } })

    expect(event).toMatchObject({ body, isBase64Encoded: false })
  })

  /**
   * @documented API Gateway Developer Guide, Working with binary media types for HTTP APIs: "If the content
   *   type of the request is binary, the body is base64-encoded"
   */
  test.each(['application/octet-stream', 'image/png', 'application/x-www-form-urlencoded'])(
    'of type %s is base64 ("If the content type of the request is binary, the body is base64-encoded")',
    async type => {
      const bytes = Buffer.from([0, 255, 65])
      const event = await eventOf('/x', { method: 'POST', body: bytes, headers: { 'content-type': type } })

      expect(event).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true })
    },
  )
})

/**
 * @documented API Gateway Developer Guide, Stages for HTTP APIs: the stage is the first segment of the path
 */
test('a named stage is a part of the path, and of rawPath', async () => {
  expect(await eventOf('/dev/open/1')).toMatchObject({
    rawPath: '/dev/open/1',
    routeKey: 'ANY /open/{proxy+}',
    pathParameters: { proxy: '1' },
    requestContext: { stage: 'dev', http: { path: '/dev/open/1' } },
  })
  expect(await eventOf('/dev')).toMatchObject({ routeKey: '$default', requestContext: { stage: 'dev' } })
  expect(await eventOf('/developer')).toMatchObject({ requestContext: { stage: '$default' } })
})

/** @documented X-Ray Developer Guide, Tracing header: a service adds it to a request that has none */
test('a request without a trace gets one', async () => {
  const { headers } = await eventOf('/x')

  expect(headers['x-amzn-trace-id']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)
})
