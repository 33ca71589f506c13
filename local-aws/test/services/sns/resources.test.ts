import { create } from '../../resource.ts'
import { linkIn, SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const make = (type: string, properties: Record<string, unknown>) =>
  create(rig.service.resourceTypes, type, properties)

const attributesOf = async (TopicArn: string) =>
  (await rig.sns.getTopicAttributes({ TopicArn })).Attributes as Record<string, string>

// CloudFormation template reference, AWS::SNS::Topic: "Ref returns the topic ARN".
describe('AWS::SNS::Topic', () => {
  /**
   * @documented CloudFormation Template Reference, AWS::SNS::Topic: Ref "returns the topic ARN"; TopicArn and
   *   TopicName by Fn::GetAtt
   */
  test('has its properties, and its subscriptions', async () => {
    const queue = await rig.queue('inline')
    const { physicalId, attributes } = await make('AWS::SNS::Topic', {
      TopicName: 'purchases',
      DisplayName: 'Purchases',
      KmsMasterKeyId: 'alias/aws/sns',
      Subscription: [{ Protocol: 'sqs', Endpoint: queue }],
      Tags: [{ Key: 'stage', Value: 'dev' }],
    })
    expect(physicalId).toBe('arn:aws:sns:us-east-1:000000000000:purchases')
    expect(attributes).toEqual({ TopicArn: physicalId, TopicName: 'purchases' })
    expect(await attributesOf(physicalId)).toMatchObject({
      DisplayName: 'Purchases',
      KmsMasterKeyId: 'alias/aws/sns',
      SubscriptionsConfirmed: '1',
    })
    const { Tags } = await rig.sns.listTagsForResource({ ResourceArn: physicalId })
    expect(Tags).toEqual([{ Key: 'stage', Value: 'dev' }])
  })

  /**
   * @documented CloudFormation Template Reference, AWS::SNS::Topic: FifoTopic, ContentBasedDeduplication and
   *   FifoThroughputScope
   */
  test('is FIFO with a name of its own, with booleans as CloudFormation or as text gives them', async () => {
    const { physicalId, attributes } = await make('AWS::SNS::Topic', {
      FifoTopic: true,
      ContentBasedDeduplication: 'true',
      FifoThroughputScope: 'MessageGroup',
    })
    expect(attributes.TopicName).toBe('Test-Thing-1A2B3C.fifo')
    expect(await attributesOf(physicalId)).toMatchObject({
      FifoTopic: 'true',
      ContentBasedDeduplication: 'true',
      FifoThroughputScope: 'MessageGroup',
    })
  })

  /**
   * @documented CloudFormation Template Reference, AWS::SNS::Topic: ArchivePolicy "determines the number of days Amazon
   *   SNS retains messages in FIFO topics"; "You can set a retention period ranging from 1 to 365 days"
   * @recorded tests/aws/services/cloudformation/resources/test_sns.py::test_sns_topic_with_attributes, 2024-08-16
   */
  test('archives, as an object or as text says', async () => {
    for (const [TopicName, ArchivePolicy] of [
      ['object.fifo', { MessageRetentionPeriod: 30 }],
      ['text.fifo', '{"MessageRetentionPeriod":"30"}'],
    ]) {
      const topic = await make('AWS::SNS::Topic', { TopicName, FifoTopic: true, ArchivePolicy })
      expect(await attributesOf(topic.physicalId)).toMatchObject({
        ArchivePolicy: '{"MessageRetentionPeriod":"30"}',
        BeginningArchiveTime: new Date(rig.clock.now()).toISOString(),
      })
    }
    const ArchivePolicy = { MessageRetentionPeriod: 366 }
    await expect(make('AWS::SNS::Topic', { FifoTopic: true, ArchivePolicy })).rejects.toThrow('[366]')
  })

  /**
   * @documented CloudFormation Template Reference, AWS::SNS::Subscription: ReplayPolicy, "specifies whether Amazon SNS
   *   resends the notification to the subscription when a message's attribute changes"
   */
  test('is replayed to a subscription from a template', async () => {
    const ArchivePolicy = { MessageRetentionPeriod: '1' }
    const topic = await make('AWS::SNS::Topic', {
      TopicName: 'replayed.fifo',
      FifoTopic: true,
      ArchivePolicy,
    })
    const StartingPoint = new Date(rig.clock.now()).toISOString()
    const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'd' }
    await rig.sns.publish({ TopicArn: topic.physicalId, Message: 'm', ...ids })
    const queue = await rig.queue('replayed.fifo')
    const subscription = await make('AWS::SNS::Subscription', {
      TopicArn: topic.physicalId,
      Protocol: 'sqs',
      Endpoint: queue,
      RawMessageDelivery: true,
      ReplayPolicy: { PointType: 'Timestamp', StartingPoint },
    })
    await rig.clock.advanceBy({ seconds: 1 })
    const SubscriptionArn = subscription.physicalId
    const { Attributes } = await rig.sns.getSubscriptionAttributes({ SubscriptionArn })
    expect(Attributes?.ReplayStatus).toBe('Completed')
    expect(await rig.bodies(queue)).toEqual(['m'])
  })

  /** @own active tracing, refused as not simulated */
  test('is refused with what is not simulated', async () => {
    await expect(make('AWS::SNS::Topic', { TracingConfig: 'Active' })).rejects.toThrow(
      'does not simulate active tracing',
    )
  })
})

