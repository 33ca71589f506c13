import { InvalidParameterException, NotFoundException, ResourceNotFoundException } from '@aws-sdk/client-sns'
import { SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

// SNS API reference, CreateTopic.
describe('creating', () => {
  /**
   * @documented SNS API Reference, CreateTopic: "If the requester already owns a topic with the specified
   *   name, that topic's ARN is returned without creating a new topic."
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSTopicCrud::test_create_duplicate_topic_check_idempotency,
   *   2025-10-13
   */
  test('"If the requester already owns a topic with the specified name, that topic\'s ARN is returned"', async () => {
    const first = await rig.sns.createTopic({ Name: 'orders', Attributes: { DisplayName: 'Orders' } })
    const again = await rig.sns.createTopic({ Name: 'orders', Attributes: { DisplayName: 'Orders' } })
    const bare = await rig.sns.createTopic({ Name: 'orders' })
    expect(first.TopicArn).toBe('arn:aws:sns:us-east-1:000000000000:orders')
    expect(again.TopicArn).toBe(first.TopicArn)
    expect(bare.TopicArn).toBe(first.TopicArn)
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrudV2::test_create_topic_different_attrs,
   *   2026-02-06
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSTopicCrud::test_create_duplicate_topic_with_more_tags,
   *   2025-10-13
   */
  test('a topic that is there with other attributes or tags is refused', async () => {
    await rig.sns.createTopic({
      Name: 'taken',
      Attributes: { DisplayName: 'One' },
      Tags: [{ Key: 'team', Value: 'a' }],
    })
    await expect(rig.sns.createTopic({ Name: 'taken', Attributes: { DisplayName: 'Two' } })).rejects.toThrow(
      'Invalid parameter: Attributes Reason: Topic already exists with different attributes',
    )
    await expect(rig.sns.createTopic({ Name: 'taken', Tags: [{ Key: 'team', Value: 'b' }] })).rejects.toThrow(
      'Invalid parameter: Tags Reason: Topic already exists with different tags',
    )
  })

  /**
   * @documented SNS API Reference, CreateTopic, Name: "Topic names must be made up of only uppercase and
   *   lowercase ASCII letters, numbers, underscores, and hyphens"
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrudV2::test_create_topic_name_constraints,
   *   2026-02-06
   */
  test('"Topic names must be made up of only … letters, numbers, underscores, and hyphens"', async () => {
    for (const Name of ['with space', 'dotted.name', 'x'.repeat(257), 'orders.fifo']) {
      await expect(rig.sns.createTopic({ Name })).rejects.toThrow('Invalid parameter: Topic Name')
    }
    await expect(rig.sns.createTopic({ Name: 'x'.repeat(256) })).resolves.toBeDefined()
    expect(await rig.topic('aZ_-9')).toMatch(/:aZ_-9$/)
    await expect(rig.topic(`${'x'.repeat(252)}.fifo`)).rejects.toThrow('Invalid parameter: Topic Name')
    expect(await rig.topic(`${'x'.repeat(251)}.fifo`)).toMatch(/x\.fifo$/)
  })

  /** @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrudV2::test_create_topic_name_constraints, 2026-02-06 */
  test('"For a FIFO (first-in-first-out) topic, the name must end with the .fifo suffix"', async () => {
    await expect(rig.sns.createTopic({ Name: 'orders2', Attributes: { FifoTopic: 'true' } })).rejects.toThrow(
      /^Invalid parameter: Topic Name$/,
    )
  })

  /** @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrudV2::test_create_topic_different_attrs, 2026-02-06 */
  test('the name is looked at before the topic that has it', async () => {
    await rig.sns.createTopic({ Name: 'not-fifo' })
    await expect(
      rig.sns.createTopic({ Name: 'not-fifo', Attributes: { FifoTopic: 'true' } }),
    ).rejects.toThrow(/^Invalid parameter: Topic Name$/)
  })

  /** @own attributes, refused as not simulated or not valid */
  test.each([
    [
      'SQSFailureFeedbackRoleArn',
      'arn:aws:iam::000000000000:role/x',
      'does not simulate delivery status logging',
    ],
    ['TracingConfig', 'Active', 'does not simulate active tracing'],
    ['MaximumMessageSize', '1048577', 'MaximumMessageSize: Invalid value [1048577]'],
    ['MaximumMessageSize', '1023', 'MaximumMessageSize: Invalid value [1023]'],
    ['MaximumMessageSize', '2048.5', 'MaximumMessageSize: Invalid value [2048.5]'],
    ['MaximumMessageSize', '+2048', 'MaximumMessageSize: Invalid value [+2048]'],
    ['MaximumMessageSize', 'large', 'MaximumMessageSize: Invalid value [large]'],
    ['SignatureVersion', '3', 'SignatureVersion: Invalid value [3]'],
    ['TracingConfig', 'Passive', 'TracingConfig: Invalid value [Passive]'],
    ['DisplayName', 'x'.repeat(101), 'DisplayName: Invalid value ['],
    ['DeliveryPolicy', '{', 'DeliveryPolicy: Invalid value [{]'],
    ['DeliveryPolicy', '[]', 'DeliveryPolicy: Invalid value [[]]'],
    ['DeliveryPolicy', 'null', 'DeliveryPolicy: Invalid value [null]'],
    ['FifoThroughputScope', 'Topic', 'Attributes Reason: AttributeName'],
    ['ContentBasedDeduplication', 'true', 'Attributes Reason: AttributeName'],
    ['Nonsense', 'x', 'Attributes Reason: AttributeName'],
  ])('the attribute %s: %s is refused', async (name, value, message) => {
    const refused = rig.sns.createTopic({ Name: 'refused', Attributes: { [name]: value } })
    await expect(refused).rejects.toThrow(InvalidParameterException)
    await expect(refused).rejects.toThrow(message)
  })
})

/** @own data protection policies, refused as not simulated */
test('a data protection policy is refused by name', async () => {
  const refused = rig.sns.createTopic({ Name: 'protected', DataProtectionPolicy: '{}' })
  await expect(refused).rejects.toThrow('does not simulate data protection policies')
})

/** @own attributes of a FIFO topic that are not valid */
test.each([
  ['ContentBasedDeduplication', 'yes'],
  ['FifoThroughputScope', 'Queue'],
])('a FIFO topic with %s %s is refused', async (name, value) => {
  await expect(rig.topic('refused.fifo', { [name]: value })).rejects.toThrow(
    `Attributes Reason: ${name}: Invalid value [${value}]`,
  )
})

/** @own delivery status logging, refused as not simulated */
test.each(
  ['Application', 'Firehose', 'HTTP', 'Lambda', 'SQS'].flatMap(endpoint =>
    ['SuccessFeedbackRoleArn', 'SuccessFeedbackSampleRate', 'FailureFeedbackRoleArn'].map(
      name => `${endpoint}${name}`,
    ),
  ),
)('%s is refused by name', async name => {
  await expect(rig.topic('logging', { [name]: '1' })).rejects.toThrow('delivery status logging')
})

describe('attributes', () => {
  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrud::test_create_topic_test_arn,
   *   2025-09-29
   */
  test('a topic has the delivery policy of every topic', async () => {
    const TopicArn = await rig.topic('with-default-policy')
    const { Attributes } = await rig.sns.getTopicAttributes({ TopicArn })
    expect(JSON.parse(Attributes?.EffectiveDeliveryPolicy as string)).toEqual({
      http: {
        defaultHealthyRetryPolicy: {
          minDelayTarget: 20,
          maxDelayTarget: 20,
          numRetries: 3,
          numMaxDelayRetries: 0,
          numNoDelayRetries: 0,
          numMinDelayRetries: 0,
          backoffFunction: 'linear',
        },
        disableSubscriptionOverrides: false,
        defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
      },
    })
  })

  /** @documented SNS API Reference, SetTopicAttributes: the valid values of each attribute */
  test.each([
    ['MaximumMessageSize', '1024'],
    ['MaximumMessageSize', '1048576'],
    ['SignatureVersion', '1'],
    ['SignatureVersion', '2'],
    ['TracingConfig', 'PassThrough'],
    ['DisplayName', 'x'.repeat(100)],
    ['DisplayName', 'Active'],
    ['DeliveryPolicy', '{}'],
    ['KmsMasterKeyId', 'alias/mine'],
    ['ContentBasedDeduplication', 'true'],
    ['ContentBasedDeduplication', 'false'],
    ['FifoThroughputScope', 'Topic'],
    ['FifoThroughputScope', 'MessageGroup'],
  ])('%s can be %s', async (AttributeName, AttributeValue) => {
    const TopicArn = await rig.topic('valid.fifo')
    await rig.sns.setTopicAttributes({ TopicArn, AttributeName, AttributeValue })
    const { Attributes } = await rig.sns.getTopicAttributes({ TopicArn })
    expect(Attributes).toMatchObject({ [AttributeName]: AttributeValue })
  })

  /**
   * @documented SNS API Reference, GetTopicAttributes: the attributes of a topic; MaximumMessageSize is
   *   returned "only if you explicitly set it"
   */
  test('the attributes of a standard topic', async () => {
    const TopicArn = await rig.topic('described', { DisplayName: 'Told' })
    await rig.subscribe(TopicArn, await rig.queue('described'))
    const { Attributes = {} } = await rig.sns.getTopicAttributes({ TopicArn })
    expect(Attributes).toMatchObject({
      TopicArn,
      Owner: '000000000000',
      DisplayName: 'Told',
      SubscriptionsConfirmed: '1',
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
    })
    expect(JSON.parse(Attributes.Policy as string).Statement[0].Resource).toBe(TopicArn)
    expect(
      JSON.parse(Attributes.EffectiveDeliveryPolicy as string).http.defaultHealthyRetryPolicy.numRetries,
    ).toBe(3)
    expect(Attributes).not.toHaveProperty('FifoTopic')
    // "Amazon SNS returns this attribute only if you explicitly set it."
    expect(Attributes).not.toHaveProperty('MaximumMessageSize')
  })

  /** @documented SNS API Reference, GetTopicAttributes: FifoTopic and ContentBasedDeduplication */
  test('the attributes of a FIFO topic', async () => {
    const TopicArn = await rig.topic('described.fifo', { FifoThroughputScope: 'MessageGroup' })
    const { Attributes } = await rig.sns.getTopicAttributes({ TopicArn })
    expect(Attributes).toMatchObject({
      FifoTopic: 'true',
      ContentBasedDeduplication: 'false',
      FifoThroughputScope: 'MessageGroup',
    })
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQSFifo::test_publish_batch_messages_from_fifo_topic_to_fifo_queue[True],
   * 2025-12-17
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrudV2::test_create_topic_different_attrs, 2026-02-06
   */
  test('a FIFO topic has its throughput scope only if somebody set it', async () => {
    const TopicArn = await rig.topic('plain.fifo')
    const { Attributes } = await rig.sns.getTopicAttributes({ TopicArn })
    expect(Attributes).toMatchObject({ FifoTopic: 'true', ContentBasedDeduplication: 'false' })
    expect(Attributes).not.toHaveProperty('FifoThroughputScope')
    expect(await rig.topic('plain.fifo', { FifoThroughputScope: 'Topic' })).toBe(TopicArn)
    await expect(rig.topic('plain.fifo', { FifoThroughputScope: 'MessageGroup' })).rejects.toThrow(
      'Topic already exists with different attributes',
    )
  })

  /**
   * @documented SNS API Reference, SetTopicAttributes: "Allows a topic owner to set an attribute of the topic
   *   to a new value."
   */
  test('are set one at a time, and set back by an empty value', async () => {
    const TopicArn = await rig.topic('changing')
    const own = { Sid: 'own', Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: TopicArn }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [own] })
    await rig.sns.setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue: Policy })
    await rig.sns.setTopicAttributes({ TopicArn, AttributeName: 'SignatureVersion', AttributeValue: '2' })
    const changed = await rig.sns.getTopicAttributes({ TopicArn })
    expect(changed.Attributes).toMatchObject({ Policy, SignatureVersion: '2' })

    await rig.sns.setTopicAttributes({ TopicArn, AttributeName: 'SignatureVersion', AttributeValue: '' })
    await rig.sns.setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue: '' })
    const back = await rig.sns.getTopicAttributes({ TopicArn })
    expect(back.Attributes).not.toHaveProperty('SignatureVersion')
    // "By default, only the topic owner can publish or subscribe to the topic."
    expect(JSON.parse(back.Attributes?.Policy as string)).toMatchObject({
      Version: '2008-10-17',
      Id: '__default_policy_ID',
      Statement: [
        {
          Sid: '__default_statement_ID',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Resource: TopicArn,
          Condition: { StringEquals: { 'AWS:SourceOwner': '000000000000' } },
        },
      ],
    })
  })

  /** @own not documented by AWS: the words in which SetTopicAttributes refuses */
  test.each([
    ['FifoTopic', 'true'],
    ['Nonsense', ''],
    ['Policy', '{'],
  ])('%s cannot be set to %j', async (AttributeName, AttributeValue) => {
    const TopicArn = await rig.topic('fixed')
    await expect(rig.sns.setTopicAttributes({ TopicArn, AttributeName, AttributeValue })).rejects.toThrow(
      InvalidParameterException,
    )
  })

  /**
   * @documented SNS API Reference, SetTopicAttributes, NotFound: "Indicates that the requested resource does
   *   not exist."
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrud::test_create_topic_with_attributes,
   *   2023-10-06
   */
  test('of a topic that is not there', async () => {
    const missing = rig.sns.getTopicAttributes({ TopicArn: rig.rig.account.arn('sns', 'missing') })
    await expect(missing).rejects.toThrow(NotFoundException)
    await expect(missing).rejects.toMatchObject({
      message: 'Topic does not exist',
      $metadata: { httpStatusCode: 404 },
    })
    await expect(rig.sns.getTopicAttributes({ TopicArn: 'nonsense' })).rejects.toThrow(
      'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1',
    )
    await expect(
      rig.sns.getTopicAttributes({ TopicArn: 'arn:aws:sns:eu-west-1:000000000000:orders' }),
    ).rejects.toThrow('Invalid parameter: TopicArn')
  })
})

