import { ServiceModel } from '../../../src/api/model/service-model.ts'
import { type RestRequest, restJsonService } from '../../../src/api/protocols/rest-json-protocol.ts'
import { AwsError } from '../../../src/aws-error.ts'
import { Rig } from '../../rig.ts'
import { signedFetch } from '../../signed-request.ts'

/** Smithy, "AWS restJson1 protocol". */

const rig = Rig.stepped()

const echo = ({ path, query, json }: RestRequest) => ({
  body: { path, query: Object.fromEntries(query), input: json() },
})

const service = restJsonService({
  signingName: 'lambda',
  model: new ServiceModel({
    operations: {
      Invoke: ['InvokeRequest'],
      GetObject: ['GetObjectRequest'],
      GetText: ['unit'],
      DeleteText: ['unit'],
      GetMissing: ['unit'],
    },
    shapes: {
      InvokeRequest: { Name: 'string label required', Qualifier: 'string query=Qualifier', x: 'number' },
      GetObjectRequest: { Key: 'string label required' },
    },
  }),
  routes: [
    { operation: 'Invoke', method: 'POST', path: '/functions/{Name}/invocations', action: echo },
    { operation: 'GetObject', method: 'GET', path: '/objects/{Key+}', action: echo },
    {
      operation: 'GetText',
      method: 'GET',
      path: '/text',
      action: () => ({ status: 202, headers: { 'x-own': '1' }, body: 'as it is' }),
    },
    { operation: 'DeleteText', method: 'DELETE', path: '/text', action: () => ({ status: 204 }) },
    {
      operation: 'GetMissing',
      method: 'GET',
      path: '/missing',
      action: () => {
        throw new AwsError('ResourceNotFoundException', 'None.', {
          statusCode: 404,
          members: { Type: 'User' },
        })
      },
    },
  ],
})

beforeAll(() => rig.open([service]))
afterAll(() => rig.close())

async function call(method: string, path: string, body?: string) {
  const response = await signedFetch(rig.target, 'lambda', path, { method, body })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const json = async (...given: Parameters<typeof call>) => JSON.parse((await call(...given)).text)

test('an action gets the decoded path parameters, the query and the body', async () => {
  expect(await json('POST', '/functions/a%2Fb%20c/invocations?Qualifier=1%262', '{"x":1}')).toEqual({
    path: { Name: 'a/b c' },
    query: { Qualifier: '1&2' },
    input: { x: 1 },
  })
})

test('a greedy path parameter matches the rest of the path', async () => {
  expect(await json('GET', '/objects/a/b/c.txt')).toMatchObject({ path: { Key: 'a/b/c.txt' }, input: {} })
})

test('text is sent unchanged, and a response may have no body', async () => {
  const { status, headers, text } = await call('GET', '/text')
  expect({ status, text, own: headers.get('x-own') }).toEqual({ status: 202, text: 'as it is', own: '1' })
  expect(await call('DELETE', '/text')).toMatchObject({ status: 204, text: '' })
})

test('an error has its name in x-amzn-errortype and its members in the body', async () => {
  const { status, headers, text } = await call('GET', '/missing')

  expect(status).toBe(404)
  expect(headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException')
  expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  expect(JSON.parse(text)).toEqual({ message: 'None.', Type: 'User' })
})

test.each([
  ['PUT', '/text'],
  ['GET', '/functions/x'],
  ['GET', '/functions/x/y/invocations'],
])('%s %s is refused by name', async (method, path) => {
  const { status, text } = await call(method, path)

  expect(status).toBe(404)
  expect(text).toContain(`does not simulate ${method} ${path} of lambda`)
})

test('a body that is not JSON is a SerializationException', async () => {
  const { status, headers } = await call('POST', '/functions/x/invocations', '{')

  expect(status).toBe(400)
  expect(headers.get('x-amzn-errortype')).toBe('SerializationException')
})
