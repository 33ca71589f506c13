import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { FanOutTopic } from '../../../lib/constructs/fan-out-topic.ts'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { queueName } from '../../../lib/names/queue-name.ts'
import { domain } from '../fixture.ts'

function queue(stack: DomainStack, scope: Construct, id: string): GuardedQueue {
  const consumer = { function: 'shop/shipping', timeout: Duration.seconds(30) } as const
  return new GuardedQueue(scope, id, { domain: stack, consumer })
}

const ids: [id: string, refused: string][] = [
  ['Ship.ping', '"."'],
  ['Ship ping', '" "'],
  ['Größe', '"ö"'],
  ['Ship:ping', '":"'],
]

test.each(ids)('a queue %j is refused', (id, refused) => {
  const stack = domain()
  expect(() => queue(stack, stack, id)).toThrow(
    `Messaging-dev-Shop/${id}: Its name Messaging-dev-Shop-${id} contains ${refused}: SQS and SNS take a to z, A to Z, 0 to 9, - and _. Rename the id that contains it.`,
  )
})

test.each(ids)('a topic %j is refused', (id, refused) => {
  const stack = domain()
  expect(() => new FanOutTopic(stack, id, { domain: stack, fifo: true })).toThrow(
    `Its name Messaging-dev-Shop-${id}.fifo contains ${refused}: SQS and SNS take`,
  )
})

test('letters, digits, hyphens and underscores are a name', () => {
  const stack = domain()
  queue(stack, stack, 'Ship-ping_2')
  new FanOutTopic(stack, 'Ship-ping_3', { domain: stack })
})

test('80 characters are a name, 81 are none', () => {
  const stack = domain()
  const named = (length: number) =>
    queueName(new Construct(stack, 'x'.repeat(length - 'Messaging-dev-Shop-'.length)), false)
  expect(named(80)).toHaveLength(80)
  expect(() => named(81)).toThrow('has 81 characters. Shorten the ids to 80 in total.')
})

test('two queues of one name are refused', () => {
  const stack = domain()
  queue(stack, new Construct(stack, 'Europe'), 'Shipping')
  expect(() => queue(stack, stack, 'Europe-Shipping')).toThrow(
    'Messaging-dev-Shop/Europe-Shipping: Its name Messaging-dev-Shop-Europe-Shipping is taken by Messaging-dev-Shop/Europe/Shipping/Queue/Resource. Rename one of the ids.',
  )
})

test('two topics of one name are refused; a queue and a topic may share one', () => {
  const stack = domain()
  const europe = new Construct(stack, 'Europe')
  queue(stack, europe, 'Purchases')
  new FanOutTopic(stack, 'Europe-Purchases', { domain: stack })
  expect(() => new FanOutTopic(new Construct(europe, 'x'), 'y', { domain: stack })).not.toThrow()
  expect(() => new FanOutTopic(stack, 'Europe-x-y', { domain: stack })).toThrow(
    'Its name Messaging-dev-Shop-Europe-x-y is taken by Messaging-dev-Shop/Europe/x/y/Topic/Resource.',
  )
})
