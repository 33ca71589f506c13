import type { Account } from '../../account.ts'
import { NotSimulatedError, type Resource, type ResourceType } from '../../template/resource-type.ts'
import { HttpApi } from './http-api.ts'
import { type AccessLog, Stage, type Throttle } from './stage.ts'

interface ApiProperties {
  ProtocolType?: string
  DisableExecuteApiEndpoint?: boolean
}

interface IntegrationProperties {
  ApiId: string
  IntegrationType: string
  IntegrationUri?: string
  PayloadFormatVersion?: string
  TimeoutInMillis?: number
}

interface RouteProperties {
  ApiId: string
  RouteKey: string
  AuthorizationType?: string
  Target?: string
}

interface RouteSettings {
  ThrottlingBurstLimit?: number
  ThrottlingRateLimit?: number
  DetailedMetricsEnabled?: boolean
}

interface StageProperties {
  ApiId: string
  StageName: string
  AutoDeploy?: boolean
  DefaultRouteSettings?: RouteSettings
  RouteSettings?: Record<string, RouteSettings>
  AccessLogSettings?: { DestinationArn?: string; Format?: string }
  StageVariables?: Record<string, string>
}

/** "Integration timeout: 30 seconds", the default and the most (API Gateway quotas for HTTP APIs). */
const INTEGRATION_TIMEOUT_MS = 30_000

