import { KMS } from '@aws-sdk/client-kms'
import {
  BatchEntryIdsNotDistinctException,
  BatchRequestTooLongException,
  EmptyBatchRequestException,
  InvalidBatchEntryIdException,
  InvalidParameterException,
  InvalidParameterValueException,
  KMSDisabledException,
  KMSInvalidStateException,
  KMSNotFoundException,
  type MessageAttributeValue,
  NotFoundException,
  type PublishCommandInput,
  TooManyEntriesInBatchRequestException,
} from '@aws-sdk/client-sns'
import { SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
let TopicArn: string

beforeAll(async () => {
  await rig.open()
  TopicArn = await rig.topic('topic')
})
afterAll(() => rig.close())

const KIB = 1024

// SNS API reference, Publish.
describe('Publish refuses', () => {
  /**
   * @documented SNS API Reference, Publish: Message, Subject, MessageStructure, and a target are checked
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSPublishCrud::test_empty_sns_message, 2023-08-24
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSPublishCrud::test_publish_with_empty_subject,
   *   2023-08-24
   * @own mobile push and text messages, refused as not simulated
   */
  test.each([
    ['an empty message', { Message: '' }, 'Invalid parameter: Empty message'],
    ['an empty subject', { Message: 'm', Subject: '' }, 'Invalid parameter: Subject'],
    ['a subject of 100 characters', { Message: 'm', Subject: 'x'.repeat(100) }, 'Invalid parameter: Subject'],
    ['a subject with a line break', { Message: 'm', Subject: 'a\nb' }, 'Invalid parameter: Subject'],
    ['another message structure', { Message: 'm', MessageStructure: 'xml' }, 'MessageStructure Reason'],
    [
      'an endpoint',
      { Message: 'm', TopicArn: undefined, TargetArn: 'arn:aws:sns:us-east-1:0:endpoint/GCM/a/b' },
      'does not simulate mobile push',
    ],
    [
      'a phone number',
      { Message: 'm', TopicArn: undefined, PhoneNumber: '+12065550100' },
      'does not simulate text messages',
    ],
    ['no target', { Message: 'm', TopicArn: undefined }, 'no value for required parameter'],
  ])('%s', async (_title, input, message) => {
    const refused = rig.sns.publish({ TopicArn, ...input })
    await expect(refused).rejects.toThrow(InvalidParameterException)
    await expect(refused).rejects.toThrow(message)
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSPublishCrud::test_unknown_topic_publish, 2023-08-24
   */
  test('a missing topic', async () => {
    await expect(rig.sns.publish({ TopicArn: `${TopicArn}-not`, Message: 'm' })).rejects.toThrow(
      NotFoundException,
    )
  })

  /**
   * @documented SNS Developer Guide, Message attributes: the characters of names, the types, and values that
   *   are not empty
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_empty_or_wrong_message_attributes,
   *   2024-11-15
   */
  test.each<[title: string, name: string, value: MessageAttributeValue, message: string]>([
    ['an invalid type', 'a', { DataType: 'Text', StringValue: 'x' }, 'has an invalid message attribute type'],
    [
      'an empty value',
      'a',
      { DataType: 'String', StringValue: '' },
      'must contain non-empty message attribute value',
    ],
    ['the wrong field', 'a', { DataType: 'Binary', StringValue: 'x' }, "must use field 'Binary'"],
    [
      'an invalid number',
      'a',
      { DataType: 'Number', StringValue: 'x' },
      "Could not cast message attribute 'a' value to number",
    ],
    ['a name from a dot', '.a', { DataType: 'String', StringValue: 'x' }, "starting with character '.'"],
    ['a name up to a dot', 'a.', { DataType: 'String', StringValue: 'x' }, "ending with character '.'"],
    ['a name with two dots', 'a..b', { DataType: 'String', StringValue: 'x' }, "successive '.' character"],
    [
      'a name with a space',
      'a b',
      { DataType: 'String', StringValue: 'x' },
      "Invalid non-alphanumeric character '#x20'",
    ],
    [
      'a name beyond the Basic Multilingual Plane',
      '\u{1F600}',
      { DataType: 'String', StringValue: 'x' },
      "Invalid non-alphanumeric character '#x1F600'",
    ],
    [
      'a name of 257 bytes',
      'x'.repeat(257),
      { DataType: 'String', StringValue: 'x' },
      'name must be less than 256 bytes',
    ],
    [
      'a type that only begins right',
      'a',
      { DataType: 'Strings', StringValue: 'x' },
      'invalid message attribute',
    ],
    [
      'a type without its suffix',
      'a',
      { DataType: 'Number.', StringValue: '1' },
      'invalid message attribute',
    ],
    [
      'an endless number',
      'a',
      { DataType: 'Number', StringValue: 'Infinity' },
      "Could not cast message attribute 'a'",
    ],
    [
      'bytes for a text',
      'a',
      { DataType: 'String', BinaryValue: Uint8Array.of(1) },
      "must use field 'String'",
    ],
  ])('an attribute with %s', async (_title, name, value, message) => {
    const refused = rig.sns.publish({ TopicArn, Message: 'm', MessageAttributes: { [name]: value } })
    await expect(refused).rejects.toThrow(InvalidParameterValueException)
    await expect(refused).rejects.toThrow(message)
  })
})

/** @documented SNS API Reference, Publish: what a subject, an attribute and the ids of a message may be */
test.each<[string, Omit<PublishCommandInput, 'Message'>]>([
  ['a subject of 99 characters', { Subject: 'x'.repeat(99) }],
  ['a target', { TopicArn: undefined, TargetArn: 'arn:aws:sns:us-east-1:000000000000:topic' }],
  [
    'attributes of each type',
    {
      MessageAttributes: {
        ['x'.repeat(256)]: { DataType: 'String.Array', StringValue: '[]' },
        'a-Z_0.9': { DataType: 'Number.int', StringValue: '-1e3' },
        b: { DataType: 'Binary.png', BinaryValue: Uint8Array.of(1) },
      },
    },
  ],
  ['a group of 128 characters', { MessageGroupId: '!'.repeat(127).concat('~') }],
])('a message has %s', async (_, input) => {
  await expect(rig.sns.publish({ TopicArn, Message: 'm', ...input })).resolves.toHaveProperty('MessageId')
})

/** @documented SNS API Reference, Publish: the characters and length of MessageGroupId and MessageDeduplicationId */
test.each(['MessageGroupId', 'MessageDeduplicationId'])(
  '%s has 1 to 128 characters and no spaces',
  async name => {
    const fifo = await rig.topic('tokens.fifo')
    const publish = (value: string) =>
      rig.sns.publish({
        ...{ TopicArn: fifo, Message: 'm', MessageGroupId: 'g', MessageDeduplicationId: 'd' },
        [name]: value,
      })
    for (const value of ['x'.repeat(129), 'has space', 'é']) {
      await expect(publish(value)).rejects.toThrow(`${name} Reason: ${name} can only include`)
    }
    await publish('x'.repeat(128))
    const standard = rig.sns.publish({ TopicArn, Message: 'm', MessageGroupId: 'has space' })
    await expect(standard).rejects.toThrow('MessageGroupId Reason')
  },
)

describe('size', () => {
  /**
   * @documented SNS API Reference, Publish, Message: "By default, a message can be at most 256 KiB in size";
   *   "262,144 bytes, not 262,144 characters"
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSPublishCrud::test_publish_too_long_message,
   *   2024-09-04
   */
  test('"By default, a message can be at most 256 KiB in size", attributes included', async () => {
    const attribute = { DataType: 'String', StringValue: 'x'.repeat(90) }
    const MessageAttributes = { name: attribute }
    const room = 256 * KIB - 'name'.length - 'String'.length - 90
    await expect(
      rig.sns.publish({ TopicArn, Message: 'x'.repeat(room), MessageAttributes }),
    ).resolves.toBeDefined()
    await expect(
      rig.sns.publish({ TopicArn, Message: 'x'.repeat(room + 1), MessageAttributes }),
    ).rejects.toThrow('Invalid parameter: Message too long')
    // "262,144 bytes, not 262,144 characters".
    await expect(rig.sns.publish({ TopicArn, Message: 'ü'.repeat(200 * KIB) })).rejects.toThrow('too long')
  })

  /**
   * @documented SNS API Reference, CreateTopic, MaximumMessageSize: "supports values up to 1 MiB", for Amazon
   *   SQS, Amazon Data Firehose and Lambda subscriptions alone
   */
  test('"MaximumMessageSize … supports values up to 1 MiB", for queues and functions alone', async () => {
    const large = await rig.topic('large', { MaximumMessageSize: String(KIB * KIB) })
    const queue = await rig.queue('large')
    await rig.subscribe(large, queue, { RawMessageDelivery: 'true' })
    await rig.sns.publish({ TopicArn: large, Message: 'x'.repeat(KIB * KIB) })
    expect((await rig.bodies(queue))[0]).toHaveLength(KIB * KIB)
    await expect(
      rig.sns.subscribe({ TopicArn: large, Protocol: 'email', Endpoint: 'a@example.com' }),
    ).rejects.toThrow('delivers to queues and functions only')

    await rig.sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com' })
    await expect(
      rig.sns.setTopicAttributes({
        TopicArn,
        AttributeName: 'MaximumMessageSize',
        AttributeValue: '300000',
      }),
    ).rejects.toThrow('at most 100 subscriptions, all of them queues')
  })
})

// SNS API reference, PublishBatch.
describe('PublishBatch', () => {
  const entries = (count: number, Message = 'm') =>
    Array.from({ length: count }, (_, index) => ({ Id: `id-${index}`, Message }))
  const publish = (PublishBatchRequestEntries: { Id: string; Message: string }[]) =>
    rig.sns.publishBatch({ TopicArn, PublishBatchRequestEntries })

  /**
   * @documented SNS API Reference, PublishBatch: "the batch request can result in a combination of successful
   *   and unsuccessful actions"
   */
  test('"the batch request can result in a combination of successful and unsuccessful actions"', async () => {
    const topic = await rig.topic('partly')
    const queue = await rig.queue('partly')
    await rig.subscribe(topic, queue, { RawMessageDelivery: 'true' })
    const { Successful, Failed } = await rig.sns.publishBatch({
      TopicArn: topic,
      PublishBatchRequestEntries: [
        { Id: 'good', Message: '1' },
        { Id: 'empty', Message: '' },
        { Id: 'fine', Message: '2', Subject: 's' },
      ],
    })
    expect(Successful).toEqual([
      { Id: 'good', MessageId: expect.any(String) },
      { Id: 'fine', MessageId: expect.any(String) },
    ])
    expect(Failed).toEqual([
      {
        Id: 'empty',
        Code: 'InvalidParameter',
        Message: 'Invalid parameter: Empty message',
        SenderFault: true,
      },
    ])
    expect(await rig.bodies(queue)).toEqual(['1', '2'])
  })

  /**
   * @documented SNS API Reference, PublishBatch, EmptyBatchRequest: "The batch request doesn't contain any
   *   entries."
   */
  test('"The batch request doesn\'t contain any entries"', async () => {
    await expect(publish([])).rejects.toThrow(EmptyBatchRequestException)
  })

  /**
   * @documented SNS API Reference, PublishBatch, TooManyEntriesInBatchRequest: "more entries than permissible
   *   (more than 10)"
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_publish_batch_exceptions,
   *   2023-08-24
   */
  test('"more entries than permissible (more than 10)"', async () => {
    await expect(publish(entries(10))).resolves.toBeDefined()
    await expect(publish(entries(11))).rejects.toThrow(TooManyEntriesInBatchRequestException)
  })

  /**
   * @documented SNS API Reference, PublishBatch, BatchEntryIdsNotDistinct: "Two or more batch entries in the
   *   request have the same Id."
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_publish_batch_exceptions,
   *   2023-08-24
   */
  test('"Two or more batch entries in the request have the same Id"', async () => {
    await expect(publish([...entries(1), ...entries(1)])).rejects.toThrow(BatchEntryIdsNotDistinctException)
  })

  /**
   * @documented SNS API Reference, PublishBatchRequestEntry, Id: "This identifier can have up to 80
   *   characters."; "alphanumeric characters, hyphens(-), and underscores (_)"
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSPublishCrud::test_publish_batch_invalid_entry_id,
   *   2025-12-23
   */
  test('"up to 80 characters … alphanumeric characters, hyphens(-), and underscores (_)"', async () => {
    await expect(publish([{ Id: 'x'.repeat(81), Message: 'm' }])).rejects.toThrow(
      InvalidBatchEntryIdException,
    )
    for (const Id of ['', 'a.b', '.a', 'a.']) {
      await expect(publish([{ Id, Message: 'm' }])).rejects.toThrow(InvalidBatchEntryIdException)
    }
    await expect(publish([{ Id: '-_'.repeat(40), Message: 'm' }])).resolves.toBeDefined()
  })

  /**
   * @documented SNS API Reference, PublishBatch, BatchRequestTooLong: "The length of all the batch messages
   *   put together is more than the limit."
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSPublishCrud::test_publish_batch_too_long_message,
   *   2024-09-04
   */
  test('"The length of all the batch messages put together is more than the limit"', async () => {
    await expect(publish(entries(4, 'x'.repeat(64 * KIB)))).resolves.toBeDefined()
    await expect(publish(entries(5, 'x'.repeat(64 * KIB)))).rejects.toThrow(BatchRequestTooLongException)
  })

  /** @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_publish_batch_exceptions, 2023-08-24 */
  test('a message without a text for every protocol fails them all, whatever else is wrong', async () => {
    const unstructured = { Id: 'unstructured', Message: '{"sqs":"x"}', MessageStructure: 'json' }
    const message = /^Invalid parameter: Message Structure - No default entry in JSON message body$/
    await expect(publish([...entries(1), unstructured])).rejects.toThrow(message)
    const withoutGroup = {
      TopicArn: await rig.topic('batch.fifo'),
      PublishBatchRequestEntries: [unstructured],
    }
    await expect(rig.sns.publishBatch(withoutGroup)).rejects.toThrow(message)
  })

  /** @own not documented by AWS: an attribute that is not valid fails the batch as a whole */
  test('an attribute that is not valid fails them all', async () => {
    const MessageAttributes = { a: { DataType: 'Text', StringValue: 'x' } }
    const refused = rig.sns.publishBatch({
      TopicArn,
      PublishBatchRequestEntries: [...entries(1), { Id: 'bad', Message: 'm', MessageAttributes }],
    })
    await expect(refused).rejects.toThrow(InvalidParameterValueException)
  })
})

// SNS developer guide, "Securing Amazon SNS data with server-side encryption".
describe('an encrypted topic', () => {
  /** @documented SNS API Reference, Publish: the errors KMSDisabled and KMSInvalidState */
  test('is published to while its key is enabled', async () => {
    const kms = new KMS(rig.rig.client)
    const { KeyMetadata } = await kms.createKey({})
    const KeyId = KeyMetadata?.KeyId as string
    const encrypted = await rig.topic('encrypted', { KmsMasterKeyId: KeyId })
    const queue = await rig.queue('plain')
    await rig.subscribe(encrypted, queue, { RawMessageDelivery: 'true' })
    const publish = (Message: string) => rig.sns.publish({ TopicArn: encrypted, Message })

    await publish('1')
    await kms.disableKey({ KeyId })
    await expect(publish('2')).rejects.toThrow(KMSDisabledException)
    await expect(
      rig.sns.publishBatch({
        TopicArn: encrypted,
        PublishBatchRequestEntries: [{ Id: '1', Message: '3' }],
      }),
    ).rejects.toThrow(KMSDisabledException)
    await kms.enableKey({ KeyId })
    await publish('4')
    await kms.scheduleKeyDeletion({ KeyId })
    await expect(publish('5')).rejects.toThrow(KMSInvalidStateException)
    expect(await rig.bodies(queue)).toEqual(['1', '4'])
    kms.destroy()
  })

  /** @documented SNS Developer Guide, Server-side encryption: only symmetric encryption KMS keys */
  test('needs a key that encrypts', async () => {
    const kms = new KMS(rig.rig.client)
    const { KeyMetadata } = await kms.createKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const TopicArn = await rig.topic('unencryptable', { KmsMasterKeyId: KeyMetadata?.KeyId as string })
    await expect(rig.sns.publish({ TopicArn, Message: 'm' })).rejects.toThrow(KMSInvalidStateException)
    kms.destroy()
  })

  /** @documented SNS API Reference, Publish: the error KMSNotFound */
  test('needs a key that is there; the managed one is', async () => {
    const missing = await rig.topic('keyless', { KmsMasterKeyId: 'alias/missing' })
    await expect(rig.sns.publish({ TopicArn: missing, Message: 'm' })).rejects.toThrow(KMSNotFoundException)
    const managed = await rig.topic('managed', { KmsMasterKeyId: 'alias/aws/sns' })
    await expect(rig.sns.publish({ TopicArn: managed, Message: 'm' })).resolves.toBeDefined()
  })
})
