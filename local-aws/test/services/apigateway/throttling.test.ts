import { ApiRig, get, getSigned } from './api-rig.ts'

let rig: ApiRig
let echo: string

beforeAll(async () => {
  rig = await ApiRig.started()
  echo = await rig.function('async event => event')
})
afterAll(() => rig.close())

const TOO_MANY = { status: 429, text: '{"message":"Too Many Requests"}' }

/**
 * @documented API Gateway Developer Guide, Throttle requests to HTTP APIs: by the "token bucket" algorithm,
 *   with a rate and a burst
 */
test('of a stage lets the burst through, then the rate ("token bucket")', async () => {
  const endpoint = await rig.api(
    { 'GET /a': echo, 'GET /b': echo },
    { DefaultRouteSettings: { ThrottlingBurstLimit: 3, ThrottlingRateLimit: 2 } },
  )
  const times = async (count: number, path: string) => {
    const answers = []
    for (let sent = 0; sent < count; sent++) answers.push(await get(`${endpoint}${path}`))
    return answers.map(({ status }) => status)
  }

  expect(await times(5, '/a')).toEqual([200, 200, 200, 429, 429])
  expect(await get(`${endpoint}/a`)).toMatchObject(TOO_MANY)
  expect(await times(1, '/b')).toEqual([200])
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await times(3, '/a')).toEqual([200, 200, 429])
})

/**
 * @documented CloudFormation Template Reference, AWS::ApiGatewayV2::Stage, RouteSettings: the settings of a
 *   route
 */
test('of a route goes before that of its stage (RouteSettings)', async () => {
  const endpoint = await rig.api(
    { 'GET /a': echo, 'GET /b': echo },
    {
      DefaultRouteSettings: { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 },
      RouteSettings: { 'GET /b': { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1 } },
    },
  )
  const statuses = []
  for (const path of ['/a', '/a', '/b', '/b', '/b']) statuses.push((await get(`${endpoint}${path}`)).status)

  expect(statuses).toEqual([200, 429, 200, 200, 429])
})

/** @own not documented by AWS: forbidden requests do not count for throttling */
test('is not spent by requests that are forbidden', async () => {
  const endpoint = await rig.api(
    { 'GET /a': { function: echo, AuthorizationType: 'AWS_IAM' } },
    { DefaultRouteSettings: { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 } },
  )

  expect(await get(`${endpoint}/a`)).toMatchObject({ status: 403 })
  expect(await getSigned(rig, `${endpoint}/a`)).toMatchObject({ status: 200 })
})
