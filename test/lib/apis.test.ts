import type { Located } from './resource.ts'
import { functions, named, ofType, serviceOf } from './stage.ts'

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

/** The routes that each function answers. */
const ANSWERS: Record<string, readonly string[]> = {
  'shop-buying': ['POST /purchases'],
  'shop-status': ['GET /purchases/{id}', 'HEAD /purchases/{id}'],
  'video-upload': ['POST /videos'],
  'video-status': ['GET /videos/{id}', 'HEAD /videos/{id}'],
  'video-link': ['GET /videos/{id}/files/{file}', 'HEAD /videos/{id}/files/{file}'],
  'posts-publish': ['POST /posts'],
  'posts-withdraw': ['DELETE /posts/{id}'],
  'posts-subscriptions': [
    'PUT /authors/{id}/subscribers/{subscriber}',
    'DELETE /authors/{id}/subscribers/{subscriber}',
  ],
  'posts-unsubscribe': ['GET /unsubscribe', 'HEAD /unsubscribe', 'POST /unsubscribe'],
  'clickstream-ingest': ['POST /events'],
  'clickstream-show-trends': ['GET /trends', 'HEAD /trends', 'GET /trends/{sku}', 'HEAD /trends/{sku}'],
  'clickstream-reminders': ['PUT /reminders/{customerId}', 'DELETE /reminders/{customerId}'],
  'clickstream-unsubscribe': ['GET /unsubscribe', 'HEAD /unsubscribe', 'POST /unsubscribe'],
  'video-synchronous-upload': ['POST /videos'],
}

test.each(Object.entries(ANSWERS))('%s answers %j', (service, routes) => {
  const answered = ofType('AWS::ApiGatewayV2::Route')
    .filter(route => answering(route) === service)
    .map(({ Properties }) => Properties.RouteKey)
  expect(answered).toEqual(routes)
})

test('no other function answers', () => {
  expect(new Set(ofType('AWS::ApiGatewayV2::Route').map(answering))).toEqual(new Set(Object.keys(ANSWERS)))
})

/** The service of the function that answers a route. */
function answering({ stack, Properties }: Located): string | undefined {
  const within = (value: unknown) => (one: Located) =>
    one.stack === stack && JSON.stringify(value).includes(`"${one.id}"`)
  const integration = ofType('AWS::ApiGatewayV2::Integration').find(within(Properties.Target))
  const handler = functions.find(within(integration?.Properties.IntegrationUri))
  return handler && serviceOf(handler)
}

function limit({ ThrottlingRateLimit, ThrottlingBurstLimit }: Throttle): string {
  return `${ThrottlingRateLimit} a second, ${ThrottlingBurstLimit} at once`
}

function isOf(route: Located, stage: Located): boolean {
  return route.stack === stage.stack && named(route, 'ApiId') === named(stage, 'ApiId')
}
