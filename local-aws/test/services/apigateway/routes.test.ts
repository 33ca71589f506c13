import { Routes } from '../../../src/services/apigateway/routes.ts'

/** The keys are tried in an order of their own: they are added as they come. */
function routes(...keys: string[]): Routes {
  const made = new Routes()
  for (const key of keys) made.add({ id: key, key, authorization: 'NONE', integrationId: 'i' })
  return made
}

/** The example of the guide's "Create routes for HTTP APIs", in reverse. */
const PETS = routes(
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/dog/{id}',
  'GET /pets/dog/1',
  'POST /pets',
)

/**
 * @documented API Gateway Developer Guide, Create routes for HTTP APIs: "API Gateway selects the route with
 *   the most-specific match"
 */
describe('"API Gateway selects the route with the most-specific match"', () => {
  test.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['GET', '/pets/dog/1/tail', 'GET /pets/{proxy+}', { proxy: 'dog/1/tail' }],
    ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
    ['POST', '/pets/dog/1', 'ANY /{proxy+}', { proxy: 'pets/dog/1' }],
    ['POST', '/pets', 'POST /pets', {}],
    ['GET', '/', '$default', {}],
  ])('%s %s goes to %s', (method, path, key, pathParameters) => {
    expect(PETS.match(method, path)).toMatchObject({ route: { key }, pathParameters })
  })

  test('a full match takes precedence over a greedy one, even with few literal parts', () => {
    expect(routes('GET /a/{proxy+}', 'GET /{x}/b').match('GET', '/a/b')?.route.key).toBe('GET /{x}/b')
  })

  test('the longer greedy path takes precedence', () => {
    const nested = routes('GET /a/{rest+}', 'GET /a/b/{rest+}')

    expect(nested.match('GET', '/a/b/c')?.route.key).toBe('GET /a/b/{rest+}')
  })

  /**
   * @documented API Gateway Developer Guide, Create routes for HTTP APIs: ANY "use the ANY method to match
   *   all methods that you haven't defined for a resource"
   */
  test('a method goes before ANY ("ANY … matches all methods that you haven\'t defined for a resource")', () => {
    const both = routes('ANY /x', 'GET /x')

    expect(both.match('GET', '/x')?.route.key).toBe('GET /x')
    expect(both.match('PUT', '/x')?.route.key).toBe('ANY /x')
  })
})

/** @documented API Gateway Developer Guide, Create routes for HTTP APIs: a route matches the whole path */
test.each([
  ['GET', '/pets'],
  ['GET', '/purchases/'],
  ['GET', '/purchases/1/'],
  ['GET', '/purchases/1/items'],
  ['PUT', '/purchases'],
])('%s %s has no route', (method, path) => {
  expect(routes('POST /purchases', 'GET /purchases/{id}').match(method, path)).toBeUndefined()
})

/**
 * @documented API Gateway Developer Guide, Create routes for HTTP APIs: "API Gateway decodes URL-encoded
 *   request parameters"
 */
test('path parameters are decoded ("API Gateway decodes URL-encoded request parameters")', () => {
  expect(routes('GET /a/{b}').match('GET', '/a/x%20%C3%BC%2Fy')?.pathParameters).toEqual({ b: 'x ü/y' })
})

/**
 * @documented API Gateway Developer Guide, Create routes for HTTP APIs: a route key is a method and a path,
 *   or $default
 */
test.each(['GET', 'get /x', 'GET x', 'TRACE /x', '', '$connect'])('%j is not a route key', key => {
  expect(() => routes(key)).toThrow(`The route key ${JSON.stringify(key)}`)
})

/**
 * @documented API Gateway Developer Guide, Create routes for HTTP APIs: a greedy path variable "must be at
 *   the end of the resource path"
 */
test('a greedy variable must be at the end ("must be at the end of the resource path")', () => {
  expect(() => routes('GET /{all+}/x')).toThrow('must be at the end')
})

/** @documented API Gateway Developer Guide, Create routes for HTTP APIs: route keys are unique */
test.each([
  ['GET /x', 'GET /x'],
  ['GET /{a}', 'GET /{b}'],
  ['$default', '$default'],
])('%s and %s cannot both exist', (first, second) => {
  expect(() => routes(first, second)).toThrow('is there already')
})
