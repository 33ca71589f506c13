import { SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/** A topic with one queue subscribed to it. */
async function pair(name: string, attributes?: Record<string, string>) {
  const topic = await rig.topic(name)
  const queue = await rig.queue(name)
  const subscription = await rig.subscribe(topic, queue, attributes)
  return { topic, queue, subscription }
}

const RAW = { RawMessageDelivery: 'true' }

/**
 * @documented SNS Developer Guide, Fanout to Amazon SQS queues: a message is delivered to each queue that is
 *   subscribed
 */
test('every queue that is subscribed gets its own copy', async () => {
  const topic = await rig.topic('all')
  const queues = [await rig.queue('all-1'), await rig.queue('all-2'), await rig.queue('all-3')]
  for (const queue of queues) await rig.subscribe(topic, queue, RAW)
  await rig.sns.publish({ TopicArn: topic, Message: 'hello' })
  for (const queue of queues) expect(await rig.bodies(queue)).toEqual(['hello'])
})

/**
 * @documented SNS Developer Guide, Amazon SNS message and JSON formats: the members of a notification
 * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_message_attributes_not_missing,
 *   2023-08-24
 */
test('a message travels in a JSON document', async () => {
  const { topic, queue, subscription } = await pair('wrapped')
  const { MessageId } = await rig.sns.publish({
    TopicArn: topic,
    Message: 'Grüße & <tags>',
    Subject: 'Hello',
    MessageAttributes: {
      store: { DataType: 'String', StringValue: 'example_corp' },
      seal: { DataType: 'Binary', BinaryValue: Buffer.from([2, 3, 4]) },
    },
  })
  const [message] = await rig.receive(queue)
  const document = JSON.parse(message?.Body as string)
  expect(document).toEqual({
    Type: 'Notification',
    MessageId,
    TopicArn: topic,
    Subject: 'Hello',
    Message: 'Grüße & <tags>',
    Timestamp: new Date(rig.clock.now()).toISOString(),
    SignatureVersion: '1',
    Signature: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
    SigningCertURL: expect.stringMatching(/^https:\/\/sns\.us-east-1\.amazonaws\.com\/.*\.pem$/),
    UnsubscribeURL: expect.stringContaining(`Action=Unsubscribe&SubscriptionArn=${subscription}`),
    MessageAttributes: {
      store: { Type: 'String', Value: 'example_corp' },
      seal: { Type: 'Binary', Value: 'AgME' },
    },
  })
  expect(message?.MessageAttributes).toBeUndefined()
})

/**
 * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_publish_sqs_from_sns, 2023-08-24
 */
test('the document leaves out what the message does not have', async () => {
  const { topic, queue } = await pair('bare')
  await rig.sns.publish({ TopicArn: topic, Message: 'm' })
  const [body] = await rig.bodies(queue)
  const document = JSON.parse(body as string)
  expect(document).not.toHaveProperty('Subject')
  expect(document).not.toHaveProperty('MessageAttributes')
  expect(document).not.toHaveProperty('SequenceNumber')
})

/** @documented SNS Developer Guide, Raw message delivery: "any Amazon SNS metadata is stripped" */
describe('raw delivery', () => {
  test('"any Amazon SNS metadata is stripped"; the attributes become those of the SQS message', async () => {
    const { topic, queue } = await pair('raw', RAW)
    await rig.sns.publish({
      TopicArn: topic,
      Message: 'plain',
      Subject: 'lost',
      MessageAttributes: {
        store: { DataType: 'String', StringValue: 'example_corp' },
        interests: { DataType: 'String.Array', StringValue: '["a"]' },
        price: { DataType: 'Number', StringValue: '1.5' },
        seal: { DataType: 'Binary', BinaryValue: Buffer.from([2, 3, 4]) },
      },
    })
    const [message] = await rig.receive(queue)
    expect(message?.Body).toBe('plain')
    expect(message?.MessageAttributes).toEqual({
      store: { DataType: 'String', StringValue: 'example_corp' },
      interests: { DataType: 'String.Array', StringValue: '["a"]' },
      price: { DataType: 'Number', StringValue: '1.5' },
      seal: { DataType: 'Binary', BinaryValue: new Uint8Array([2, 3, 4]) },
    })
  })

  /**
   * @documented SNS Developer Guide, Message attributes: "Messages with more than 10 message attributes …
   *   will be discarded as client side errors"
   */
  test('"Messages with more than 10 message attributes … will be discarded as client side errors"', async () => {
    const topic = await rig.topic('many')
    const [raw, wrapped] = [await rig.queue('many-raw'), await rig.queue('many-wrapped')]
    await rig.subscribe(topic, raw, RAW)
    await rig.subscribe(topic, wrapped)
    const attribute = { DataType: 'String', StringValue: 'v' }
    const names = Array.from({ length: 11 }, (_, index) => `a${index}`)
    await rig.sns.publish({
      TopicArn: topic,
      Message: 'm',
      MessageAttributes: Object.fromEntries(names.map(name => [name, attribute])),
    })
    expect(await rig.bodies(raw)).toEqual([])
    const [body] = await rig.bodies(wrapped)
    expect(Object.keys(JSON.parse(body as string).MessageAttributes)).toEqual(names)
  })
})

/**
 * @documented SNS API Reference, Publish, MessageStructure: a JSON object with a text for each protocol and a
 *   default
 */
describe('one message a protocol', () => {
  const texts = (given: object) => ({ Message: JSON.stringify(given), MessageStructure: 'json' })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_message_structure_json_to_sqs,
   *   2023-08-24
   * @documented SNS API Reference, Publish, MessageStructure: a text for each protocol, and a default for the
   *   others
   */
  test('each endpoint gets the text of its protocol, or the default', async () => {
    const { topic, queue } = await pair('structured', RAW)
    await rig.subscribeAddress(topic, 'structured@example.com')
    await rig.sns.publish({ TopicArn: topic, ...texts({ default: 'for all', sqs: 'for queues' }) })
    await rig.sns.publish({ TopicArn: topic, ...texts({ default: 'for all', sqs: 1 }) })
    expect(await rig.bodies(queue)).toEqual(['for queues', 'for all'])
    const text = expect.stringMatching(/^for all\n/)
    expect(rig.notifications('structured@example.com')).toMatchObject([{ text }, { text }])
  })

  /**
   * @documented SNS Developer Guide, Message attributes: "Message attributes are sent only when the message
   *   structure is String, not JSON"
   */
  test('"Message attributes are sent only when the message structure is String, not JSON"', async () => {
    const { topic, queue } = await pair('structured-attributes', RAW)
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'x' } }
    await rig.sns.publish({ TopicArn: topic, MessageAttributes, ...texts({ default: 'm' }) })
    const [message] = await rig.receive(queue)
    expect(message?.Body).toBe('m')
    expect(message?.MessageAttributes).toBeUndefined()
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSPublishCrud::test_message_structure_json_exc,
   *   2023-08-24
   */
  test.each([
    ['{', 'Invalid parameter: Message Structure - JSON message body failed to parse'],
    ['{"sqs":"x"}', 'Invalid parameter: Message Structure - No default entry in JSON message body'],
  ])('%s is refused', async (Message, error) => {
    const { topic } = await pair('structured-badly')
    await expect(rig.sns.publish({ TopicArn: topic, Message, MessageStructure: 'json' })).rejects.toThrow(
      error,
    )
  })
})

/**
 * @documented SNS API Reference, Publish: "MessageGroupId is optional and is forwarded only to Amazon SQS
 *   standard subscriptions to activate fair queues"
 * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_publish_message_group_id,
 *   2025-08-18
 */
test('a standard topic forwards the message group to fair queues', async () => {
  const { topic, queue } = await pair('fair', RAW)
  await rig.sns.publish({ TopicArn: topic, Message: 'm', MessageGroupId: 'tenant-1' })
  const [message] = await rig.receive(queue)
  expect(message?.Attributes?.MessageGroupId).toBe('tenant-1')
})

/**
 * @documented SNS Developer Guide, Active tracing: PassThrough passes the tracing header on
 * @recorded
 *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_publish_sqs_from_sns_with_xray_propagation,
 *   2023-08-24
 */
test('the trace goes on as AWSTraceHeader', async () => {
  const { topic, queue } = await pair('traced', RAW)
  const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
  rig.sns.middlewareStack.add(
    next => args => {
      ;(args.request as { headers: Record<string, string> }).headers['X-Amzn-Trace-Id'] = header
      return next(args)
    },
    { step: 'build', name: 'trace' },
  )
  await rig.sns.publish({ TopicArn: topic, Message: 'm' })
  rig.sns.middlewareStack.remove('trace')
  const [message] = await rig.receive(queue)
  expect(message?.Attributes?.AWSTraceHeader).toBe(header)
})

/** @own the inbox, which gets the mail of subscriptions */
describe('mail', () => {
  test('goes to the inbox, from the display name', async () => {
    const topic = await rig.topic('alarms', { DisplayName: 'Shop alarms' })
    await rig.subscribeAddress(topic, 'ops@example.com')
    await rig.sns.publish({ TopicArn: topic, Message: 'It burns', Subject: 'Alarm' })
    await rig.sns.publish({ TopicArn: topic, Message: 'Still' })
    expect(rig.notifications('ops@example.com')).toMatchObject([
      {
        from: 'Shop alarms <no-reply@sns.amazonaws.com>',
        subject: 'Alarm',
        text: expect.stringMatching(/^It burns\n/),
      },
      { subject: 'AWS Notification Message', text: expect.stringMatching(/^Still\n/) },
    ])
  })

  test('may hold the JSON document', async () => {
    const topic = await rig.topic('alarms-json')
    await rig.subscribeAddress(topic, 'json@example.com', 'email-json')
    await rig.sns.publish({ TopicArn: topic, Message: 'It burns' })
    const [mail] = rig.notifications('json@example.com')
    expect(mail?.from).toBe('AWS Notifications <no-reply@sns.amazonaws.com>')
    expect(JSON.parse(mail?.text ?? '')).toMatchObject({ Type: 'Notification', Message: 'It burns' })
  })
})

/** @own SNS in process, for alarms */
test('alarms publish without a client', async () => {
  const { topic, queue } = await pair('alarmed')
  const caller = { kind: 'service', service: 'cloudwatch.amazonaws.com', sourceArn: 'arn:alarm' } as const
  rig.service.publish(topic, { subject: 'ALARM', body: '{"state":"ALARM"}' }, caller)
  const [body] = await rig.bodies(queue)
  expect(JSON.parse(body as string)).toMatchObject({ Subject: 'ALARM', Message: '{"state":"ALARM"}' })
  expect(() => rig.service.publish(`${topic}-not`, { body: 'x' }, caller)).toThrow('Topic does not exist')
})
