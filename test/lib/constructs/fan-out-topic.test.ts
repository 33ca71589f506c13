import { Duration } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { FanOutTopic } from '../../../lib/constructs/fan-out-topic.ts'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import type { FilterPolicy } from '../../../lib/filter-policy/filter-policy.ts'
import { descriptionOf, domain, resources, snapshotOf } from '../fixture.ts'
import type { Resource } from '../resource.ts'

function queue(stack: DomainStack, fifo: boolean): GuardedQueue {
  const consumer = { function: 'shop/shipping', timeout: Duration.seconds(30) } as const
  return new GuardedQueue(stack, 'Shipping', { domain: stack, fifo, consumer })
}

function topicWith(stack: DomainStack, fifo: boolean, filter?: FilterPolicy): FanOutTopic {
  const topic = new FanOutTopic(stack, 'Purchases', { domain: stack, fifo: true })
  topic.subscribe('Shipping', queue(stack, fifo), filter)
  return topic
}

test('with minimal props', () => {
  const stack = domain()
  new FanOutTopic(stack, 'Purchases', { domain: stack })
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test('with all props', () => {
  const stack = domain()
  topicWith(stack, true, { type: ['placed'], data: { total: [{ numeric: ['>', 5] }] } })
  const own = Object.entries(snapshotOf(stack)).filter(([id]) => id.startsWith('Purchases'))
  expect(Object.fromEntries(own)).toMatchSnapshot()
})

test('delivers raw, to FIFO and to standard queues', () => {
  for (const fifo of [true, false]) {
    const stack = domain()
    topicWith(stack, fifo)
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      RawMessageDelivery: true,
      FilterPolicy: Match.absent(),
      FilterPolicyScope: Match.absent(),
    })
  }
})

test("what cannot be delivered goes to a queue of the topic's type, also for a standard queue", () => {
  const stack = domain()
  topicWith(stack, false)
  const template = Template.fromStack(stack)
  const undelivered = 'PurchasesShippingUndeliveredQueue'
  template.hasResourceProperties('AWS::SNS::Subscription', {
    RedrivePolicy: {
      deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${undelivered}`), 'Arn'] },
    },
  })
  expect(resources(template)[undelivered]?.Properties).toMatchObject({ FifoQueue: true })
})

test('SNS may use the key only for this topic of this account', () => {
  const stack = domain()
  topicWith(stack, true)
  Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: '*',
          Condition: {
            ArnLike: {
              'aws:SourceArn': {
                'Fn::Join': [
                  '',
                  Match.arrayWith([Match.stringLikeRegexp(':Messaging-dev-Shop-Purchases\\.fifo$')]),
                ],
              },
            },
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          },
        },
      ]),
    },
  })
})

test('lets a service publish, and use the key, for the source that is named alone', () => {
  const stack = domain()
  const source = 'arn:aws:ses:eu-west-1:111122223333:configuration-set/mails'
  new FanOutTopic(stack, 'Purchases', { domain: stack }).allowPublisher('ses.amazonaws.com', source)
  const template = Template.fromStack(stack)
  const account = { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Allow',
          Principal: { Service: 'ses.amazonaws.com' },
          Action: 'sns:Publish',
          Condition: { ArnEquals: { 'aws:SourceArn': source }, StringEquals: account },
        }),
      ]),
    },
  })
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Principal: { Service: 'ses.amazonaws.com' },
          Condition: { ArnLike: { 'aws:SourceArn': source }, StringEquals: account },
        }),
      ]),
    },
  })
})

describe('a message that SNS does not deliver', () => {
  function alarmsOf(stack: DomainStack): Record<string, Resource['Properties']> {
    const alarms = Object.values(resources(Template.fromStack(stack))).filter(
      ({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && Properties.Namespace === 'AWS/SNS',
    )
    return Object.fromEntries(alarms.map(({ Properties }) => [String(Properties.MetricName), Properties]))
  }

  test('sets an alarm off when SNS gives up, and another when it cannot dead-letter the message either', () => {
    const stack = domain()
    topicWith(stack, true)
    const first = {
      Dimensions: [{ Name: 'TopicName', Value: { 'Fn::GetAtt': ['PurchasesTopic', 'TopicName'] } }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    }
    expect(alarmsOf(stack)).toMatchObject({
      NumberOfNotificationsFailed: first,
      NumberOfNotificationsFailedToRedriveToDlq: first,
    })
  })

  test('is named by alarms that say where to look: each undelivered queue, and the logs of the domain', () => {
    const stack = domain()
    topicWith(stack, false)
    const { NumberOfNotificationsFailed: failed, NumberOfNotificationsFailedToRedriveToDlq: lost } =
      alarmsOf(stack)
    const [, before, after] = /queues (\S+)\*(\S+) /.exec(descriptionOf(failed ?? {})) ?? []
    const queues = resources(Template.fromStack(stack))
    const name = String(queues.PurchasesShippingUndeliveredQueue?.Properties.QueueName)
    expect(name.startsWith(before as string)).toBe(true)
    expect(name.replace('.fifo', '').endsWith(after as string)).toBe(true)
    expect(descriptionOf(lost ?? {})).toContain('log groups /messaging/dev/shop/ ')
    for (const alarm of [failed, lost]) {
      expect(descriptionOf(alarm ?? {})).toContain('message of Messaging-dev-Shop-Purchases.fifo ')
    }
  })
})

describe('combinations that cannot work are refused', () => {
  test('a FIFO queue on a standard topic', () => {
    const stack = domain()
    const topic = new FanOutTopic(stack, 'Purchases', { domain: stack })
    expect(() => topic.subscribe('Shipping', queue(stack, true))).toThrow(
      'Messaging-dev-Shop/Purchases/Shipping: The FIFO queue Messaging-dev-Shop/Shipping is subscribed to a standard topic, which does not deliver to FIFO queues. Give the topic fifo: true, or make the queue a standard one.',
    )
  })

  const thirteen = Array.from({ length: 13 }, (_, index) => index)
  const filters: [string, FilterPolicy, string][] = [
    [
      'a filter of six keys',
      { a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] },
      'Its filter policy has 6 keys: a, b, c, d, e, f. Use at most 5.',
    ],
    [
      'a filter of more than 150 combinations',
      { a: thirteen, b: thirteen },
      'Its filter policy has 169 combinations of values',
    ],
    ['depth counts', { a: { b: { c: thirteen } }, d: [1, 2, 3, 4] }, 'has 156 combinations'],
    [
      'alternatives add up',
      { d: { $or: [{ a: thirteen }, { a: [1] }, { b: thirteen }] }, e: [1, 2, 3] },
      'has 162 combinations',
    ],
    [
      'a filter without values',
      { a: [] },
      'Its filter policy lists no value for "a". List one, or leave the property out.',
    ],
    [
      'a single alternative',
      { $or: [{ a: [1] }] },
      'Its filter policy has 1 alternative in "$or", which SNS then takes for a property\'s name. Give it two, or write the one without $or.',
    ],
  ]
  test.each(filters)('%s', (_, filter, message) => {
    expect(() => topicWith(domain(), true, filter)).toThrow(message)
  })
})