describe('deleting and listing', () => {
  /**
   * @documented SNS API Reference, DeleteTopic: "Deletes a topic and all its subscriptions."; "This action is
   *   idempotent"
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrud::test_delete_topic_idempotency, 2025-09-29
   */
  test('"Deletes a topic and all its subscriptions"; "this action is idempotent"', async () => {
    const TopicArn = await rig.topic('short-lived')
    const subscription = await rig.subscribe(TopicArn, await rig.queue('short-lived'))
    await rig.sns.deleteTopic({ TopicArn })
    await expect(rig.sns.getTopicAttributes({ TopicArn })).rejects.toThrow(NotFoundException)
    await expect(rig.sns.getSubscriptionAttributes({ SubscriptionArn: subscription })).rejects.toThrow(
      'Subscription does not exist',
    )
    await expect(rig.sns.deleteTopic({ TopicArn })).resolves.toBeDefined()
    await expect(rig.sns.deleteTopic({ TopicArn: 'short-lived' })).rejects.toThrow(
      'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1',
    )
  })

  /** @documented SNS API Reference, ListTopics: "Each call returns a limited list of topics, up to 100." */
  test('"Each call returns a limited list of topics, up to 100"', async () => {
    const crowded = new SnsRig()
    await crowded.open()
    for (let number = 0; number < 101; number++) await crowded.topic(`topic-${number}`)
    const first = await crowded.sns.listTopics({})
    const second = await crowded.sns.listTopics({ NextToken: first.NextToken })
    expect(first.Topics).toHaveLength(100)
    expect(second.Topics).toEqual([{ TopicArn: crowded.rig.account.arn('sns', 'topic-100') }])
    expect(second.NextToken).toBeUndefined()
    for (const text of ['1', 'page:', 'page:1x', 'a page:1']) {
      const NextToken = Buffer.from(text).toString('base64')
      await expect(crowded.sns.listTopics({ NextToken })).rejects.toThrow('is unknown')
    }
    await crowded.close()
  })
})

