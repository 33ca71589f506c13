import { Duration } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { DomainFunction } from '../../../lib/constructs/domain-function.ts'
import { SignedHttpApi } from '../../../lib/constructs/signed-http-api.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { domain, snapshotOf } from '../fixture.ts'

function api(stack: DomainStack, throttle = { rateLimit: 10, burstLimit: 20 }): SignedHttpApi {
  return new SignedHttpApi(stack, 'Purchases', { domain: stack, description: 'The shop', throttle })
}

function status(stack: DomainStack): DomainFunction {
  return new DomainFunction(stack, 'Status', {
    domain: stack,
    function: 'shop/status',
    description: 'Tells',
    timeout: Duration.seconds(10),
    environment: {},
  })
}

test('without routes', () => {
  const stack = domain()
  api(stack)
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test('with a route and its function', () => {
  const stack = domain()
  api(stack).route(HttpMethod.GET, '/purchases/{id}', status(stack))
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test('every route requires signed requests, is throttled, and is logged as JSON with its request id', () => {
  const stack = domain()
  api(stack).route(HttpMethod.GET, '/purchases/{id}', status(stack))
  const template = Template.fromStack(stack)
  template.hasResourceProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'AWS_IAM' })
  template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
    DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
    AccessLogSettings: {
      Format: Match.serializedJson(Match.objectLike({ requestId: '$context.requestId' })),
    },
  })
})

test('the gateway may call a function only for its own route', () => {
  const stack = domain()
  api(stack).route(HttpMethod.GET, '/purchases/{id}', status(stack))
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Permission', {
    Principal: 'apigateway.amazonaws.com',
    SourceArn: {
      'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('/\\*/\\*/purchases/\\{id\\}$')])],
    },
  })
})

/** @own the permissions of an API's routes */
test('the methods of a path share one permission for a function; another path and another function need their own', () => {
  const stack = domain()
  const orders = api(stack)
  const handler = status(stack)
  orders.route(HttpMethod.GET, '/purchases/{id}', handler)
  orders.route(HttpMethod.PUT, '/purchases/{id}', handler)
  orders.openRoute(HttpMethod.POST, '/purchases/{id}', handler, {
    rateLimit: 1,
    burstLimit: 1,
    reason: 'A token.',
  })
  orders.route(HttpMethod.GET, '/purchases', handler)
  const deleting = new DomainFunction(stack, 'Deleting', {
    ...{ domain: stack, function: 'shop/history', description: 'Deletes', timeout: Duration.seconds(10) },
    environment: {},
  })
  orders.route(HttpMethod.DELETE, '/purchases/{id}', deleting)
  const permissions = Template.fromStack(stack).findResources('AWS::Lambda::Permission')
  const allowed = Object.values(permissions).map(({ Properties: { FunctionName, SourceArn } }) => {
    const path = SourceArn['Fn::Join'][1].at(-1).replace('/*/*', '')
    return `${FunctionName['Fn::GetAtt'][0].replace(/Function.*/, '')} ${path}`
  })
  expect(allowed.toSorted()).toEqual([
    'Deleting /purchases/{id}',
    'Status /purchases',
    'Status /purchases/{id}',
  ])
})

test('an open route must say why, and has its own limits', () => {
  const stack = domain()
  const shop = api(stack)
  const handler = status(stack)
  const open = { reason: 'The token in the link is the authorization.', rateLimit: 3, burstLimit: 6 }
  shop.openRoute(HttpMethod.GET, '/newsletter', handler, open)
  shop.route(HttpMethod.POST, '/newsletter', handler)
  const template = Template.fromStack(stack)
  const authorization = (RouteKey: string) =>
    Object.values(template.findResources('AWS::ApiGatewayV2::Route', { Properties: { RouteKey } })).map(
      ({ Properties }) => Properties.AuthorizationType,
    )
  expect(authorization('GET /newsletter')).toEqual(['NONE'])
  expect(authorization('POST /newsletter')).toEqual(['AWS_IAM'])
  // The stage names the route, which must be there by then.
  template.hasResource('AWS::ApiGatewayV2::Stage', {
    Properties: {
      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
      RouteSettings: {
        'GET /newsletter': { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 6 },
        'HEAD /newsletter': { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 6 },
      },
    },
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('GETnewsletter')]),
  })
})

test('a route to GET answers HEAD by the same function, and no other route does', () => {
  const stack = domain()
  const shop = api(stack)
  const handler = status(stack)
  shop.route(HttpMethod.GET, '/purchases/{id}', handler)
  shop.route(HttpMethod.POST, '/purchases', handler)
  const routes = Object.values(Template.fromStack(stack).findResources('AWS::ApiGatewayV2::Route'))
  const keys = routes.map(({ Properties }) => Properties.RouteKey)
  expect(keys.toSorted()).toEqual(['GET /purchases/{id}', 'HEAD /purchases/{id}', 'POST /purchases'])
  const [get, head] = routes.map(({ Properties }) => Properties)
  expect(head.Target).toEqual(get.Target)
  expect(head.AuthorizationType).toBe('AWS_IAM')
})

test('a route without authorization is refused, however it got there', () => {
  const stack = domain()
  api(stack).api.addRoutes({
    path: '/open',
    methods: [HttpMethod.GET],
    authorizer: new HttpNoneAuthorizer(),
    integration: new HttpLambdaIntegration('open', status(stack).function),
  })
  expect(() => Template.fromStack(stack)).toThrow(
    'The route GET /open has the authorization NONE: anybody could call it. Add it with route(), which needs signed requests, or with openRoute(), which needs a reason.',
  )
})
