import type { Located } from './resource.ts'
import { named, ofType } from './stage.ts'

interface Throttle {
  ThrottlingRateLimit: number
  ThrottlingBurstLimit: number
}

/** Requests a second, and at once, of the routes that are open to everybody. */
const OPEN: Record<string, string> = {
  'GET /unsubscribe': '100 a second, 200 at once',
  'HEAD /unsubscribe': '100 a second, 200 at once',
  'POST /unsubscribe': '100 a second, 200 at once',
  'GET /videos/{id}/files/{file}': '50 a second, 100 at once',
  'HEAD /videos/{id}/files/{file}': '50 a second, 100 at once',
}

const stages = ofType('AWS::ApiGatewayV2::Stage')

test.each(stages)('$id limits its routes, those without signatures more', stage => {
  expect(limit(stage.Properties.DefaultRouteSettings as Throttle)).toBe('1000 a second, 1000 at once')
  const own = Object.entries((stage.Properties.RouteSettings ?? {}) as Record<string, Throttle>)
  const open = ofType('AWS::ApiGatewayV2::Route')
    .filter(route => isOf(route, stage) && route.Properties.AuthorizationType === 'NONE')
    .map(({ Properties }) => String(Properties.RouteKey))
  expect(Object.fromEntries(own.map(([route, throttle]) => [route, limit(throttle)]))).toEqual(
    Object.fromEntries(open.map(route => [route, OPEN[route]])),
  )
})

test.each(stages)('$id is deployed by itself, and logs each request for 30 days, with who sent it', stage => {
  const { AccessLogSettings, ...properties } = stage.Properties
  expect(properties).toMatchObject({ AutoDeploy: true, StageName: '$default' })
  const { DestinationArn, Format } = AccessLogSettings as { DestinationArn: unknown; Format: string }
  const logs = ofType('AWS::Logs::LogGroup').find(
    group => group.stack === stage.stack && JSON.stringify(DestinationArn).includes(`"${group.id}"`),
  )
  expect(logs?.Properties.RetentionInDays).toBe(30)
  expect(JSON.parse(Format)).toEqual({
    requestId: '$context.requestId',
    routeKey: '$context.routeKey',
    status: '$context.status',
    responseLatency: '$context.responseLatency',
    integrationLatency: '$context.integrationLatency',
    integrationError: '$context.integrationErrorMessage',
    error: '$context.error.message',
    caller: '$context.identity.userArn',
  })
})

function limit({ ThrottlingRateLimit, ThrottlingBurstLimit }: Throttle): string {
  return `${ThrottlingRateLimit} a second, ${ThrottlingBurstLimit} at once`
}

function isOf(route: Located, stage: Located): boolean {
  return route.stack === stage.stack && named(route, 'ApiId') === named(stage, 'ApiId')
}