describe('tags', () => {
  /** @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrud::test_create_duplicate_topic_check_idempotency, 2025-10-13 */
  test('may be none at all', async () => {
    const Name = 'untagged'
    const Tags = [{ Key: 'team', Value: 'a' }]
    const { TopicArn } = await rig.sns.createTopic({ Name, Tags: [] })
    expect(await rig.sns.createTopic({ Name, Tags: [] })).toMatchObject({ TopicArn })
    await rig.sns.tagResource({ ResourceArn: TopicArn, Tags })
    await rig.sns.tagResource({ ResourceArn: TopicArn, Tags: [] })
    await rig.sns.untagResource({ ResourceArn: TopicArn, TagKeys: [] })
    expect((await rig.sns.listTagsForResource({ ResourceArn: TopicArn })).Tags).toEqual(Tags)
  })

  /**
   * @documented SNS API Reference, TagResource: "A new tag with a key identical to that of an existing tag
   *   overwrites the existing tag."
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrud::test_tags, 2025-10-13
   */
  test('are put on, listed and taken off', async () => {
    const ResourceArn = await rig.topic('tagged')
    await rig.sns.tagResource({
      ResourceArn,
      Tags: [
        { Key: 'team', Value: 'a' },
        { Key: 'cost', Value: '1' },
      ],
    })
    await rig.sns.tagResource({ ResourceArn, Tags: [{ Key: 'team', Value: 'b' }] })
    await rig.sns.untagResource({ ResourceArn, TagKeys: ['cost'] })
    const { Tags } = await rig.sns.listTagsForResource({ ResourceArn })
    expect(Tags).toEqual([{ Key: 'team', Value: 'b' }])
  })

  /**
   * @documented SNS API Reference, TagResource, TagLimitExceeded: "Can't add more than 50 tags to a topic."
   */
  test('"Can\'t add more than 50 tags to a topic", nor any to none', async () => {
    const ResourceArn = await rig.topic('tagged-much')
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))
    const tooMany = {
      name: 'TagLimitExceededException',
      message: 'Could not complete request: tag quota of per resource exceeded',
    }
    await expect(rig.sns.tagResource({ ResourceArn, Tags })).rejects.toMatchObject(tooMany)
    await rig.sns.tagResource({ ResourceArn, Tags: Tags.slice(0, 50) })
    await rig.sns.tagResource({ ResourceArn, Tags: [{ Key: 'k0', Value: 'other' }] })
    await expect(rig.sns.tagResource({ ResourceArn, Tags: Tags.slice(50) })).rejects.toMatchObject(tooMany)
    const twice = [
      { Key: 'k0', Value: 'a' },
      { Key: 'k0', Value: 'b' },
    ]
    await expect(rig.sns.tagResource({ ResourceArn, Tags: twice })).rejects.toThrow('Duplicated keys')
    const missing = rig.sns.listTagsForResource({ ResourceArn: `${ResourceArn}-not` })
    await expect(missing).rejects.toThrow(ResourceNotFoundException)
    await expect(missing).rejects.toThrow('Resource does not exist')
  })
})

