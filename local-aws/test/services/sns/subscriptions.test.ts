import { InvalidParameterException, NotFoundException } from '@aws-sdk/client-sns'
import { SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
let topicArn: string
let queueArn: string

beforeAll(async () => {
  await rig.open()
  topicArn = await rig.topic('topic')
  queueArn = await rig.queue('queue')
})
afterAll(() => rig.close())

describe('subscribing a queue', () => {
  /**
   * @documented SNS API Reference, Subscribe and GetSubscriptionAttributes: the subscription of a queue of
   *   the same account needs no confirmation
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrudV2::test_creating_subscription,
   *   2025-10-07
   */
  test('is confirmed at once, and described', async () => {
    const SubscriptionArn = await rig.subscribe(topicArn, queueArn)
    expect(SubscriptionArn).toMatch(new RegExp(`^${topicArn}:[0-9a-f-]{36}$`))
    const { Attributes } = await rig.sns.getSubscriptionAttributes({ SubscriptionArn })
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

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrud::test_subscribe_idempotency,
   *   2025-10-06
   */
  test('again finds the subscription, unless its attributes differ', async () => {
    const other = await rig.queue('again')
    const first = await rig.subscribe(topicArn, other, { RawMessageDelivery: 'true' })
    expect(await rig.subscribe(topicArn, other)).toBe(first)
    expect(await rig.subscribe(topicArn, other, { RawMessageDelivery: 'true' })).toBe(first)
    await expect(rig.subscribe(topicArn, other, { RawMessageDelivery: 'false' })).rejects.toThrow(
      'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
    )
  })

  /** @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrud::test_unsubscribe_wrong_arn_format, 2025-10-06 */
  test.each([
    ['randomstring', 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 1'],
    ['arn:aws:sns:us-east-1:random', 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 5'],
    ['arn:aws:sns:us-east-1:111111111111:random', 'SubscriptionId'],
    [undefined, 'SubscriptionArn Reason: no value for required parameter'],
  ])('does not end with %s', async (SubscriptionArn, reason) => {
    await expect(rig.sns.unsubscribe({ SubscriptionArn })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Invalid parameter: ${reason}`,
    })
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrud::test_unsubscribe_idempotency,
   *   2025-10-06
   * @documented SNS API Reference, GetTopicAttributes, SubscriptionsDeleted: "The number of deleted
   *   subscriptions for the topic."
   */
  test('ends with Unsubscribe, which is idempotent', async () => {
    const SubscriptionArn = await rig.subscribe(topicArn, await rig.queue('leaving'))
    await rig.sns.unsubscribe({ SubscriptionArn })
    await rig.sns.unsubscribe({ SubscriptionArn })
    await expect(rig.sns.getSubscriptionAttributes({ SubscriptionArn })).rejects.toThrow(NotFoundException)
    const { Attributes } = await rig.sns.getTopicAttributes({ TopicArn: topicArn })
    expect(Attributes?.SubscriptionsDeleted).toBe('1')
  })
})

describe('refuses', () => {
  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQSFifo::test_validations_for_fifo,
   *   2025-08-18
   */
  test('a FIFO queue on a standard topic', async () => {
    const fifo = await rig.queue('queue.fifo')
    await expect(rig.subscribe(topicArn, fifo)).rejects.toThrow(
      'FIFO SQS Queues can not be subscribed to standard SNS topics',
    )
  })

  /** @own protocols, refused as not simulated */
  test.each([
    ['firehose', 'arn:aws:firehose:us-east-1:000000000000:deliverystream/s'],
    ['https', 'https://example.com'],
    ['http', 'http://example.com'],
    ['sms', '+12065550100'],
    ['application', 'arn:aws:sns:us-east-1:000000000000:endpoint/GCM/a/b'],
  ])('the protocol %s, by name', async (Protocol, Endpoint) => {
    const refused = rig.sns.subscribe({ TopicArn: topicArn, Protocol, Endpoint })
    await expect(refused).rejects.toThrow(`The local AWS does not simulate the protocol ${Protocol}`)
  })

  /**
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrud::test_subscribe_with_invalid_protocol,
   *   2025-10-06
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrudV2::test_subscribe_sqs_queue_url,
   *   2025-10-06
   * @own not documented by AWS: the words in which Subscribe refuses endpoints
   */
  test.each([
    ['pigeon', 'loft', 'Amazon SNS does not support this protocol string: pigeon'],
    ['sqs', 'queue', 'Invalid parameter: SQS endpoint ARN'],
    ['sqs', undefined, 'Invalid parameter: Endpoint'],
    ['lambda', 'f', 'Invalid parameter: Lambda endpoint ARN'],
    [
      'lambda',
      'arn:aws:lambda:eu-west-1:000000000000:function:f',
      'does not simulate functions of another region or account (arn:aws:lambda:eu-west-1:000000000000:function:f)',
    ],
    [
      'lambda',
      'arn:aws:lambda:us-east-1:111111111111:function:f',
      'does not simulate functions of another region or account (arn:aws:lambda:us-east-1:111111111111:function:f)',
    ],
    ['lambda', 'arn:aws:lambda:us-east-1:000000000000:function:f:', 'Invalid parameter: Lambda endpoint ARN'],
    ['lambda', 'arn:aws:lambda:us-east-1:000000000000:layer:f', 'Invalid parameter: Lambda endpoint ARN'],
    ['sqs', 'x arn:aws:sqs:us-east-1:000000000000:q', 'Invalid parameter: SQS endpoint ARN'],
    ['sqs', `arn:aws:sqs:us-east-1:000000000000:${'q'.repeat(81)}`, 'Invalid parameter: SQS endpoint ARN'],
    ['sqs', 'arn:aws:sqs:us-east-1:000000000000:q.fif', 'Invalid parameter: SQS endpoint ARN'],
    ['email', '', 'Invalid parameter: Endpoint'],
    ['email', 'nobody', 'Invalid parameter: Email address'],
    ['email', '@example.com', 'Invalid parameter: Email address'],
    ['email', 'nobody@', 'Invalid parameter: Email address'],
    ['email', 'no body@example.com', 'Invalid parameter: Email address'],
    ['email', 'a@b@example.com', 'Invalid parameter: Email address'],
  ])('the %s endpoint %s', async (Protocol, Endpoint, message) => {
    const refused = rig.sns.subscribe({ TopicArn: topicArn, Protocol, Endpoint })
    await expect(refused).rejects.toThrow(InvalidParameterException)
    await expect(refused).rejects.toThrow(message)
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrudV2::test_subscribe_unknown_topic,
   *   2025-10-06
   */
  test('a missing topic', async () => {
    await expect(rig.subscribe(`${topicArn}-not`, queueArn)).rejects.toThrow('Topic does not exist')
  })

  /**
   * @documented SNS Developer Guide, Message delivery for FIFO topics: "SNS FIFO topics can't deliver
   *   messages to customer managed endpoints, such as email addresses"
   */
  test('mail from a FIFO topic', async () => {
    const TopicArn = await rig.topic('topic.fifo')
    await expect(
      rig.sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }),
    ).rejects.toThrow('FIFO topics deliver to SQS queues')
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrud::test_validate_set_sub_attributes,
   *   2025-10-06
   * @own message replay, refused as not simulated; delivery policies that are no JSON; policies nested too deeply
   */
  test.each([
    ['RawMessageDelivery', 'maybe', 'RawMessageDelivery: Invalid value [maybe]. Must be true or false.'],
    [
      'FilterPolicyScope',
      'Subject',
      'FilterPolicyScope: Invalid value [Subject]. Please use either MessageBody or MessageAttributes',
    ],
    ['DeliveryPolicy', 'null', 'DeliveryPolicy: Invalid value [null]'],
    ['RedrivePolicy', '{', 'RedrivePolicy: failed to parse JSON.'],
    ['RedrivePolicy', 'null', 'RedrivePolicy: deadLetterTargetArn is an invalid arn'],
    [
      'FilterPolicy',
      `${'{"a":'.repeat(9000)}[1]${'}'.repeat(9000)}`,
      'FilterPolicy: The local AWS compiles patterns',
    ],
    ['RedrivePolicy', '{"deadLetterTargetArn":"x"}', 'RedrivePolicy: deadLetterTargetArn is an invalid arn'],
    [
      'RedrivePolicy',
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:"}',
      'RedrivePolicy: deadLetterTargetArn is an invalid arn',
    ],
    [
      'RedrivePolicy',
      '{"deadLetterTargetArn":"x:arn:aws:sqs:us-east-1:000000000000:q"}',
      'RedrivePolicy: deadLetterTargetArn is an invalid arn',
    ],
    ['DeliveryPolicy', 'x', 'DeliveryPolicy: Invalid value [x]'],
    ['Nonsense', 'x', 'AttributeName'],
  ])('the attribute %s: %s', async (name, value, message) => {
    const SubscriptionArn = await rig.subscribe(topicArn, queueArn)
    const set = { SubscriptionArn, AttributeName: name, AttributeValue: value }
    await expect(rig.sns.setSubscriptionAttributes(set)).rejects.toThrow(message)
    const another = rig.rig.account.arn('sqs', 'another')
    await expect(rig.subscribe(topicArn, another, { [name]: value })).rejects.toThrow(message)
  })

  /**
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrud::test_sns_confirm_subscription_wrong_token,
   *   2025-10-06
   */
  test('an unknown token', async () => {
    await expect(rig.sns.confirmSubscription({ TopicArn: topicArn, Token: '123' })).rejects.toThrow(
      'Invalid parameter: Token',
    )
    for (const Token of ['', 'token', 'x12', '12x']) {
      await expect(rig.sns.confirmSubscription({ TopicArn: topicArn, Token })).rejects.toThrow(
        /^Invalid token$/,
      )
    }
  })
})

/**
 * @documented SNS API Reference, ListSubscriptions and ListSubscriptionsByTopic: the subscriptions of the
 *   requester, and of a topic
 */
test('subscriptions are listed, all and by topic', async () => {
  const TopicArn = await rig.topic('listed')
  const first = await rig.subscribe(TopicArn, await rig.queue('listed-1'))
  const second = await rig.subscribe(TopicArn, await rig.queue('listed-2'))
  const byTopic = await rig.sns.listSubscriptionsByTopic({ TopicArn })
  expect(byTopic.Subscriptions).toEqual([
    {
      SubscriptionArn: first,
      Owner: '000000000000',
      Protocol: 'sqs',
      Endpoint: rig.rig.account.arn('sqs', 'listed-1'),
      TopicArn,
    },
    expect.objectContaining({ SubscriptionArn: second }),
  ])
  const all = await rig.sns.listSubscriptions({})
  expect(all.Subscriptions?.length).toBeGreaterThan(2)
})

/**
 * @documented SNS API Reference, ListSubscriptions and ListSubscriptionsByTopic: up to 100 subscriptions per call
 * @documented SNS API Reference, CreateTopic, MaximumMessageSize: above 256 KiB, a topic has at most 100 subscriptions
 */
test('100 subscriptions are a page, and the most of a topic for large messages', async () => {
  const TopicArn = await rig.topic('crowded')
  const arns = Array.from({ length: 101 }, (_, index) => rig.rig.account.arn('sqs', `crowded-${index}`))
  for (const arn of arns.slice(0, 100)) await rig.subscribe(TopicArn, arn)
  const resize = (AttributeValue: string) =>
    rig.sns.setTopicAttributes({ TopicArn, AttributeName: 'MaximumMessageSize', AttributeValue })
  await resize('262145')
  const last = arns[100] as string
  await expect(rig.subscribe(TopicArn, last)).rejects.toThrow('has at most 100 subscriptions')
  await resize('262144')
  await rig.subscribe(TopicArn, last)
  await resize('262143')
  await expect(resize('262145')).rejects.toThrow('a topic has at most 100 subscriptions')

  const endpoints = async (NextToken?: string) => {
    const page = await rig.sns.listSubscriptionsByTopic({ TopicArn, NextToken })
    return { next: page.NextToken, listed: page.Subscriptions?.map(({ Endpoint }) => Endpoint) }
  }
  const first = await endpoints()
  expect(first.listed).toEqual(arns.slice(0, 100))
  expect(await endpoints(first.next)).toEqual({ next: undefined, listed: [last] })
  const { Subscriptions, NextToken } = await rig.sns.listSubscriptions({})
  expect([Subscriptions?.length, typeof NextToken]).toEqual([100, 'string'])
})

/** @documented SNS Developer Guide, Filter policy constraints: 200 filter policies per topic */
test('200 filter policies are the most of a topic', async () => {
  const TopicArn = await rig.topic('filtering')
  const subscribe = (index: number, attributes?: Record<string, string>) =>
    rig.subscribe(TopicArn, rig.rig.account.arn('sqs', `filtering-${index}`), attributes)
  const policy = { FilterPolicy: '{"a":["b"]}' }
  let SubscriptionArn = ''
  for (let index = 0; index < 200; index++) SubscriptionArn = await subscribe(index, policy)
  await expect(subscribe(200, policy)).rejects.toMatchObject({
    name: 'FilterPolicyLimitExceededException',
    message: 'A topic has at most 200 filter policies',
    $metadata: { httpStatusCode: 403 },
  })
  await subscribe(200)
  const set = (AttributeValue: string) =>
    rig.sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue })
  await set('{"a":["c"]}')
  await set('{ }')
  await expect(subscribe(201, policy)).resolves.toBeDefined()
})

/** @own the words for members that are missing: an ARN has its own, others the general ones */
test('a protocol that is missing is no missing ARN', async () => {
  const refused = rig.sns.subscribe({ TopicArn: topicArn, Protocol: undefined, Endpoint: queueArn })
  await expect(refused).rejects.toMatchObject({ name: 'ValidationError' })
})

describe('a filter policy', () => {
  async function afterwards(FilterPolicy: string) {
    const SubscriptionArn = await rig.subscribe(topicArn, await rig.queue('no-longer-filtering'))
    const set = { SubscriptionArn, AttributeName: 'FilterPolicy' }
    await rig.sns.setSubscriptionAttributes({ ...set, AttributeValue: '{"a":["b"]}' })
    await rig.sns.setSubscriptionAttributes({ ...set, AttributeValue: FilterPolicy })
    return (await rig.sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes
  }

  /**
   * @documented SNS Developer Guide, Use SetSubscriptionAttributes: setting the FilterPolicy to {} removes it
   * @own a filter policy without any text, which removes it as well
   */
  test.each(['', '{}', ' {\n} '])('is removed by %j', async text => {
    expect(await afterwards(text)).not.toHaveProperty('FilterPolicy')
  })

  /** @own policies that are no JSON */
  test.each(['x{}', '{}x', '{ x }'])('is not removed by %j', async text => {
    await expect(afterwards(text)).rejects.toThrow('FilterPolicy: failed to parse JSON')
  })
})

/** @documented SNS API Reference, SetSubscriptionAttributes: RawMessageDelivery is for queues; DeliveryPolicy is kept */
test('raw delivery in any case, for a queue; a delivery policy is set, returned and removed', async () => {
  const SubscriptionArn = await rig.subscribe(topicArn, await rig.queue('capital'))
  const set = async (AttributeName: string, AttributeValue: string) => {
    await rig.sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName, AttributeValue })
    return (await rig.sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes
  }
  expect(await set('RawMessageDelivery', 'TRUE')).toMatchObject({ RawMessageDelivery: 'true' })
  expect(await set('RawMessageDelivery', 'False')).toMatchObject({ RawMessageDelivery: 'false' })
  expect(await set('DeliveryPolicy', '{"a":1}')).toMatchObject({ DeliveryPolicy: '{"a":1}' })
  expect(await set('DeliveryPolicy', '')).not.toHaveProperty('DeliveryPolicy')

  const Attributes = { RawMessageDelivery: 'true' }
  const mail = { TopicArn: topicArn, Protocol: 'email', Endpoint: 'raw@example.com', Attributes }
  await expect(rig.sns.subscribe(mail)).rejects.toThrow('[email] does not support raw message delivery')
  await rig.sns.subscribe({ ...mail, Attributes: { RawMessageDelivery: 'false' } })
})

/** @documented SNS Developer Guide, Filter policy scope: with MessageAttributes a policy nests nothing */
test('a scope that does not fit the policy is refused, and the policy stays', async () => {
  const queue = await rig.queue('scoped')
  const SubscriptionArn = await rig.subscribe(topicArn, queue, {
    FilterPolicy: '{"a":{"b":["c"]}}',
    FilterPolicyScope: 'MessageBody',
  })
  const set = { SubscriptionArn, AttributeName: 'FilterPolicyScope', AttributeValue: 'MessageAttributes' }
  await expect(rig.sns.setSubscriptionAttributes(set)).rejects.toThrow(
    'does not support nested filter policy',
  )
  const { Attributes } = await rig.sns.getSubscriptionAttributes({ SubscriptionArn })
  expect(Attributes).toMatchObject({ FilterPolicyScope: 'MessageBody', FilterPolicy: '{"a":{"b":["c"]}}' })
})

/** @documented SNS API Reference, SetSubscriptionAttributes: RedrivePolicy */
test('a redrive policy is set, returned and removed', async () => {
  const SubscriptionArn = await rig.subscribe(topicArn, await rig.queue('guarded'))
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await rig.queue('guarded-dlq') })
  const set = (AttributeValue: string) =>
    rig.sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'RedrivePolicy', AttributeValue })
  await set(RedrivePolicy)
  const shown = await rig.sns.getSubscriptionAttributes({ SubscriptionArn })
  expect(shown.Attributes?.RedrivePolicy).toBe(RedrivePolicy)
  await set('')
  const gone = await rig.sns.getSubscriptionAttributes({ SubscriptionArn })
  expect(gone.Attributes).not.toHaveProperty('RedrivePolicy')
})
