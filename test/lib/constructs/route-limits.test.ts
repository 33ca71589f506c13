import { Duration } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { DomainFunction } from '../../../lib/constructs/domain-function.ts'
import { RefusedError } from '../../../lib/constructs/refusal.ts'
import type { RouteThrottle } from '../../../lib/constructs/route-throttle.ts'
import { SignedHttpApi } from '../../../lib/constructs/signed-http-api.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { domain } from '../fixture.ts'

function api(stack: DomainStack, throttle: Partial<RouteThrottle> = {}): SignedHttpApi {
  return new SignedHttpApi(stack, 'Purchases', {
    domain: stack,
    description: 'The shop',
    throttle: { rateLimit: 10, burstLimit: 20, ...throttle },
  })
}

function openRoute(throttle: Partial<RouteThrottle>): void {
  const stack = domain()
  const open = { rateLimit: 10, burstLimit: 20, reason: 'A token.', ...throttle }
  api(stack).openRoute(HttpMethod.GET, '/unsubscribe', status(stack, 10), open)
}

function status(stack: DomainStack, seconds: number): DomainFunction {
  return new DomainFunction(stack, 'Status', {
    domain: stack,
    function: 'shop/status',
    description: 'Tells',
    timeout: Duration.seconds(seconds),
    environment: {},
  })
}

const rows: [refused: Partial<RouteThrottle>, words: string, nearest: Partial<RouteThrottle>][] = [
  [
    { rateLimit: 0 },
    'rateLimit is 0. Use a number above 0, in requests a second, and at most 2500',
    { rateLimit: 0.1 },
  ],
  [{ rateLimit: -1 }, 'rateLimit is -1. Use a number above 0', { rateLimit: 1 }],
  [{ rateLimit: Number.NaN }, 'rateLimit is NaN.', { rateLimit: 1 }],
  [{ rateLimit: Number.POSITIVE_INFINITY }, 'rateLimit is Infinity.', { rateLimit: 2_500 }],
  [{ rateLimit: 2_501 }, 'rateLimit is 2501. Use a number above 0', { rateLimit: 2_500 }],
  [
    { burstLimit: 0 },
    'burstLimit is 0. Use a whole number from 1 to 1250: an account has no more in some regions.',
    { burstLimit: 1 },
  ],
  [{ burstLimit: 1.5 }, 'burstLimit is 1.5. Use a whole number from 1 to 1250', { burstLimit: 2 }],
  [{ burstLimit: 1_251 }, 'burstLimit is 1251. Use a whole number from 1 to 1250', { burstLimit: 1_250 }],
  [{ burstLimit: Number.NaN }, 'burstLimit is NaN.', { burstLimit: 1 }],
]

test.each(rows)('of an API, %p is refused', (refused, words, nearest) => {
  expect(() => api(domain(), refused)).toThrow(RefusedError)
  expect(() => api(domain(), refused)).toThrow(`Messaging-dev-Shop/Purchases: Its ${words}`)
  expect(() => api(domain(), nearest)).not.toThrow()
})

test.each(rows)('of an open route, %p is refused', (refused, words, nearest) => {
  expect(() => openRoute(refused)).toThrow(
    `Messaging-dev-Shop/Purchases: The route GET /unsubscribe's ${words}`,
  )
  expect(() => openRoute(nearest)).not.toThrow()
})

test('a function with a longer timeout than the API is refused', () => {
  const stack = domain()
  expect(() => api(stack).route(HttpMethod.GET, '/purchases/{id}', status(stack, 31))).toThrow(
    'Messaging-dev-Shop/Purchases: Its route GET /purchases/{id} calls Messaging-dev-Shop/Status, which may take 31 s: an HTTP API gives up earlier. Use a timeout of at most 30 s, or a queue between the two.',
  )
})

test('a function with a timeout of 30 s is accepted', () => {
  const stack = domain()
  api(stack).route(HttpMethod.GET, '/purchases/{id}', status(stack, 30))
})
