import { ApiRig, get } from './api-rig.ts'

let rig: ApiRig
let functionArn: string

beforeAll(async () => {
  rig = await ApiRig.started()
  functionArn = await rig.function('async event => event')
})
afterAll(() => rig.close())

async function anApi(): Promise<string> {
  return (await rig.make('Api', { ProtocolType: 'HTTP' })).physicalId
}

const integration = (ApiId: string, given: Record<string, unknown> = {}) =>
  rig.make('Integration', {
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: functionArn,
    PayloadFormatVersion: '2.0',
    ...given,
  })

/**
 * @documented CloudFormation Template Reference, AWS::ApiGatewayV2: Ref and the attributes of Api,
 *   Integration, Route and Stage
 */
test('Ref and attributes are those of the CloudFormation reference', async () => {
  const api = await rig.make('Api', { ProtocolType: 'HTTP' })
  const target = await integration(api.physicalId)
  const route = await rig.make('Route', {
    ApiId: api.physicalId,
    RouteKey: 'GET /',
    Target: `integrations/${target.physicalId}`,
  })
  const made = await rig.make('Stage', { ApiId: api.physicalId, StageName: '$default', AutoDeploy: true })

  expect(api.attributes).toEqual({
    ApiId: api.physicalId,
    ApiEndpoint: `${rig.account.endpoint}/_aws/execute-api/${api.physicalId}`,
  })
  expect(target.attributes).toEqual({ IntegrationId: target.physicalId })
  expect(route.attributes).toEqual({ RouteId: route.physicalId })
  expect(made.physicalId).toBe('$default')
})

/**
 * @documented CloudFormation Template Reference, AWS::ApiGatewayV2::Integration, IntegrationUri: the URI of
 *   an Invoke call
 */
test('the URI of an integration may be that of an Invoke call', async () => {
  const invoke = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`
  const endpoint = await rig.api({ 'GET /': invoke })

  expect(await get(`${endpoint}/`)).toMatchObject({ status: 200 })
})

/** @own values, refused as not simulated */
describe('unsupported features stop the load and are named', () => {
  test.each([
    ['Api', { ProtocolType: 'WEBSOCKET' }, 'the ProtocolType WEBSOCKET'],
    ['Api', { ProtocolType: 'HTTP', DisableExecuteApiEndpoint: true }, 'custom domains'],
  ])('%s %j', async (type, properties, what) => {
    await expect(rig.make(type, properties)).rejects.toThrow(
      `Test/Thing: the local AWS does not simulate ${what}`,
    )
  })

  test.each([
    [{ IntegrationType: 'HTTP_PROXY' }, 'the IntegrationType HTTP_PROXY'],
    [{ PayloadFormatVersion: '1.0' }, 'the PayloadFormatVersion 1.0'],
    [{ IntegrationUri: 'https://example.com' }, 'the IntegrationUri "https://example.com"'],
  ])('Integration %j', async (given, what) => {
    await expect(integration(await anApi(), given)).rejects.toThrow(`does not simulate ${what}`)
  })

  test.each(['JWT', 'CUSTOM'])('Route with the authorization %s', async AuthorizationType => {
    const ApiId = await anApi()
    const Target = `integrations/${(await integration(ApiId)).physicalId}`
    const route = rig.make('Route', { ApiId, RouteKey: 'GET /', Target, AuthorizationType })

    await expect(route).rejects.toThrow(`does not simulate the AuthorizationType ${AuthorizationType}`)
  })

  test.each([
    [{ AutoDeploy: false }, 'deployments'],
    [{ DefaultRouteSettings: { DetailedMetricsEnabled: true } }, 'metrics of single routes'],
    [{ DefaultRouteSettings: { ThrottlingRateLimit: 1 } }, 'a throttling limit with only one'],
    [{ AccessLogSettings: { DestinationArn: 'arn:aws:firehose:x', Format: 'x' } }, 'the AccessLogSettings'],
  ])('Stage %j', async (given, what) => {
    const made = rig.make('Stage', { ApiId: await anApi(), StageName: 'x', AutoDeploy: true, ...given })

    await expect(made).rejects.toThrow(`does not simulate ${what}`)
  })
})

/**
 * @documented CloudFormation Template Reference, AWS::ApiGatewayV2: TimeoutInMillis is 50 to 30,000; Target
 *   is an integration; a stage's name is unique
 */
test('what cannot work is an error: a long timeout, a route to nowhere, a second stage of a name', async () => {
  const ApiId = await anApi()

  await expect(integration(ApiId, { TimeoutInMillis: 30_001 })).rejects.toThrow('from 50 to 30000, not 30001')
  await expect(rig.make('Route', { ApiId, RouteKey: 'GET /', Target: 'integrations/none' })).rejects.toThrow(
    'Target "integrations/none" is no integration of the API',
  )
  const again = () => rig.make('Stage', { ApiId, StageName: 'x', AutoDeploy: true })
  await again()
  await expect(again()).rejects.toThrow('has a stage x already')
})
