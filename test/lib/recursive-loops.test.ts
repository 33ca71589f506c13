import {
  purchaseCancelled,
  purchaseDelayed,
  purchaseFlagged,
  purchasePlaced,
  purchaseShipped,
} from '../../lambda/contracts/purchase-events.ts'
import type { Located } from './resource.ts'
import { functions, grantsOf, ofType, pointedTo, queues, serviceOf, target, topicOf } from './stage.ts'
import { letsThrough, type TypeFilter } from './subscription-filter.ts'

/*
 * Lambda stops a function that is invoked by what it sends itself: after about 16 turns, by SQS, SNS, S3 or Invoke
 * (Lambda, recursive loop detection). Nothing stops a round through a stream. So each way round is meant and
 * allowed, or is none.
 */

/** What each function publishes that may publish. */
const publishes: Record<string, string[]> = {
  'shop-buying': [purchasePlaced.type],
  'shop-shipping': [purchaseShipped.type, purchaseCancelled.type, purchaseDelayed.type],
  'shop-review': [purchaseFlagged.type],
}

interface Notification {
  Queue: unknown
  Filter: { S3Key: { Rules: { Name: string; Value: string }[] } }
}

const services = functions.map(serviceOf)

/** The functions that a function invokes by what it may send. */
function invokedBy(service: string): string[] {
  const { stack } = functions.find(one => serviceOf(one) === service) as Located
  const local = (type: string, id: string) => ofType(type).find(one => one.stack === stack && one.id === id)
  return [
    ...granted(service, 'sqs', 'SendMessage').flatMap(queue => consumersOf(queueNamed(stack, queue))),
    ...granted(service, 'sns', 'Publish').flatMap(id =>
      subscribersOf(local('AWS::SNS::Topic', id), publishes[service] ?? []),
    ),
    ...granted(service, 's3', 'PutObject').flatMap(objects => {
      const [id = '', ...keys] = objects.split('/')
      return notifiedOf(local('AWS::S3::Bucket', id), keys.join('/'))
    }),
    ...granted(service, 'kinesis', 'PutRecords').flatMap(id => readersOf(local('AWS::Kinesis::Stream', id))),
    ...granted(service, 'lambda', 'InvokeFunction').flatMap(id => {
      const invoked = local('AWS::Lambda::Function', id)
      return invoked ? [serviceOf(invoked)] : []
    }),
  ]
}

function granted(service: string, of: string, action: string): string[] {
  return grantsOf(service, of)
    .filter(grant => grant.startsWith(`${action} `))
    .map(grant => grant.slice(action.length + 1))
}

/** By its logical id, or by the name that its stack exports it by: `Messaging-dev-Mail:ExportsOutput…EmailsQueue…`. */
function queueNamed(stack: string, name: string): Located {
  const [other, exported] = name.split(':')
  const found = queues.find(({ stack: home, id }) =>
    exported ? home === other && exported.includes(`Att${id}`) : home === stack && id === name,
  )
  if (!found) throw new Error(`No stack has the queue ${name}.`)
  return found
}

function consumersOf(queue: Located): string[] {
  return ofType('AWS::Lambda::EventSourceMapping')
    .filter(mapping => pointedTo(queues, mapping, 'EventSourceArn') === queue)
    .flatMap(mapping => {
      const consumer = pointedTo(functions, mapping, 'FunctionName')
      return consumer ? [serviceOf(consumer)] : []
    })
}

function readersOf(stream: Located | undefined): string[] {
  return ofType('AWS::Lambda::EventSourceMapping')
    .filter(mapping => stream !== undefined && pointedTo([stream], mapping, 'EventSourceArn'))
    .flatMap(mapping => {
      const reader = pointedTo(functions, mapping, 'FunctionName')
      return reader ? [serviceOf(reader)] : []
    })
}

function subscribersOf(topic: Located | undefined, types: string[]): string[] {
  return ofType('AWS::SNS::Subscription')
    .filter(subscription => topicOf(subscription) === topic)
    .filter(({ Properties }) => {
      const filter = Properties.FilterPolicy as TypeFilter | undefined
      return types.some(published => letsThrough(filter, published))
    })
    .flatMap(subscription => consumersOf(pointedTo(queues, subscription, 'Endpoint') as Located))
}

/** @param keys that may be written: `renditions/*` */
function notifiedOf(bucket: Located | undefined, keys: string): string[] {
  const { QueueConfigurations = [] } = (bucket?.Properties.NotificationConfiguration ?? {}) as {
    QueueConfigurations?: Notification[]
  }
  return QueueConfigurations.filter(({ Filter }) => {
    const prefix = Filter.S3Key.Rules.find(({ Name }) => Name === 'prefix')?.Value ?? ''
    const written = keys.replace(/\*.*$/, '')
    return written.startsWith(prefix) || prefix.startsWith(written)
  }).flatMap(({ Queue }) => consumersOf(queueNamed(bucket?.stack ?? '', target(Queue))))
}

/** Everything that follows from what a function sends. */
function following(service: string): Set<string> {
  const reached = new Set<string>()
  const open = [service]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const invoked of invokedBy(next)) {
      if (!reached.has(invoked)) open.push(invoked)
      reached.add(invoked)
    }
  }
  return reached
}

test('what is published is known of each function that publishes', () => {
  const publishers = services.filter(service => granted(service, 'sns', 'Publish').length > 0)
  expect(publishers.toSorted()).toEqual(Object.keys(publishes).toSorted())
})

test('the paths of messages are found', () => {
  expect([...following('posts-publish')].toSorted()).toEqual(['mail-mailer', 'posts-fan-out'])
  expect([...following('shop-buying')].toSorted()).toEqual([
    'clickstream-baskets',
    'clickstream-purchases',
    'clickstream-recount',
    'clickstream-remind',
    'clickstream-retake',
    'clickstream-trends',
    'mail-mailer',
    'shop-history',
    'shop-receipts',
    'shop-review',
    'shop-shipping',
  ])
  expect([...following('video-upload')].toSorted()).toEqual([
    'mail-mailer',
    'video-encoder',
    'video-notifier',
  ])
  expect([...following('video-synchronous-upload')]).toEqual(['video-synchronous-encoder'])
})

test('only the one function that invokes itself is allowed to', () => {
  const allowed = functions.filter(({ Properties }) => Properties.RecursiveLoop === 'Allow').map(serviceOf)
  expect(services.filter(service => following(service).has(service))).toEqual(['posts-fan-out'])
  expect(allowed).toEqual(['posts-fan-out'])
})
