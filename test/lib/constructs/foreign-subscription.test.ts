import { Duration } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { FanOutTopic } from '../../../lib/constructs/fan-out-topic.ts'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { domain, neighbourOf, resources } from '../fixture.ts'
import { type Resource, statementsOf } from '../resource.ts'

function queue(stack: DomainStack, fifo = false): GuardedQueue {
  const consumer = { function: 'clickstream/purchases', timeout: Duration.seconds(30) } as const
  return new GuardedQueue(stack, 'Bought', { domain: stack, fifo, consumer })
}

/** A topic of the shop, and what another domain has for it. */
function subscribed(fifo = true) {
  const shop = domain()
  const clicks = neighbourOf(shop, 'Clicks')
  const topic = new FanOutTopic(shop, 'Purchases', { domain: shop, fifo })
  const undelivered = topic.subscribeForeign(clicks, queue(clicks), { type: ['placed'] })
  return { shop, clicks, topic, undelivered }
}

const TOPIC = {
  'Fn::Join': [
    '',
    [
      ...['arn:', { Ref: 'AWS::Partition' }, ':sns:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }],
      ':Messaging-dev-Shop-Purchases.fifo',
    ],
  ],
}

function ofType(stack: DomainStack, type: string): Resource[] {
  return Object.values(resources(Template.fromStack(stack))).filter(({ Type }) => Type === type)
}

test('everything it needs is in the stack of the queue, which names the topic', () => {
  const { clicks } = subscribed()
  expect(ofType(clicks, 'AWS::SNS::Subscription').map(({ Properties }) => Properties)).toEqual([
    {
      TopicArn: TOPIC,
      Protocol: 'sqs',
      Endpoint: { 'Fn::GetAtt': ['BoughtQueue', 'Arn'] },
      RawMessageDelivery: true,
      FilterPolicy: { type: ['placed'] },
      FilterPolicyScope: 'MessageBody',
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['BoughtPurchasesUndeliveredQueue', 'Arn'] },
      },
    },
  ])
})

test('the stack of the topic is the same with and without it, and is deployed before', () => {
  const { shop, clicks } = subscribed()
  const alone = domain()
  new FanOutTopic(alone, 'Purchases', { domain: alone, fifo: true })
  expect(Template.fromStack(shop).toJSON()).toEqual(Template.fromStack(alone).toJSON())
  expect(clicks.dependencies).toContain(shop)
  expect(shop.dependencies).not.toContain(clicks)
})

test("SNS may use the key of the queue's domain only for that topic", () => {
  const { clicks } = subscribed()
  const forSns = ofType(clicks, 'AWS::KMS::Key')
    .flatMap(statementsOf)
    .filter(({ Principal }) => JSON.stringify(Principal).includes('sns.amazonaws.com'))
  expect(forSns).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: {
        ArnLike: { 'aws:SourceArn': TOPIC },
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      },
    },
  ])
})

test('SNS may send to both queues only for that topic', () => {
  const { clicks } = subscribed()
  const allowed = ofType(clicks, 'AWS::SQS::QueuePolicy')
    .flatMap(statementsOf)
    .filter(({ Effect }) => Effect === 'Allow')
  expect(allowed).toHaveLength(2)
  for (const { Principal, Condition } of allowed) {
    expect(Principal).toEqual({ Service: 'sns.amazonaws.com' })
    expect(Condition?.ArnEquals).toEqual({ 'aws:SourceArn': TOPIC })
  }
})

test("what cannot be delivered waits in a queue of the topic's type, under the key of operations", () => {
  const { clicks, undelivered } = subscribed()
  expect(undelivered.queueName).toBe('Messaging-dev-Clicks-Bought-Purchases-Undelivered.fifo')
  expect(resources(Template.fromStack(clicks)).BoughtPurchasesUndeliveredQueue?.Properties).toMatchObject({
    FifoQueue: true,
    KmsMasterKeyId: { 'Fn::ImportValue': expect.stringContaining('Operations:ExportsOutputFnGetAttKey') },
  })
  Template.fromStack(clicks).hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'Messaging-dev-clicks-bought-undelivered',
  })
})

describe('combinations that cannot work are refused', () => {
  test('a queue under the key of a third domain', () => {
    const shop = domain()
    const [clicks, mail] = [neighbourOf(shop, 'Clicks'), neighbourOf(shop, 'Letters')]
    const topic = new FanOutTopic(shop, 'Purchases', { domain: shop })
    expect(() => topic.subscribeForeign(clicks, queue(mail))).toThrow(
      'Messaging-dev-Letters/Bought/Purchases: The queue Messaging-dev-Letters/Bought is encrypted with the key of another domain than clicks, which does not let SNS send for this one.',
    )
  })

  test('a FIFO queue on a standard topic', () => {
    const shop = domain()
    const clicks = neighbourOf(shop, 'Clicks')
    const topic = new FanOutTopic(shop, 'Purchases', { domain: shop })
    expect(() => topic.subscribeForeign(clicks, queue(clicks, true))).toThrow(
      'which does not deliver to FIFO queues. Give the topic fifo: true, or make the queue a standard one.',
    )
  })
})
