import { problem } from '../../../lambda/contracts/problem.ts'
import { apiRequest, context } from '../invocation.ts'
import { Log } from '../log.ts'

let log: Log
type Problems = typeof import('../../../lambda/http/problems.ts')

let httpApi: typeof import('../../../lambda/http/http-api.ts')

beforeAll(async () => {
  process.env.POWERTOOLS_SERVICE_NAME = 'test-api'
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'Messaging'
  httpApi = await import('../../../lambda/http/http-api.ts')
})
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

/** The answer of a function that gives the body back. */
async function echoed(request: Parameters<typeof apiRequest>[0]) {
  const handler = httpApi.httpApiHandler(async request => ({ statusCode: 200, body: request.json() }))
  const { statusCode, headers, body } = await handler(apiRequest(request), context)
  return { statusCode, headers, body: JSON.parse(body ?? '') }
}

const json = { 'content-type': 'application/json' }

test('answers with JSON', async () => {
  expect(await echoed({ body: { a: 1 } })).toEqual({ statusCode: 200, headers: json, body: { a: 1 } })
})

test.each([
  ['a charset', { headers: { 'content-type': 'Application/JSON; charset=utf-8' }, body: '{"a":"ü"}' }],
  [
    'a charset by its other name',
    { headers: { 'content-type': 'application/json;charset="UTF8"' }, body: '{"a":"ü"}' },
  ],
  ['base64', { isBase64Encoded: true, body: Buffer.from('{"a":"ü"}').toString('base64') }],
])('takes a body with %s', async (_, request) => {
  expect(await echoed(request)).toMatchObject({ statusCode: 200, body: { a: 'ü' } })
})

test.each([
  [400, 'malformed-json', 'that is not JSON', { body: '{"a":' }],
  [400, 'malformed-json', 'that is empty', { body: '' }],
  [
    400,
    'malformed-json',
    'that is not UTF-8',
    { isBase64Encoded: true, body: Buffer.from([0x22, 0xff, 0x22]).toString('base64') },
  ],
  [413, 'body-too-large', 'that is too large', { body: JSON.stringify('x'.repeat(65_536)) }],
  [
    415,
    'unsupported-media-type',
    'of another type',
    { headers: { 'content-type': 'text/plain' }, body: '{}' },
  ],
  [415, 'unsupported-media-type', 'without a type', { headers: {}, body: '{}' }],
  [
    415,
    'unsupported-media-type',
    'of a type that begins like JSON',
    { headers: { 'content-type': 'application/json-patch' }, body: '[]' },
  ],
])('answers %i %s to a body %s', async (status, kind, _, request) => {
  const answer = await echoed(request)
  expect(answer).toMatchObject({
    statusCode: status,
    headers: { 'content-type': 'application/problem+json' },
    body: { type: `urn:messaging:problem:${kind}`, status, instance: 'urn:messaging:request:api-request-1' },
  })
  expect(problem.parse(answer.body)).toEqual(answer.body)
})

test('says with 415 what the route takes', async () => {
  const { headers, body } = await echoed({ headers: { 'content-type': 'text/plain' }, body: '{}' })
  expect(headers).toMatchObject({ accept: 'application/json' })
  expect(body.detail).toBe('The body must be application/json, and the header Content-Type must say so.')
})

test.each([
  [1, 'The request breaks one rule, listed in "errors".'],
  [2, 'The request breaks 2 rules, listed in "errors".'],
])('counts %i broken rules', async (count, detail) => {
  const { invalidRequest } = await import('../../../lambda/http/problems.ts')
  const errors = Array(count).fill({ pointer: '#/a', detail: 'must be a number' })
  const handler = httpApi.httpApiHandler(() => Promise.reject(invalidRequest(errors)))
  const { statusCode, body } = await handler(apiRequest(), context)
  expect([statusCode, JSON.parse(body ?? '')]).toEqual([400, expect.objectContaining({ detail, errors })])
})

test('answers 500 to an internal error, logs the error and does not reveal it to the client', async () => {
  const handler = httpApi.httpApiHandler(() => Promise.reject(new TypeError('secret of ada@mail.example')))
  const { statusCode, body } = await handler(apiRequest(), context)
  expect(statusCode).toBe(500)
  expect(JSON.parse(body ?? '')).toMatchObject({
    title: 'Internal error',
    instance: 'urn:messaging:request:api-request-1',
  })
  expect(body).not.toMatch(/secret|TypeError/)
  expect(log.text).toContain('"reason":"TypeError: secret of <address>"')
})

describe('the hop of a request', () => {
  const request = apiRequest({
    route: 'PUT /readers/{id}',
    pathParameters: { id: 'ada@mail.example' },
    body: {},
  })

  /** What the log has of a request to a route. */
  async function hopsOf(route: Parameters<typeof httpApi.httpApiHandler>[0]) {
    await httpApi.httpApiHandler(route)(request, context)
    return log.hops
  }

  test('is one, and says what the request is about', async () => {
    const hops = await hopsOf(async (_, tell) => {
      tell({ correlationId: 'c-1', facts: { readerId: 'r-1' } })
      tell({ event: 'test.reader.added.v1', facts: { authorId: 'a-1' } })
      return { statusCode: 204 }
    })
    expect(hops).toEqual([
      expect.objectContaining({
        correlationId: 'c-1',
        readerId: 'r-1',
        authorId: 'a-1',
        event: 'test.reader.added.v1',
        messageId: 'api-request-1',
        outcome: 'done',
      }),
    ])
  })

  test('has the route where no event is told, and no correlation id where none is', async () => {
    const [hop, ...others] = await hopsOf(async () => ({ statusCode: 200, body: {} }))
    expect(others).toEqual([])
    expect(hop).toMatchObject({ event: 'PUT /readers/{id}', outcome: 'done' })
    expect(hop).not.toHaveProperty('correlationId')
  })

  test.each<[string, string, string, (problems: Problems) => unknown]>([
    [
      'the client',
      'refused',
      'RequestProblem: 404 Not found',
      ({ notFound }) => notFound('ada@mail.example'),
    ],
    [
      'what it needs',
      'failed',
      'TypeError: <address> is secret',
      ({ unavailable }) => unavailable('Try again.', 1, new TypeError('ada@mail.example is secret')),
    ],
    ['an error of its own', 'failed', 'TypeError: of <address>', () => new TypeError('of ada@mail.example')],
    ['what is no error', 'failed', 'NoError: string was thrown', () => 'ada@mail.example'],
  ])(
    'is one where the request fails by %s, with the reason and no address',
    async (_, outcome, reason, make) => {
      const problems = await import('../../../lambda/http/problems.ts')
      const hops = await hopsOf((_request, tell) => {
        tell({ correlationId: 'c-1', facts: { authorId: 'a-1' } })
        throw make(problems)
      })
      expect(hops).toEqual([
        expect.objectContaining({
          correlationId: 'c-1',
          authorId: 'a-1',
          event: 'PUT /readers/{id}',
          outcome,
          reason,
        }),
      ])
      expect(log.text).not.toContain('ada@mail.example')
    },
  )

  test('is one where the answer cannot be written', async () => {
    const hops = await hopsOf(async () => ({ statusCode: 200, body: 1n }))
    expect(hops).toEqual([expect.objectContaining({ outcome: 'failed' })])
  })
})
