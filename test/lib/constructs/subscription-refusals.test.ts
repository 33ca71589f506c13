import { Duration } from 'aws-cdk-lib'
import { DomainBucket } from '../../../lib/constructs/domain-bucket.ts'
import { FanOutTopic } from '../../../lib/constructs/fan-out-topic.ts'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { domain } from '../fixture.ts'

function queue(stack: DomainStack, id = 'Shipping'): GuardedQueue {
  const consumer = { function: 'shop/shipping', timeout: Duration.seconds(30) } as const
  return new GuardedQueue(stack, id, { domain: stack, consumer })
}

function topic(stack: DomainStack, id = 'Purchases', fifo = false): FanOutTopic {
  return new FanOutTopic(stack, id, { domain: stack, fifo })
}

test('one queue twice on a topic is refused: it is one subscription, with one filter', () => {
  const stack = domain()
  const [purchases, shipping] = [topic(stack), queue(stack)]
  purchases.subscribe('Placed', shipping, { type: ['placed'] })
  expect(() => purchases.subscribe('Shipped', shipping, { type: ['shipped'] })).toThrow(
    'Messaging-dev-Shop/Purchases/Shipped: The queue Messaging-dev-Shop/Shipping is subscribed to this topic by Messaging-dev-Shop/Purchases/Placed already. Subscribe it once, with a filter that matches the messages of both ($or), or subscribe a second queue.',
  )
})

test('one queue on two topics, and two queues on one, are accepted', () => {
  const stack = domain()
  const [purchases, shipping] = [topic(stack), queue(stack)]
  purchases.subscribe('Shipping', shipping)
  purchases.subscribe('Returns', queue(stack, 'Returns'))
  topic(stack, 'Others').subscribe('Shipping', shipping)
})

test("another domain's queue is refused: its key does not let this topic, or this bucket, in", () => {
  const [stack, other] = [domain(), domain()]
  const photos = new DomainBucket(stack, 'Photos', {
    domain: stack,
    name: 'photos',
    expiries: { 'in/': Duration.days(1) },
    withoutAccessLogs: 'A test.',
  })
  expect(() => topic(stack).subscribe('Shipping', queue(other))).toThrow(
    'Messaging-dev-Shop/Purchases/Shipping: The queue Messaging-dev-Shop/Shipping is encrypted with the key of another domain than shop, which does not let SNS send for this one. Give the domain shop its own queue, whose consumer may send to the other one.',
  )
  expect(() => photos.notify(queue(other, 'Arrivals'), { prefix: 'in/' })).toThrow(
    'which does not let S3 send for this one.',
  )
})

test('a domain whose operations key is its own is refused: the key that stops a delivery stops the undelivered queue', () => {
  const stack = domain()
  const alone = { ...stack, tries: stack.tries, operationsKey: stack.key }
  const purchases = new FanOutTopic(stack, 'Purchases', { domain: alone })
  expect(() => purchases.subscribe('Shipping', queue(stack))).toThrow(
    "Messaging-dev-Shop/Purchases/Shipping: The operationsKey of the domain shop is Messaging-dev-Shop/Key, the key of the domain itself: when it refuses a message, it refuses to keep it as undelivered, too. Give the domain another stack's key as operationsKey.",
  )
})

test.each(['ses.amazonaws.com', 's3.amazonaws.com'])('%s is refused on a FIFO topic', service => {
  const stack = domain()
  const source = 'arn:aws:s3:::photos'
  expect(() => topic(stack, 'Purchases', true).allowPublisher(service, source)).toThrow(
    `Messaging-dev-Shop/Purchases: It is a FIFO topic, and ${service} publishes to standard topics only. Leave out fifo.`,
  )
  expect(() => topic(stack, 'Feedback').allowPublisher(service, source)).not.toThrow()
})
