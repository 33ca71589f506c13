import type { Pipelines } from '../../../tools/clients/pipelines/pipelines.ts'
import type { Queue } from '../../../tools/clients/pipelines/queues.ts'
import type { Hop, Sent } from '../../../tools/clients/trail.ts'
import { followingFrom } from '../../../tools/trace/following.ts'
import { staysOf } from '../../../tools/trace/stay.ts'

const REGION = 'arn:aws:sqs:us-east-1:000000000000'

function queue(name: string): Queue {
  return {
    name,
    url: `http://127.0.0.1/${name}`,
    arn: `${REGION}:${name}`,
    role: 'work',
    fifo: name.endsWith('.fifo'),
    depth: { waiting: 0, inFlight: 0, delayed: 0 },
    retentionSeconds: 345_600,
    visibilitySeconds: 30,
    keyId: undefined,
    deadLetterArn: undefined,
    undeliveredArns: [],
    maxReceiveCount: undefined,
  }
}

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:events.fifo'

/** One topic with two subscriptions, and a queue that is sent to: each with a function of its name. */
const pipelines: Pipelines = {
  stage: 'dev',
  queues: ['all.fifo', 'large', 'mails'].map(queue),
  functions: ['all', 'large', 'mails'].map(service => ({
    name: `function-${service}`,
    arn: '',
    service,
    logGroup: '',
    deadLetterQueueUrl: undefined,
    reservedConcurrency: undefined,
  })),
  sources: ['all.fifo', 'large', 'mails'].map(name => ({
    id: name,
    arn: `${REGION}:${name}`,
    functionName: `function-${name.replace('.fifo', '')}`,
    state: 'Enabled',
    lastResult: undefined,
    maximumConcurrency: 2,
  })),
  topicArns: [TOPIC],
  subscriptions: [
    { queueArn: `${REGION}:all.fifo`, filter: { type: ['placed'] } },
    { queueArn: `${REGION}:large`, filter: { type: ['placed'], amount: [{ numeric: ['>', 100] }] } },
  ].map(each => ({ arn: each.queueArn, topicArn: TOPIC, undeliveredArn: undefined, ...each })),
  notifications: [],
}

let second = 0
beforeEach(() => {
  second = 0
})

/** A hop after those that were made before. */
function hop(service: string, event: string, more: Partial<Hop> = {}): Hop {
  const at = new Date(Date.UTC(2026, 0, 1) + second++ * 1_000).toISOString()
  const times = { sentAt: at, receivedAt: at, doneAt: at }
  return {
    service,
    event,
    messageId: `${service}-${second}`,
    receiveCount: 1,
    outcome: 'done',
    ...times,
    ...more,
  }
}

const published = (id: string): Sent[] => [{ to: 'events.fifo', event: 'placed', count: 1, id }]

const mails = (count: number, id?: string): Sent[] => [{ to: 'mails', event: 'mail', count, id }]

function follow(...hops: Hop[]) {
  const { missing, ...rest } = followingFrom(staysOf(hops), pipelines)
  return { ...rest, missing: missing.map(({ destination, count }) => `${destination.service} ${count}`) }
}

test('what a topic was told is missing at each subscription that takes the type for certain', () => {
  expect(follow(hop('api', 'placed', { sent: published('1') })).missing).toEqual(['all 1'])
})

test('a message that has arrived is not missing', () => {
  expect(follow(hop('api', 'placed', { sent: published('1') }), hop('all', 'placed')).missing).toEqual([])
})

test('two sends with the same id are one message', () => {
  const first = hop('api', 'placed', { sent: published('1') })
  const second = hop('api', 'placed', { sent: published('1') })
  expect(follow(first, second, hop('all', 'placed')).missing).toEqual([])
})

test('sends with two ids are two messages', () => {
  const first = hop('api', 'placed', { sent: published('1') })
  const second = hop('api', 'placed', { sent: published('2') })
  expect(follow(first, second, hop('all', 'placed')).missing).toEqual(['all 1'])
})