/**
 * @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrudV2::test_topic_add_permission, 2025-12-11
 * @documented SNS API Reference, AddPermission: "Adds a statement to a topic's access control policy,
 *   granting access for the specified Amazon Web Services accounts to the specified actions."
 * @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrudV2::test_add_permission_errors, 2025-12-11
 */
test('permissions are statements of the policy', async () => {
  const TopicArn = await rig.topic('shared')
  const grant = { TopicArn, Label: 'guests', AWSAccountId: ['111122223333'], ActionName: ['Publish'] }
  const statements = async () => {
    const { Attributes } = await rig.sns.getTopicAttributes({ TopicArn })
    return JSON.parse(Attributes?.Policy as string).Statement
  }
  await rig.sns.addPermission(grant)
  expect(await statements()).toContainEqual({
    Sid: 'guests',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Action: 'SNS:Publish',
    Resource: TopicArn,
  })
  await expect(rig.sns.addPermission(grant)).rejects.toThrow('Statement already exists')
  for (const ActionName of [['Fly'], ['Publish', 'Fly'], []]) {
    await expect(rig.sns.addPermission({ ...grant, Label: 'more', ActionName })).rejects.toThrow(
      'Policy statement action out of service scope!',
    )
  }
  const ActionName = [
    ...['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic'],
    ...['Subscribe', 'ListSubscriptionsByTopic', 'Publish'],
  ]
  const labels = async () => (await statements()).map(({ Sid }: { Sid: string }) => Sid)
  await rig.sns.addPermission({
    ...grant,
    Label: 'others',
    AWSAccountId: ['111122223333', '222233334444'],
    ActionName,
  })
  expect(await labels()).toEqual(['__default_statement_ID', 'guests', 'others'])
  await rig.sns.removePermission({ TopicArn, Label: 'guests' })
  expect(await labels()).toEqual(['__default_statement_ID', 'others'])
  expect((await statements())[1].Principal.AWS).toEqual([
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::222233334444:root',
  ])
})

/** @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrudV2::test_topic_add_multiple_permissions, 2025-12-11 */
test('a permission for several actions lists them', async () => {
  const TopicArn = await rig.topic('shared-twice')
  const ActionName = ['Publish', 'Subscribe']
  await rig.sns.addPermission({ TopicArn, Label: 'guests', AWSAccountId: ['111122223333'], ActionName })
  const { Attributes } = await rig.sns.getTopicAttributes({ TopicArn })
  expect(JSON.parse(Attributes?.Policy as string).Statement).toContainEqual(
    expect.objectContaining({
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: ['SNS:Publish', 'SNS:Subscribe'],
    }),
  )
})