/** @param prefix the path below which APIs are served */
export function httpApiResourceTypes(
  account: Account,
  apis: Map<string, HttpApi>,
  prefix: string,
): readonly ResourceType[] {
  function apiOf(resource: Resource): HttpApi {
    const { ApiId } = resource.properties as { ApiId: string }
    const api = apis.get(ApiId)
    if (api) return api
    throw new RangeError(
      `${resource.stackName}/${resource.logicalId}: there is no HTTP API ${JSON.stringify(ApiId)}.`,
    )
  }

  const newId = (length: number) => account.random.hex(length)

  const api: ResourceType = {
    type: 'AWS::ApiGatewayV2::Api',
    simulated: ['DisableExecuteApiEndpoint', 'ProtocolType'],
    inert: {
      Description: 'nothing here reads it',
      IpAddressType: 'everything is on the loopback address',
      Name: 'an API is known by its id',
      RouteSelectionExpression: 'HTTP APIs have only one, by method and path',
      Tags: 'nothing here reads them',
      Version: 'nothing here reads it',
    },
    create(resource) {
      const { ProtocolType, DisableExecuteApiEndpoint } = resource.properties as ApiProperties
      if (ProtocolType !== 'HTTP') throw notSimulated(resource, `the ProtocolType ${ProtocolType}, only HTTP`)
      if (DisableExecuteApiEndpoint)
        throw notSimulated(resource, 'custom domains, so the endpoint must be enabled')
      const made = new HttpApi(newId(10))
      apis.set(made.id, made)
      const ApiEndpoint = `${account.endpoint}${prefix}${made.id}`
      return { physicalId: made.id, attributes: { ApiId: made.id, ApiEndpoint } }
    },
  }

  const integration: ResourceType = {
    type: 'AWS::ApiGatewayV2::Integration',
    simulated: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'],
    inert: {
      ConnectionType: 'a Lambda integration has only INTERNET',
      Description: 'nothing here reads it',
      IntegrationMethod: 'a Lambda function is always invoked by POST',
    },
    create(resource) {
      const given = resource.properties as unknown as IntegrationProperties
      if (given.IntegrationType !== 'AWS_PROXY') {
        throw notSimulated(
          resource,
          `the IntegrationType ${given.IntegrationType}, only AWS_PROXY with Lambda`,
        )
      }
      if (given.PayloadFormatVersion !== '2.0') {
        throw notSimulated(resource, `the PayloadFormatVersion ${given.PayloadFormatVersion}, only 2.0`)
      }
      const made = {
        id: newId(7),
        functionArn: functionArn(resource, given.IntegrationUri),
        timeoutMs: given.TimeoutInMillis ?? INTEGRATION_TIMEOUT_MS,
      }
      if (made.timeoutMs < 50 || made.timeoutMs > INTEGRATION_TIMEOUT_MS) {
        throw new RangeError(
          `${resource.stackName}/${resource.logicalId}: TimeoutInMillis must be from 50 to ${INTEGRATION_TIMEOUT_MS}, not ${made.timeoutMs}.`,
        )
      }
      apiOf(resource).integrations.set(made.id, made)
      return { physicalId: made.id, attributes: { IntegrationId: made.id } }
    },
  }

  const route: ResourceType = {
    type: 'AWS::ApiGatewayV2::Route',
    simulated: ['ApiId', 'AuthorizationType', 'RouteKey', 'Target'],
    inert: { OperationName: 'nothing here reads it' },
    create(resource) {
      const {
        RouteKey,
        AuthorizationType = 'NONE',
        Target,
      } = resource.properties as unknown as RouteProperties
      if (AuthorizationType !== 'NONE' && AuthorizationType !== 'AWS_IAM') {
        throw notSimulated(resource, `the AuthorizationType ${AuthorizationType}, only NONE and AWS_IAM`)
      }
      const owner = apiOf(resource)
      const integrationId = Target?.replace(/^integrations\//, '') ?? ''
      if (!owner.integrations.has(integrationId)) {
        throw new RangeError(
          `${resource.stackName}/${resource.logicalId}: Target ${JSON.stringify(Target)} is no integration of the API.`,
        )
      }
      const made = { id: newId(7), key: RouteKey, authorization: AuthorizationType, integrationId } as const
      owner.routes.add(made)
      return { physicalId: made.id, attributes: { RouteId: made.id } }
    },
  }

  const stage: ResourceType = {
    type: 'AWS::ApiGatewayV2::Stage',
    simulated: [
      'AccessLogSettings',
      'ApiId',
      'AutoDeploy',
      'DefaultRouteSettings',
      'RouteSettings',
      'StageName',
      'StageVariables',
    ],
    inert: { Description: 'nothing here reads it', Tags: 'nothing here reads them' },
    create(resource) {
      const given = resource.properties as unknown as StageProperties
      if (!given.AutoDeploy) throw notSimulated(resource, 'deployments: set AutoDeploy')
      const throttles = new Map(
        Object.entries(given.RouteSettings ?? {}).flatMap(([key, settings]) => {
          const limits = throttle(resource, settings)
          return limits ? [[key, limits] as const] : []
        }),
      )
      const made = new Stage(account.clock, {
        name: given.StageName,
        variables: given.StageVariables ?? {},
        accessLog: accessLog(resource, given.AccessLogSettings),
        defaultThrottle: throttle(resource, given.DefaultRouteSettings ?? {}),
        throttles,
      })
      apiOf(resource).addStage(made)
      return { physicalId: made.name, attributes: {} }
    },
  }

  return [api, integration, route, stage]
}

const notSimulated = ({ stackName, logicalId }: Resource, what: string) =>
  new NotSimulatedError(stackName, logicalId, what)

/** An integration's URI is the function's ARN, or that ARN within the path of an Invoke call. */
function functionArn(resource: Resource, uri = ''): string {
  const [arn] = /arn:aws:lambda:[^/]+$|arn:aws:lambda:[^/]+(?=\/invocations$)/.exec(uri) ?? []
  if (arn) return arn
  throw notSimulated(resource, `the IntegrationUri ${JSON.stringify(uri)}, only that of a Lambda function`)
}

function throttle(resource: Resource, settings: RouteSettings): Throttle | undefined {
  if (settings.DetailedMetricsEnabled) throw notSimulated(resource, 'metrics of single routes')
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings
  if (rate === undefined && burst === undefined) return undefined
  if (rate !== undefined && burst !== undefined) return { rate, burst }
  throw notSimulated(
    resource,
    'a throttling limit with only one of ThrottlingRateLimit and ThrottlingBurstLimit',
  )
}

function accessLog(
  resource: Resource,
  settings: StageProperties['AccessLogSettings'],
): AccessLog | undefined {
  if (!settings) return undefined
  const [, logGroup] = /^arn:aws:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(settings.DestinationArn ?? '') ?? []
  if (logGroup && settings.Format) return { logGroup, format: settings.Format }
  throw notSimulated(
    resource,
    `the AccessLogSettings ${JSON.stringify(settings)}, only a log group with a format`,
  )
}