describe('AWS::SNS::Subscription', () => {
  /** @documented SNS API Reference, Subscribe: with an e-mail endpoint, its owner must call ConfirmSubscription */
  test('of a mail address is pending until its link is opened, and has its ARN before', async () => {
    const TopicArn = await rig.topic('mailed')
    const { physicalId } = await make('AWS::SNS::Subscription', {
      TopicArn,
      Protocol: 'email',
      Endpoint: 'on-call@example.com',
    })
    expect(await attributesOf(TopicArn)).toMatchObject({ SubscriptionsPending: '1' })
    await fetch(linkIn(rig.inbox.mails('on-call@example.com')[0]))
    const { Subscriptions = [] } = await rig.sns.listSubscriptionsByTopic({ TopicArn })
    expect(Subscriptions).toMatchObject([{ SubscriptionArn: physicalId }])
  })

  /**
   * @documented CloudFormation Template Reference, AWS::SNS::Subscription: FilterPolicy and RedrivePolicy are
   *   JSON objects
   */
  test('takes its policies as objects', async () => {
    const TopicArn = await rig.topic('filtered')
    const queue = await rig.queue('filtered')
    const deadLetters = await rig.queue('filtered-dlq')
    const { physicalId, attributes } = await make('AWS::SNS::Subscription', {
      TopicArn,
      Protocol: 'sqs',
      Endpoint: queue,
      Region: 'us-east-1',
      RawMessageDelivery: true,
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: { type: ['placed'], data: { total: [{ numeric: ['>=', 10] }] } },
      RedrivePolicy: { deadLetterTargetArn: deadLetters },
    })
    expect(attributes.Arn).toBe(physicalId)
    const shown = await rig.sns.getSubscriptionAttributes({ SubscriptionArn: physicalId })
    expect(shown.Attributes).toMatchObject({
      RawMessageDelivery: 'true',
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: '{"type":["placed"],"data":{"total":[{"numeric":[">=",10]}]}}',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters }),
    })
    await rig.sns.publish({ TopicArn, Message: '{"type":"placed","data":{"total":9}}' })
    await rig.sns.publish({ TopicArn, Message: '{"type":"placed","data":{"total":10}}' })
    expect(await rig.bodies(queue)).toEqual(['{"type":"placed","data":{"total":10}}'])
  })

  /** @own subscriptions that are refused as not simulated */
  test('is refused for another region, and for what cannot be delivered to', async () => {
    const TopicArn = await rig.topic('refusing')
    const properties = { TopicArn, Protocol: 'sqs', Endpoint: await rig.queue('refusing') }
    await expect(make('AWS::SNS::Subscription', { ...properties, Region: 'eu-west-1' })).rejects.toThrow(
      'Test/Thing: the local AWS does not simulate subscriptions to topics of another region (eu-west-1).',
    )
    await expect(
      make('AWS::SNS::Subscription', { TopicArn, Protocol: 'firehose', Endpoint: 'arn:f' }),
    ).rejects.toThrow('does not simulate the protocol firehose')
  })
})

/**
 * @documented CloudFormation Template Reference, AWS::SNS::TopicPolicy and AWS::SNS::TopicInlinePolicy: they
 *   associate topics with a policy
 */
test.each([
  ['AWS::SNS::TopicPolicy', (arn: string) => ({ Topics: [arn] })],
  ['AWS::SNS::TopicInlinePolicy', (arn: string) => ({ TopicArn: arn })],
])('%s replaces the policy of the topic', async (type, target) => {
  const arn = await rig.topic('guarded')
  const PolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Sid: type, Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: arn }],
  }
  await make(type, { ...target(arn), PolicyDocument })
  expect(JSON.parse((await attributesOf(arn)).Policy as string)).toEqual(PolicyDocument)
})
