import { InvalidParameterException, NotFoundException } from '@aws-sdk/client-sns'
import { SnsStage } from './sns-stage.ts'

const stage = new SnsStage()
let topicArn: string
let queueArn: string

beforeAll(async () => {
  await stage.open()
  topicArn = await stage.topic('topic')
  queueArn = await stage.queue('queue')
})
afterAll(() => stage.close())

describe('subscribing a queue', () => {
  test('is confirmed at once, and described', async () => {
    const SubscriptionArn = await stage.subscribe(topicArn, queueArn)
    expect(SubscriptionArn).toMatch(new RegExp(`^${topicArn}:[0-9a-f-]{36}$`))
    const { Attributes } = await stage.sns.getSubscriptionAttributes({ SubscriptionArn })
    expect(Attributes).toEqual({
      SubscriptionArn,
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: queueArn,
      Owner: '000000000000',
      ConfirmationWasAuthenticated: 'true',
      PendingConfirmation: 'false',
      RawMessageDelivery: 'false',
      SubscriptionPrincipal: 'arn:aws:iam::000000000000:user/test',
    })
  })

  test('again finds the subscription, unless its attributes differ', async () => {
    const other = await stage.queue('again')
    const first = await stage.subscribe(topicArn, other, { RawMessageDelivery: 'true' })
    expect(await stage.subscribe(topicArn, other)).toBe(first)
    expect(await stage.subscribe(topicArn, other, { RawMessageDelivery: 'true' })).toBe(first)
    await expect(stage.subscribe(topicArn, other, { RawMessageDelivery: 'false' })).rejects.toThrow(
      'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
    )
  })

  test('ends with Unsubscribe, which is idempotent', async () => {
    const SubscriptionArn = await stage.subscribe(topicArn, await stage.queue('leaving'))
    await stage.sns.unsubscribe({ SubscriptionArn })
    await stage.sns.unsubscribe({ SubscriptionArn })
    await expect(stage.sns.getSubscriptionAttributes({ SubscriptionArn })).rejects.toThrow(NotFoundException)
    const { Attributes } = await stage.sns.getTopicAttributes({ TopicArn: topicArn })
    expect(Attributes?.SubscriptionsDeleted).toBe('1')
  })
})

describe('refuses', () => {
  // SNS developer guide, "Amazon SNS FIFO topics": a standard topic cannot keep a FIFO queue's promises.
  test('a FIFO queue on a standard topic', async () => {
    const fifo = await stage.queue('queue.fifo')
    await expect(stage.subscribe(topicArn, fifo)).rejects.toThrow(
      'FIFO SQS Queues can not be subscribed to standard SNS topics',
    )
  })

  test.each([
    ['lambda', 'arn:aws:lambda:us-east-1:000000000000:function:f'],
    ['firehose', 'arn:aws:firehose:us-east-1:000000000000:deliverystream/s'],
    ['https', 'https://example.com'],
    ['http', 'http://example.com'],
    ['sms', '+12065550100'],
    ['application', 'arn:aws:sns:us-east-1:000000000000:endpoint/GCM/a/b'],
  ])('the protocol %s, by name', async (Protocol, Endpoint) => {
    const refused = stage.sns.subscribe({ TopicArn: topicArn, Protocol, Endpoint })
    await expect(refused).rejects.toThrow(`The local AWS does not simulate the protocol ${Protocol}`)
  })

  test.each([
    ['pigeon', 'loft', 'Amazon SNS does not support this protocol string: pigeon'],
    ['sqs', 'queue', 'Invalid parameter: SQS endpoint ARN'],
    ['sqs', undefined, 'Invalid parameter: Endpoint'],
    ['email', 'nobody', 'Invalid parameter: Email address'],
  ])('the %s endpoint %s', async (Protocol, Endpoint, message) => {
    const refused = stage.sns.subscribe({ TopicArn: topicArn, Protocol, Endpoint })
    await expect(refused).rejects.toThrow(InvalidParameterException)
    await expect(refused).rejects.toThrow(message)
  })

  test('a topic that is not there', async () => {
    await expect(stage.subscribe(`${topicArn}-not`, queueArn)).rejects.toThrow('Topic does not exist')
  })

  test('mail from a FIFO topic', async () => {
    const TopicArn = await stage.topic('topic.fifo')
    await expect(
      stage.sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }),
    ).rejects.toThrow('FIFO topics deliver to SQS queues')
  })

  test.each([
    ['RawMessageDelivery', 'maybe', 'RawMessageDelivery: Invalid value [maybe]. Must be true or false.'],
    [
      'FilterPolicyScope',
      'Subject',
      'FilterPolicyScope: Invalid value [Subject]. Please use either MessageBody or MessageAttributes',
    ],
    ['RedrivePolicy', '{', 'RedrivePolicy: failed to parse JSON.'],
    ['RedrivePolicy', '{"deadLetterTargetArn":"x"}', 'RedrivePolicy: deadLetterTargetArn is an invalid arn'],
    ['ReplayPolicy', '{}', 'does not simulate message replay'],
    ['Nonsense', 'x', 'AttributeName'],
  ])('the attribute %s: %s', async (name, value, message) => {
    const SubscriptionArn = await stage.subscribe(topicArn, queueArn)
    const set = { SubscriptionArn, AttributeName: name, AttributeValue: value }
    await expect(stage.sns.setSubscriptionAttributes(set)).rejects.toThrow(message)
    const another = stage.stage.account.arn('sqs', 'another')
    await expect(stage.subscribe(topicArn, another, { [name]: value })).rejects.toThrow(message)
  })

  test('a token that was not given out: no subscription waits for one', async () => {
    await expect(stage.sns.confirmSubscription({ TopicArn: topicArn, Token: '123' })).rejects.toThrow(
      'Invalid parameter: Token',
    )
  })
})

test('subscriptions are listed, all and by topic', async () => {
  const TopicArn = await stage.topic('listed')
  const first = await stage.subscribe(TopicArn, await stage.queue('listed-1'))
  const second = await stage.subscribe(TopicArn, await stage.queue('listed-2'))
  const byTopic = await stage.sns.listSubscriptionsByTopic({ TopicArn })
  expect(byTopic.Subscriptions).toEqual([
    {
      SubscriptionArn: first,
      Owner: '000000000000',
      Protocol: 'sqs',
      Endpoint: stage.stage.account.arn('sqs', 'listed-1'),
      TopicArn,
    },
    expect.objectContaining({ SubscriptionArn: second }),
  ])
  const all = await stage.sns.listSubscriptions({})
  expect(all.Subscriptions?.length).toBeGreaterThan(2)
})

test('a redrive policy is set, shown and taken away', async () => {
  const SubscriptionArn = await stage.subscribe(topicArn, await stage.queue('guarded'))
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await stage.queue('guarded-dlq') })
  const set = (AttributeValue: string) =>
    stage.sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'RedrivePolicy', AttributeValue })
  await set(RedrivePolicy)
  const shown = await stage.sns.getSubscriptionAttributes({ SubscriptionArn })
  expect(shown.Attributes?.RedrivePolicy).toBe(RedrivePolicy)
  await set('')
  const gone = await stage.sns.getSubscriptionAttributes({ SubscriptionArn })
  expect(gone.Attributes).not.toHaveProperty('RedrivePolicy')
})
