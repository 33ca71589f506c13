import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { ApiRig, get, getSigned } from './api-rig.ts'

let rig: ApiRig
let echo: string
let logs: CloudWatchLogsClient

beforeAll(async () => {
  rig = await ApiRig.started()
  logs = new CloudWatchLogsClient(rig.client)
  echo = await rig.function('async event => event')
})
afterAll(() => rig.close())

const FORMAT = JSON.stringify({
  requestId: '$context.requestId',
  route: '$context.routeKey',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  caller: '$context.identity.userArn',
  agent: '$context.identity.userAgent',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
  integration: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
  time: '$context.requestTime',
  unknown: '$context.nothing',
})

async function logged(logGroupName: string) {
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName }))
  return (events ?? []).map(({ message }) => JSON.parse(message ?? ''))
}

const withLog = (group: string) => ({
  AccessLogSettings: {
    DestinationArn: `arn:aws:logs:us-east-1:000000000000:log-group:${group}:*`,
    Format: FORMAT,
  },
})

/** @documented API Gateway Developer Guide, Customize HTTP API access logs: the variables of a format */
test('a line a request, in the stage\'s format (Customize HTTP API access logs); what is not known is "-"', async () => {
  const endpoint = await rig.api(
    { 'GET /x/{id}': { function: echo, AuthorizationType: 'AWS_IAM' } },
    withLog('/access'),
  )

  const { headers } = await getSigned(rig, `${endpoint}/x/1`, {
    headers: { 'user-agent': 'a "quoted" one' },
  })
  await get(`${endpoint}/x/2`)
  await get(`${endpoint}/none`)

  const [done, forbidden, lost] = await logged('/access')
  expect(done).toEqual({
    requestId: headers.get('apigw-requestid'),
    route: 'GET /x/{id}',
    method: 'GET',
    path: '/x/1',
    status: '200',
    caller: 'arn:aws:iam::000000000000:user/test',
    agent: 'a "quoted" one',
    error: '-',
    authorizerError: '-',
    integration: '200',
    integrationError: '-',
    time: expect.stringMatching(/^01\/Jan\/2026:00:0\d:\d\d \+0000$/),
    unknown: '-',
  })
  expect(forbidden).toMatchObject({
    status: '403',
    caller: '-',
    error: 'Forbidden',
    authorizerError: 'Missing Authentication Token',
    integration: '-',
  })
  expect(lost).toMatchObject({ status: '404', route: '-', error: 'Not Found' })
})

/**
 * @documented API Gateway Developer Guide, Customize HTTP API access logs: $context.integrationErrorMessage
 */
test('the reason for a missing response is logged, but not sent to the client', async () => {
  const failing = await rig.function('async () => { throw new Error("secret") }')
  const endpoint = await rig.api({ 'GET /': failing }, withLog('/failures'))

  const { text } = await get(`${endpoint}/`)

  expect(text).not.toContain('secret')
  expect(await logged('/failures')).toEqual([
    expect.objectContaining({ status: '500', integrationError: 'The function failed: secret' }),
  ])
})

/**
 * @documented API Gateway Developer Guide, Customize HTTP API access logs: $context.integrationErrorMessage
 */
test('the access log says why a function was not invoked', async () => {
  const closed = await rig.closedFunction('async () => {}')
  const endpoint = await rig.api({ 'GET /': closed }, withLog('/closed'))
  await get(`${endpoint}/`)

  expect(await logged('/closed')).toEqual([
    expect.objectContaining({
      status: '500',
      integrationError: expect.stringContaining("doesn't have permissions to call the integration"),
    }),
  ])
})

/**
 * @documented API Gateway Developer Guide, Monitor CloudWatch metrics for HTTP APIs: Count, 4xx and 5xx, by
 *   ApiId, and by ApiId and Stage
 */
test('metrics by API and by stage (Monitor CloudWatch metrics for HTTP APIs)', async () => {
  const endpoint = await rig.api({ 'GET /': echo })
  const ApiId = endpoint.slice(endpoint.lastIndexOf('/') + 1)
  await get(`${endpoint}/`)
  await get(`${endpoint}/none`)

  const dimensionSets: Record<string, string>[] = [{ ApiId }, { ApiId, Stage: '$default' }]
  for (const dimensions of dimensionSets) {
    const sumOf = (name: string) => rig.sum({ namespace: 'AWS/ApiGateway', name, dimensions })
    expect(sumOf('Count')).toBe(2)
    expect(sumOf('4xx')).toBe(1)
    expect(sumOf('5xx')).toBe(0)
  }
})