test('of many mails, those are missing that have not arrived', () => {
  const sender = hop('all', 'post', { sent: mails(5) })
  expect(follow(sender, hop('mails', 'mail'), hop('mails', 'mail')).missing).toEqual(['mails 3'])
})

test('an attempt that is repeated sends the same again', () => {
  const attempt = { messageId: 'm', sent: mails(5) }
  const first = hop('all', 'post', { ...attempt, outcome: 'retry', sent: mails(3) })
  const second = hop('all', 'post', attempt)
  expect(follow(first, second).missing).toEqual(['mails 5'])
})

test('a message that comes again is in its queue until it is done', () => {
  const first = hop('all', 'placed', { messageId: 'm', outcome: 'retry', reason: 'Error: no' })
  expect(follow(first).retried).toHaveLength(1)
  expect(follow(first, hop('all', 'placed', { messageId: 'm' })).retried).toEqual([])
})

test('a dead letter is one until it was redriven, under whatever id', () => {
  const given = hop('all', 'placed', { outcome: 'dead-lettered', reason: 'Error: no' })
  const sender = hop('api', 'placed', { sent: published('1') })
  expect(follow(sender, given).deadLettered).toHaveLength(1)
  const again = follow(sender, given, hop('all', 'placed'))
  expect(again).toMatchObject({ deadLettered: [], missing: [] })
})

test('a redriven mail does not stand for another that is missing', () => {
  const sender = hop('all', 'post', { sent: mails(2) })
  const given = hop('mails', 'mail', { emailId: 'a', outcome: 'dead-lettered' })
  expect(follow(sender, given, hop('mails', 'mail', { emailId: 'a' })).missing).toEqual(['mails 1'])
})

test('a message that no subscription accepts is shown at its topic', () => {
  const { unclaimed, missing } = follow(
    hop('api', 'x', { sent: [{ to: 'events.fifo', event: 'unheard', count: 1, id: '1' }] }),
  )
  expect(unclaimed.map(({ sent }) => sent.event)).toEqual(['unheard'])
  expect(missing).toEqual([])
})

test('a request that failed does not count once it was repeated with success; of several failures the last does', () => {
  const failed = () => hop('api', 'placed', { outcome: 'failed', reason: 'Error: no' })
  expect(follow(failed(), failed()).refused.map(({ messageId }) => messageId)).toEqual(['api-2'])
  expect(follow(failed(), hop('api', 'placed')).refused).toEqual([])
})

test('of two arrivals of a message that overlap, the one that ended last counts', () => {
  const slow = hop('all', 'placed', { messageId: 'm', doneAt: '2026-01-01T00:01:00.000Z' })
  const again = hop('all', 'placed', { messageId: 'm', outcome: 'retry', receiveCount: 2 })
  expect(follow(slow, again).retried).toEqual([])
})

test('a message that is delivered again after it was done is one message', () => {
  const [sender, first] = [hop('api', 'placed', { sent: mails(2) }), hop('mails', 'mail', { messageId: 'm' })]
  expect(follow(sender, first, hop('mails', 'mail', { messageId: 'm', receiveCount: 2 })).missing).toEqual([
    'mails 1',
  ])
})

test('several messages of one purchase in one invocation are several messages', () => {
  const sender = hop('api', 'placed', { sent: mails(3) })
  const inOne = [1, 2].map(number =>
    hop('mails', 'mail', { messageId: `m-${number}`, function_request_id: 'i' }),
  )
  expect(follow(sender, ...inOne).missing).toEqual(['mails 1'])
})

test('who may have been left out by a filter on the content is named, until it has got something', () => {
  const sender = hop('api', 'placed', { sent: published('1') })
  expect(follow(sender, hop('all', 'placed')).filtered).toEqual(['large'])
  expect(follow(sender, hop('all', 'placed'), hop('large', 'placed')).filtered).toEqual([])
})
