import { createHash } from 'node:crypto'
import { type MessageAttributeValue, SQS } from '@aws-sdk/client-sqs'
import { signedFetch } from '../../signed-request.ts'
import { SqsRig } from './sqs-rig.ts'

const MIB = 1_048_576

/** SendMessage and ReceiveMessage (API); Amazon SQS message metadata (Developer Guide). */
describe('a message', () => {
  const aws = new SqsRig()
  let QueueUrl: string
  beforeAll(async () => {
    await aws.open()
    QueueUrl = await aws.queue('messages')
  })
  afterAll(() => aws.close())
  beforeEach(() => aws.clock.advanceBy({ minutes: 2 }))
  afterEach(() => aws.client.purgeQueue({ QueueUrl }))

  const text = (StringValue: string, DataType = 'String') => ({ DataType, StringValue })

  describe('size', () => {
    /**
     * @documented SQS API Reference, SendMessage: "The maximum size is 1 MiB or 1,048,576 bytes"; "Name,
     *   Type, and Value" count
     * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_oversized_message[sqs],
     *   2025-08-19
     */
    test('"The maximum size is 1 MiB or 1,048,576 bytes", attributes\' "Name, Type, and Value" included', async () => {
      const body = 'x'.repeat(MIB - 'nameStringvalue'.length)
      const MessageAttributes = { name: text('value') }
      await aws.client.sendMessage({ QueueUrl, MessageBody: body, MessageAttributes })
      const tooLong = aws.client.sendMessage({ QueueUrl, MessageBody: `${body}x`, MessageAttributes })
      await expect(tooLong).rejects.toThrow(`Message must be shorter than ${MIB} bytes.`)
    })

    /**
     * @documented SQS API Reference, CreateQueue, MaximumMessageSize: "how many bytes a message can contain
     *   before Amazon SQS rejects it"
     * @recorded
     *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_message_with_updated_maximum_message_size[sqs],
     *   2024-04-30
     */
    test('MaximumMessageSize: "how many bytes a message can contain before Amazon SQS rejects it", in UTF-8', async () => {
      const url = await aws.queue('small', { MaximumMessageSize: '1024' })
      await aws.send(url, 'é'.repeat(512))
      await expect(aws.send(url, 'é'.repeat(513))).rejects.toThrow('Message must be shorter than 1024 bytes.')
    })

    /** @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_empty_message[sqs], 2025-09-22 */
    test('an empty body is a missing one', async () => {
      const empty = aws.client.sendMessage({ QueueUrl, MessageBody: '' })
      await expect(empty).rejects.toMatchObject({
        name: 'MissingParameter',
        message: 'The request must contain the parameter MessageBody.',
      })
    })
  })

  /**
   * @documented SQS API Reference, SendMessage, InvalidMessageContents: "The message contains characters
   *   outside the allowed set."
   */
  test.each([
    ['a control character', 'a\u0000'],
    ['a lone surrogate', 'a\ud800'],
    ['a noncharacter', 'a\uffff'],
  ])('InvalidMessageContents: %s is "outside the allowed set"', async (_, MessageBody) => {
    const send = aws.client.sendMessage({ QueueUrl, MessageBody })
    await expect(send).rejects.toMatchObject({ name: 'InvalidMessageContents' })
  })

  /**
   * @documented SQS API Reference, SendMessage, MessageBody: #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD
   *   and #x10000 to #x10FFFF are allowed
   */
  test('all that is allowed arrives as it was, with its MD5', async () => {
    const MessageBody = '\t\n\r é 日本 \ud83d\ude80 \ufffd'
    const sent = await aws.client.sendMessage({ QueueUrl, MessageBody })
    const md5 = createHash('md5').update(MessageBody).digest('hex')
    expect(sent.MD5OfMessageBody).toBe(md5)
    expect(await aws.receive(QueueUrl)).toMatchObject([{ Body: MessageBody, MD5OfBody: md5 }])
  })

  describe('attributes', () => {
    /**
     * @documented SQS Developer Guide, Message attributes: Calculating the MD5 message digest for message
     *   attributes
     */
    test('of each type arrive, with the digest of "Calculating the MD5 message digest for message attributes"', async () => {
      const MessageAttributes = {
        name: text('value'),
        count: text('-12.5e3', 'Number.float'),
        bytes: { DataType: 'Binary.png', BinaryValue: Uint8Array.of(0, 1, 255) },
      }
      const sent = await aws.client.sendMessage({ QueueUrl, MessageBody: 'x', MessageAttributes })
      const [received] = await aws.receive(QueueUrl)
      expect(received?.MessageAttributes).toMatchObject(MessageAttributes)
      const sized = (bytes: Buffer) => [Buffer.of(0, 0, 0, bytes.length), bytes]
      const digest = createHash('md5').update(
        Buffer.concat([
          ...sized(Buffer.from('bytes')),
          ...sized(Buffer.from('Binary.png')),
          Buffer.of(2),
          ...sized(Buffer.of(0, 1, 255)),
          ...sized(Buffer.from('count')),
          ...sized(Buffer.from('Number.float')),
          Buffer.of(1),
          ...sized(Buffer.from('-12.5e3')),
          ...sized(Buffer.from('name')),
          ...sized(Buffer.from('String')),
          Buffer.of(1),
          ...sized(Buffer.from('value')),
        ]),
      )
      expect(sent.MD5OfMessageAttributes).toBe(digest.digest('hex'))
      expect(received?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes)
    })

    /**
     * @documented SQS API Reference, ReceiveMessage, MessageAttributeNames: All or .*, or "a prefix, for
     *   example bar.*"
     * @recorded
     *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_receive_message_message_attribute_names_filters[sqs],
     *   2024-04-30
     */
    test('"All or .*", "a prefix, for example bar.*", or names choose those that a receive returns', async () => {
      const url = await aws.queue('filters', { VisibilityTimeout: '0' })
      await aws.client.sendMessage({
        QueueUrl: url,
        MessageBody: 'x',
        MessageAttributes: { 'bar.one': text('1'), 'bar.two': text('2'), other: text('3') },
      })
      const names = async (...MessageAttributeNames: string[]) => {
        const { Messages } = await aws.client.receiveMessage({ QueueUrl: url, MessageAttributeNames })
        return Object.keys(Messages?.[0]?.MessageAttributes ?? {}).sort()
      }
      expect(await names()).toEqual([])
      expect(await names('All')).toEqual(['bar.one', 'bar.two', 'other'])
      expect(await names('.*')).toEqual(['bar.one', 'bar.two', 'other'])
      expect(await names('bar.*')).toEqual(['bar.one', 'bar.two'])
      expect(await names('other', 'unknown')).toEqual(['other'])
    })

    /** @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_receive_message_message_attribute_names_filters[sqs], 2024-04-30 */
    test('"*" requests all, "Hel.*" those that begin with Hel', async () => {
      const url = await aws.queue('more-filters', { VisibilityTimeout: '0' })
      const attributes = { 'Help.Me': text('Me'), Hello: text('There'), General: text('Kenobi') }
      await aws.client.sendMessage({ QueueUrl: url, MessageBody: 'x', MessageAttributes: attributes })
      const receive = async (name: string) => {
        const request = { QueueUrl: url, MessageAttributeNames: [name] }
        return (await aws.client.receiveMessage(request)).Messages?.[0]
      }
      expect((await receive('*'))?.MessageAttributes).toEqual(attributes)
      expect(await receive('Hel.*')).toMatchObject({
        MessageAttributes: { Hello: text('There'), 'Help.Me': text('Me') },
        MD5OfMessageAttributes: '83fee93c1bcd8b9a5a923ffacdc636c7',
      })
      expect((await receive('AWS.'))?.MessageAttributes).toBeUndefined()
      expect((await receive('..foo'))?.MessageAttributes).toBeUndefined()
    })

    /** @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_receive_message_message_attribute_names_filters[sqs_query], 2024-04-30 */
    test('an empty list of names, as older SDKs send it in the Query protocol', async () => {
      const url = await aws.queue('query-names')
      await aws.send(url, 'a')
      const response = await signedFetch(aws.rig.target, 'sqs', '/', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `Action=ReceiveMessage&QueueUrl=${encodeURIComponent(url)}&MessageAttributeNames=`,
      })
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('<Body>a</Body>')
    })

    /** @own not documented by AWS: names with letters beyond the documented A-Z and a-z */
    test('names have letters of other languages', async () => {
      const url = await aws.queue('letters')
      const attributes = { 'attr.1øßä': text('x') }
      await aws.client.sendMessage({ QueueUrl: url, MessageBody: 'x', MessageAttributes: attributes })
      expect((await aws.receive(url))[0]?.MessageAttributes).toEqual(attributes)
    })

    /**
     * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_message_with_empty_string_attribute[sqs], 2024-04-30
     * @documented SQS Developer Guide, Amazon SQS message metadata: the names, types, values and number of attributes
     */
    test.each([
      [
        'eleven of them',
        Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`n${n}`, text('x')])),
        '[11]',
      ],
      ['a reserved name', { 'AWS.x': text('x') }, 'reserved'],
      ['a name that starts with a period', { '.x': text('x') }, "'.x' is invalid"],
      ['a name with two periods in succession', { 'x..y': text('x') }, "'x..y' is invalid"],
      ['a name of other characters', { 'x y': text('x') }, "'x y' is invalid"],
      ['a name of 257 characters', { ['x'.repeat(257)]: text('x') }, 'too long'],
      ['an unknown type', { x: text('x', 'Integer') }, 'Binary, Number, and String'],
      ['an empty type', { x: text('x', '') }, 'non-empty message attribute type'],
      ['an empty value', { x: text('') }, "'x' must contain a non-empty value of type 'String'"],
      ['a control character', { x: text('\u0008') }, 'Invalid characters found'],
      ['an invalid number', { x: text('twelve', 'Number') }, "Can't cast"],
      ['a number without digits', { x: text('.', 'Number') }, "Can't cast"],
      ['an exponent without digits', { x: text('1e', 'Number') }, "Can't cast"],
      ['39 digits', { x: text('1'.repeat(39), 'Number') }, "Can't cast"],
      [
        '39 digits around a point',
        { x: text(`${'1'.repeat(20)}.${'1'.repeat(19)}`, 'Number') },
        "Can't cast",
      ],
      ['a number above 10^126', { x: text('1.1e126', 'Number') }, "Can't cast"],
      ['a number below -10^126', { x: text('-1.1e126', 'Number') }, "Can't cast"],
      ['a number between 0 and 10^-128', { x: text('0.9e-128', 'Number') }, "Can't cast"],
      [
        'an empty binary value',
        { x: { DataType: 'Binary', BinaryValue: new Uint8Array() } },
        "type 'Binary'",
      ],
      ['a text in place of a binary value', { x: text('x', 'Binary') }, "type 'Binary'"],
      ['a reserved name in other letters', { 'aMaZoN.x': text('x') }, 'reserved'],
      ['a name that ends with a period', { 'x.': text('x') }, "'x.' is invalid"],
      ['a type without its suffix', { x: text('x', 'String.') }, 'Binary, Number, and String'],
      ['a type that only begins like one', { x: text('x', 'Strings') }, 'Binary, Number, and String'],
      [
        'a type of 257 characters',
        { x: text('x', `String.${'x'.repeat(250)}`) },
        'Binary, Number, and String',
      ],
    ])('%s is refused', async (_, MessageAttributes, message) => {
      const send = aws.client.sendMessage({ QueueUrl, MessageBody: 'x', MessageAttributes })
      await expect(send).rejects.toThrow(message)
      await expect(send).rejects.toMatchObject({
        name: 'InvalidParameterValue',
        $metadata: { httpStatusCode: 400 },
      })
    })
  })

  /** @documented SQS Developer Guide, Amazon SQS message metadata: the names, types, values and number of attributes */
  test.each<[string, Record<string, MessageAttributeValue>]>([
    ['ten attributes', Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`n${n}`, text('x')]))],
    ['names that begin like a reserved one', { awsome: text('x'), 'my.aws.x': text('x') }],
    ['a name of 256 characters', { ['x'.repeat(256)]: text('x') }],
    ['a name of all characters', { '-_x.9': text('x') }],
    ['a type of 256 characters', { x: text('x', `String.${'x'.repeat(249)}`) }],
    [
      'numbers',
      Object.fromEntries(
        ['0', '+1', '-.5', '1.', '1E+126', '-1e126', '1e-128', '1'.repeat(38), `${'1'.repeat(38)}00.0`].map(
          (number, n) => [`n${n}`, text(number, 'Number')],
        ),
      ),
    ],
  ])('a message has %s', async (_, MessageAttributes) => {
    await aws.client.sendMessage({ QueueUrl, MessageBody: 'x', MessageAttributes })
    expect((await aws.receive(QueueUrl))[0]?.MessageAttributes).toEqual(MessageAttributes)
  })

  /**
   * @documented SQS API Reference, MessageAttributeValue, StringListValues: "Not implemented. Reserved for
   *   future use."
   */
  test('UnsupportedOperation: list values are "Not implemented. Reserved for future use"', async () => {
    for (const lists of [{ StringListValues: ['a'] }, { BinaryListValues: [Uint8Array.of(1)] }]) {
      const MessageAttributes = { x: { DataType: 'String', ...lists } }
      const send = aws.client.sendMessage({ QueueUrl, MessageBody: 'x', MessageAttributes })
      await expect(send).rejects.toMatchObject({ name: 'UnsupportedOperation' })
    }
  })

  describe('system attributes', () => {
    const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

    /**
     * @documented SQS API Reference, SendMessage: "The size of a message system attribute doesn't count
     *   towards the total size of a message."
     */
    test('AWSTraceHeader, with its digest; its "size … doesn\'t count towards the total size"', async () => {
      const url = await aws.queue('traced', { MaximumMessageSize: '1024' })
      const sent = await aws.client.sendMessage({
        QueueUrl: url,
        MessageBody: 'x'.repeat(1024),
        MessageSystemAttributes: { AWSTraceHeader: text(TRACE) },
      })
      expect(sent.MD5OfMessageSystemAttributes).toMatch(/^[0-9a-f]{32}$/)
      expect(await aws.receive(url)).toMatchObject([{ Attributes: { AWSTraceHeader: TRACE } }])
    })

    /**
     * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_aws_trace_header_propagation[sqs],
     *   2025-06-27
     * @own not documented by AWS: a message with a trace of its own in a request with another
     */
    test('the header X-Amzn-Trace-Id of the request becomes AWSTraceHeader, unless the message has its own', async () => {
      const client = new SQS(aws.rig.client)
      client.middlewareStack.add(
        next => args => {
          const { headers } = args.request as { headers: Record<string, string> }
          headers['X-Amzn-Trace-Id'] = 'Root=1-67891233-abcdef012345678912345678'
          return next(args)
        },
        { step: 'build' },
      )
      await client.sendMessage({ QueueUrl, MessageBody: 'by header' })
      await client.sendMessage({
        QueueUrl,
        MessageBody: 'own',
        MessageSystemAttributes: { AWSTraceHeader: text(TRACE) },
      })
      client.destroy()
      expect(await aws.receive(QueueUrl)).toMatchObject([
        { Body: 'by header', Attributes: { AWSTraceHeader: 'Root=1-67891233-abcdef012345678912345678' } },
        { Body: 'own', Attributes: { AWSTraceHeader: TRACE } },
      ])
    })

    /**
     * @documented SQS API Reference, SendMessage: "the only supported message system attribute is
     *   AWSTraceHeader. Its type must be String"
     */
    test('"the only supported message system attribute is AWSTraceHeader. Its type must be String"', async () => {
      const send = (attributes: object) =>
        aws.client.sendMessage({ QueueUrl, MessageBody: 'x', MessageSystemAttributes: attributes })
      await expect(send({ Other: text('x') })).rejects.toThrow("'Other' is invalid")
      const both = { AWSTraceHeader: text(TRACE), Other: text('x') }
      await expect(send(both)).rejects.toThrow("'Other' is invalid")
      await expect(send({ AWSTraceHeader: text('') })).rejects.toThrow('of type String and not empty')
      await expect(send({ AWSTraceHeader: text('1', 'Number') })).rejects.toThrow('must be of type String')
    })

    /**
     * @documented SQS API Reference, ReceiveMessage, MessageSystemAttributeNames: "A list of attributes that
     *   need to be returned along with each message."
     * @recorded
     *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_receive_message_attribute_names_filters[sqs],
     *   2024-06-04
     */
    test('are returned as MessageSystemAttributeNames, or the older AttributeNames, ask', async () => {
      const url = await aws.queue('asked', { VisibilityTimeout: '0' })
      await aws.client.sendMessage({ QueueUrl: url, MessageBody: 'x', MessageGroupId: 'tenant' })
      const sentAt = String(aws.clock.now())
      await aws.clock.advanceBy({ seconds: 1 })
      const attributes = async (options: object) => {
        const { Messages } = await aws.client.receiveMessage({ QueueUrl: url, ...options })
        return Messages?.[0]?.Attributes
      }
      expect(await attributes({})).toBeUndefined()
      expect(await attributes({ AttributeNames: ['Policy'] })).toBeUndefined()
      expect(await attributes({ MessageSystemAttributeNames: ['SentTimestamp'] })).toEqual({
        SentTimestamp: sentAt,
      })
      expect(await attributes({ AttributeNames: ['All'] })).toEqual({
        SenderId: 'test',
        SentTimestamp: sentAt,
        ApproximateReceiveCount: '4',
        ApproximateFirstReceiveTimestamp: String(aws.clock.now()),
        MessageGroupId: 'tenant',
      })
      await expect(attributes({ MessageSystemAttributeNames: ['Sender'] })).rejects.toMatchObject({
        name: 'InvalidAttributeName',
      })
    })
  })

  /**
   * @documented SQS API Reference, ReceiveMessage: MaxNumberOfMessages 1 to 10, WaitTimeSeconds 0 to 20,
   *   VisibilityTimeout 0 to 43,200
   * @recorded
   *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_receive_max_number_of_messages[sqs],
   *   2024-04-30
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_receive_wait_time_seconds[sqs],
   *   2025-02-10
   */
  test.each([
    [{ MaxNumberOfMessages: 11 }, 'MaxNumberOfMessages'],
    [{ MaxNumberOfMessages: 0 }, 'MaxNumberOfMessages'],
    [{ MaxNumberOfMessages: 1.5 }, 'MaxNumberOfMessages'],
    [{ WaitTimeSeconds: 21 }, 'WaitTimeSeconds'],
    [{ WaitTimeSeconds: -1 }, 'WaitTimeSeconds'],
    [{ VisibilityTimeout: 43_201 }, 'VisibilityTimeout'],
    [{ VisibilityTimeout: -1 }, 'VisibilityTimeout'],
  ])('a receive with %j is refused', async (options, parameter) => {
    const receive = aws.client.receiveMessage({ QueueUrl, ...options })
    await expect(receive).rejects.toThrow(`for parameter ${parameter} is invalid`)
  })

  /**
   * @documented SQS API Reference, ReceiveMessage: MaxNumberOfMessages 1 to 10, WaitTimeSeconds 0 to 20,
   *   VisibilityTimeout 0 to 43,200
   */
  test('a receive gets one message by default, and ten at most; its timeout may be 12 hours', async () => {
    const bodies = Array.from({ length: 12 }, (_, index) => String(index))
    await aws.send(QueueUrl, ...bodies)
    const receive = async (options: object) =>
      (await aws.client.receiveMessage({ QueueUrl, ...options })).Messages?.map(({ Body }) => Body)
    expect(await receive({ WaitTimeSeconds: 20 })).toEqual(['0'])
    expect(await receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 43_200 })).toEqual(['1'])
    expect(await receive({ MaxNumberOfMessages: 10 })).toEqual(bodies.slice(2))
    await aws.clock.advanceBy({ seconds: 43_199 })
    expect(await receive({ MaxNumberOfMessages: 10 })).not.toContain('1')
  })

  /** @documented SQS API Reference, SendMessage, DelaySeconds: from 0 to 900 */
  test('a delay is from 0 to 900 seconds', async () => {
    const send = (DelaySeconds: number) =>
      aws.client.sendMessage({ QueueUrl, MessageBody: 'x', DelaySeconds })
    for (const DelaySeconds of [-1, 901, 1.5]) {
      await expect(send(DelaySeconds)).rejects.toThrow('DelaySeconds must be >= 0 and <= 900')
    }
    await send(0)
    await send(900)
    expect(await aws.receive(QueueUrl)).toHaveLength(1)
    await aws.clock.advanceBy({ milliseconds: 899_999 })
    expect(await aws.receive(QueueUrl, { max: 2, visibility: 0 })).toHaveLength(1)
    await aws.clock.advanceBy({ milliseconds: 1 })
    expect(await aws.receive(QueueUrl)).toHaveLength(2)
  })

  /**
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_message_to_standard_queue_with_invalid_message_group_id[empty], 2025-07-30
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_message_to_standard_queue_with_invalid_message_group_id[too_long], 2025-07-30
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_message_to_standard_queue_with_invalid_message_group_id[spaces], 2025-07-30
   */
  test('MessageGroupId has 1 to 128 characters and no spaces, on a standard queue as well', async () => {
    const send = (MessageGroupId: string) =>
      aws.client.sendMessage({ QueueUrl, MessageBody: 'x', MessageGroupId })
    await send('!'.repeat(128))
    for (const id of ['', 'x'.repeat(129), 'has space']) {
      await expect(send(id)).rejects.toThrow(
        `Value ${id} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
      )
    }
  })

  /**
   * @documented SQS API Reference, SendMessage, MessageDeduplicationId: "This parameter applies only to FIFO
   *   (first-in-first-out) queues."
   */
  test('a standard queue accepts no MessageDeduplicationId', async () => {
    const send = aws.client.sendMessage({ QueueUrl, MessageBody: 'x', MessageDeduplicationId: 'x' })
    await expect(send).rejects.toThrow('parameter that is not valid for this queue type')
  })
})
