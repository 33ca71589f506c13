import type { Account } from '../../../account.ts'
import { flag, structure, text } from '../../../template/property-types.ts'
import { type Resource, type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { notSimulated } from '../errors.ts'
import type { HttpApi } from '../http-api.ts'
import { apiOf } from '../owning-api.ts'
import { type AccessLog, Stage, type Throttle } from '../stage.ts'

interface RouteSettings {
  ThrottlingBurstLimit?: number
  ThrottlingRateLimit?: number
  DetailedMetricsEnabled?: boolean
}

interface AccessLogSettings {
  DestinationArn?: string
  Format?: string
}

/** `AWS::ApiGatewayV2::Stage`: `Ref` is its name. */
export function stageType(account: Account, apis: ReadonlyMap<string, HttpApi>): ResourceType {
  return resourceType({
    type: 'AWS::ApiGatewayV2::Stage',
    properties: {
      AccessLogSettings: structure<AccessLogSettings>(),
      ApiId: text.required,
      AutoDeploy: flag,
      DefaultRouteSettings: structure<RouteSettings>(),
      RouteSettings: structure<Record<string, RouteSettings>>(),
      StageName: text.required,
      StageVariables: structure<Record<string, string>>(),
    },
    inert: { Description: 'nothing here reads it', Tags: 'nothing here reads them' },
    create(resource) {
      const given = resource.properties
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
      apiOf(apis, resource).addStage(made)
      return { physicalId: made.name, attributes: {} }
    },
    delete: ({ physicalId, properties: { ApiId } }) => apis.get(ApiId)?.removeStage(physicalId),
  })
}

function throttle(resource: Resource<object>, settings: RouteSettings): Throttle | undefined {
  if (settings.DetailedMetricsEnabled) throw notSimulated(resource, 'metrics of single routes')
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings
  if (rate === undefined && burst === undefined) return undefined
  if (rate !== undefined && burst !== undefined) return { rate, burst }
  throw notSimulated(
    resource,
    'a throttling limit with only one of ThrottlingRateLimit and ThrottlingBurstLimit',
  )
}

function accessLog(resource: Resource<object>, settings?: AccessLogSettings): AccessLog | undefined {
  if (!settings) return undefined
  const [, logGroup] = /^arn:aws:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(settings.DestinationArn ?? '') ?? []
  if (logGroup && settings.Format) return { logGroup, format: settings.Format }
  throw notSimulated(
    resource,
    `the AccessLogSettings ${JSON.stringify(settings)}, only a log group with a format`,
  )
}
