import type { QueueAttributeName } from '@aws-sdk/client-sqs'
import { signedFetch } from '../../signed-request.ts'
import { SqsRig } from './sqs-rig.ts'

/** CreateQueue and the other actions on queues (API). */
describe('a queue', () => {
  const aws = new SqsRig()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())

  describe('name and URL', () => {
    /** @own the URLs of queues, which are those of the front door */
    test('the URL is that of the front door, and works through any host by its path', async () => {
      const url = await aws.queue('named')
      expect(url).toBe(`${aws.rig.account.endpoint}/000000000000/named`)
      await aws.send('https://sqs.us-east-1.amazonaws.com/000000000000/named', 'a')
      expect(await aws.bodies(url)).toEqual(['a'])
      const found = await aws.client.getQueueUrl({ QueueName: 'named' })
      expect(found.QueueUrl).toBe(url)
    })

    /**
     * @documented SQS API Reference, CreateQueue, QueueName: "A queue name can have up to 80 characters.";
     *   "Valid values: alphanumeric characters, hyphens (-), and underscores (_)."
     */
    test.each(['', 'has space', 'x'.repeat(81), 'dots.are.none', `${'x'.repeat(76)}.fifo`, '.fifo'])(
      '"up to 80 characters … alphanumeric characters, hyphens (-), and underscores (_)": not %j',
      async name => {
        await expect(aws.queue(name)).rejects.toMatchObject({ name: 'InvalidParameterValue' })
      },
    )

    /** @documented SQS API Reference, CreateQueue, QueueName: "A queue name can have up to 80 characters." */
    test.each(['x'.repeat(80), `${'x'.repeat(75)}.fifo`, '-_9Z'])('%s is a name', async name => {
      expect(await aws.queue(name)).toContain(`/${name}`)
    })

    /**
     * @documented SQS API Reference, CreateQueue, QueueName: "A FIFO queue name must end with the .fifo
     *   suffix."
     */
    test('"A FIFO queue name must end with the .fifo suffix", and no other may', async () => {
      const create = (QueueName: string, Attributes: object) =>
        aws.client.createQueue({ QueueName, Attributes: { ...Attributes } })
      await expect(create('orders', { FifoQueue: 'true' })).rejects.toThrow('must end with .fifo suffix')
      await expect(create('orders.fifo', {})).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    })

    /**
     * @documented SQS API Reference: the errors QueueDoesNotExist, and InvalidAddress for "The specified ID
     *   is invalid."
     * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_non_existent_queue, 2024-04-30
     */
    test('QueueDoesNotExist; InvalidAddress for an invalid queue URL', async () => {
      const receive = (QueueUrl: string) => aws.client.receiveMessage({ QueueUrl })
      const { endpoint } = aws.rig.account
      for (const missing of [`${endpoint}/000000000000/missing`, `${endpoint}/111111111111/named`]) {
        await expect(receive(missing)).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
      }
      await expect(aws.client.getQueueUrl({ QueueName: 'missing' })).rejects.toMatchObject({
        name: 'QueueDoesNotExist',
      })
      await expect(receive('elsewhere/named')).rejects.toMatchObject({ name: 'InvalidAddress' })
    })

    /** @own not documented by AWS: a name in place of the URL */
    test('a name is accepted in place of the URL', async () => {
      const url = await aws.queue('by-name')
      await aws.send('by-name', 'a')
      expect(await aws.bodies(url)).toEqual(['a'])
      await expect(aws.send('missing', 'a')).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
    })
  })

  describe('creating it again', () => {
    /**
     * @documented SQS API Reference, CreateQueue: with the name of an existing queue and the same values of
     *   its attributes, the URL of that queue is returned
     */
    test('with nothing different gives the same queue', async () => {
      const url = await aws.queue('again', { VisibilityTimeout: '7' })
      expect(await aws.queue('again', { VisibilityTimeout: '7' })).toBe(url)
      expect(await aws.queue('again')).toBe(url)
    })

    /**
     * @documented SQS API Reference, QueueNameExists: SQS returns this error "only if the request includes
     *   attributes whose values differ from those of the existing queue"
     * @recorded
     *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_create_queue_with_different_attributes_raises_exception[sqs],
     *   2024-04-30
     */
    test('QueueNameExists "only if the request includes attributes whose values differ"', async () => {
      await aws.queue('differs')
      await expect(aws.queue('differs', { VisibilityTimeout: '7' })).rejects.toMatchObject({
        name: 'QueueNameExists',
        $metadata: { httpStatusCode: 400 },
      })
    })

    /**
     * @documented SQS API Reference, QueueDeletedRecently: "You must wait 60 seconds after deleting a queue
     *   before you can create another queue with the same name."
     */
    test('QueueDeletedRecently: "You must wait 60 seconds after deleting a queue"', async () => {
      const QueueUrl = await aws.queue('deleted')
      await aws.send(QueueUrl, 'a')
      await aws.client.deleteQueue({ QueueUrl })
      await aws.clock.advanceBy({ milliseconds: 59_999 })
      await expect(aws.queue('deleted')).rejects.toMatchObject({ name: 'QueueDeletedRecently' })
      await aws.clock.advanceBy({ milliseconds: 1 })
      expect(await aws.bodies(await aws.queue('deleted'))).toEqual([])
    })
  })

  describe('list', () => {
    /**
     * @documented SQS API Reference, ListQueues: "You must set MaxResults to receive a value for NextToken in
     *   the response."
     */
    test('by prefix; by page: "You must set MaxResults to receive a value for NextToken"', async () => {
      const names = ['list-c', 'list-a', 'list-b']
      for (const name of names) await aws.queue(name)
      const urls = names.sort().map(name => `${aws.rig.account.endpoint}/000000000000/${name}`)
      const list = (options: object) => aws.client.listQueues({ QueueNamePrefix: 'list-', ...options })

      const all = await list({})
      expect([all.QueueUrls, all.NextToken]).toEqual([urls, undefined])
      const first = await list({ MaxResults: 2 })
      expect(first.QueueUrls).toEqual(urls.slice(0, 2))
      const second = await list({ MaxResults: 2, NextToken: first.NextToken })
      expect([second.QueueUrls, second.NextToken]).toEqual([urls.slice(2), undefined])
      expect((await aws.client.listQueues({ QueueNamePrefix: 'none' })).QueueUrls).toBeUndefined()
    })

    /** @documented SQS API Reference, ListQueues, MaxResults: from 1 to 1,000 */
    test('MaxResults is from 1 to 1,000; a NextToken is one that SQS gave', async () => {
      const list = (options: object) => aws.client.listQueues({ QueueNamePrefix: 'none', ...options })
      for (const MaxResults of [0, 1001, 1.5]) {
        await expect(list({ MaxResults })).rejects.toThrow('between 1 and 1000')
      }
      for (const MaxResults of [1, 1000]) await list({ MaxResults })
      for (const text of ['', 'list-a', 'before:list-a']) {
        const NextToken = Buffer.from(text).toString('base64url')
        await expect(list({ MaxResults: 1, NextToken })).rejects.toMatchObject({
          name: 'InvalidParameterValue',
        })
      }
    })
  })

  describe('attributes', () => {
    const all = async (QueueUrl: string) =>
      (await aws.client.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] })).Attributes

    /**
     * @documented SQS API Reference, CreateQueue: the default of each attribute
     * @recorded
     *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_set_queue_attributes_default_values[sqs],
     *   2025-12-10
     */
    test('have the documented defaults', async () => {
      const url = await aws.queue('defaults')
      const second = String(Math.floor(aws.clock.now() / 1000))
      const common = {
        ApproximateNumberOfMessages: '0',
        ApproximateNumberOfMessagesDelayed: '0',
        ApproximateNumberOfMessagesNotVisible: '0',
        CreatedTimestamp: second,
        LastModifiedTimestamp: second,
        DelaySeconds: '0',
        MaximumMessageSize: '1048576',
        MessageRetentionPeriod: '345600',
        ReceiveMessageWaitTimeSeconds: '0',
        VisibilityTimeout: '30',
        SqsManagedSseEnabled: 'true',
      }
      expect(await all(url)).toEqual({ ...common, QueueArn: aws.arn('defaults') })
      expect(await all(await aws.queue('defaults.fifo'))).toEqual({
        ...common,
        QueueArn: aws.arn('defaults.fifo'),
        FifoQueue: 'true',
        ContentBasedDeduplication: 'false',
        DeduplicationScope: 'queue',
        FifoThroughputLimit: 'perQueue',
      })
    })

    /**
     * @documented SQS API Reference, GetQueueAttributes: "A list of attributes for which to retrieve
     *   information."
     */
    test('are set, and given by name; those not set are left out', async () => {
      const QueueUrl = await aws.queue('set')
      await aws.clock.advanceBy({ seconds: 5 })
      await aws.client.setQueueAttributes({
        QueueUrl,
        Attributes: { VisibilityTimeout: '0', DelaySeconds: '900' },
      })
      const { Attributes } = await aws.client.getQueueAttributes({
        QueueUrl,
        AttributeNames: ['VisibilityTimeout', 'DelaySeconds', 'Policy', 'LastModifiedTimestamp'],
      })
      expect(Attributes).toEqual({
        VisibilityTimeout: '0',
        DelaySeconds: '900',
        LastModifiedTimestamp: String(Math.floor(aws.clock.now() / 1000)),
      })
    })

    /** @own not documented by AWS: the answer has no empty list of attributes */
    test.each([[undefined], [[]], [['Policy']]])('with the names %j there are none', async names => {
      const QueueUrl = await aws.queue('nameless')
      const AttributeNames = names as QueueAttributeName[] | undefined
      const answer = await aws.client.getQueueAttributes({ QueueUrl, AttributeNames })
      expect(answer).not.toHaveProperty('Attributes')
    })

    /** @own not documented by AWS: an empty value removes an attribute */
    test('an empty value removes policies and the key', async () => {
      const Policy = '{"Version":"2012-10-17","Statement":[]}'
      const QueueUrl = await aws.queue('emptied', { Policy, KmsMasterKeyId: 'alias/mine' })
      expect(await all(QueueUrl)).toMatchObject({
        Policy,
        KmsMasterKeyId: 'alias/mine',
        KmsDataKeyReusePeriodSeconds: '300',
        SqsManagedSseEnabled: 'false',
      })
      await aws.client.setQueueAttributes({ QueueUrl, Attributes: { Policy: '', KmsMasterKeyId: '' } })
      const left = await all(QueueUrl)
      expect(left).not.toHaveProperty('Policy')
      expect(left).not.toHaveProperty('KmsMasterKeyId')
      expect(left).not.toHaveProperty('KmsDataKeyReusePeriodSeconds')
    })

    /** @documented SQS API Reference, SetQueueAttributes: the valid values of each attribute */
    test.each([
      ['VisibilityTimeout', '43201'],
      ['VisibilityTimeout', '-1'],
      ['VisibilityTimeout', 'ten'],
      ['DelaySeconds', '901'],
      ['MaximumMessageSize', '1023'],
      ['MaximumMessageSize', '1048577'],
      ['MessageRetentionPeriod', '59'],
      ['MessageRetentionPeriod', '1209601'],
      ['ReceiveMessageWaitTimeSeconds', '21'],
      ['KmsDataKeyReusePeriodSeconds', '59'],
      ['KmsDataKeyReusePeriodSeconds', '86401'],
      ['DelaySeconds', '1.5'],
      ['SqsManagedSseEnabled', 'yes'],
      ['Policy', 'nonsense'],
    ])('InvalidAttributeValue: %s %s', async (name, value) => {
      const QueueUrl = await aws.queue('ranges')
      const change = { [name]: value }
      await expect(aws.client.setQueueAttributes({ QueueUrl, Attributes: change })).rejects.toMatchObject({
        name: 'InvalidAttributeValue',
      })
      await expect(aws.queue('other', change)).rejects.toMatchObject({ name: 'InvalidAttributeValue' })
    })

    /** @documented SQS API Reference, SetQueueAttributes: the lowest and highest value of each attribute */
    test.each([
      ['VisibilityTimeout', '0', '43200'],
      ['DelaySeconds', '0', '900'],
      ['MaximumMessageSize', '1024', '1048576'],
      ['MessageRetentionPeriod', '60', '1209600'],
      ['ReceiveMessageWaitTimeSeconds', '0', '20'],
      ['KmsDataKeyReusePeriodSeconds', '60', '86400'],
    ] as const)('%s is from %s to %s', async (name, lowest, highest) => {
      const QueueUrl = await aws.queue('bounds', { KmsMasterKeyId: 'alias/mine' })
      for (const value of [lowest, highest]) {
        await aws.client.setQueueAttributes({ QueueUrl, Attributes: { [name]: value } })
        expect(await aws.attribute(QueueUrl, name)).toBe(value)
      }
    })

    /**
     * @documented SQS API Reference, CreateQueue: "The perMessageGroupId value is allowed only when the value
     *   for DeduplicationScope is messageGroup."
     */
    test('"The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup"', async () => {
      const FifoThroughputLimit = 'perMessageGroupId'
      await expect(aws.queue('half.fifo', { FifoThroughputLimit })).rejects.toMatchObject({
        name: 'InvalidAttributeValue',
      })
      await aws.queue('high.fifo', { FifoThroughputLimit, DeduplicationScope: 'messageGroup' })
    })

    /** @documented SQS API Reference, CreateQueue: the valid values of DeduplicationScope and FifoThroughputLimit */
    test.each([
      ['DeduplicationScope', 'group'],
      ['FifoThroughputLimit', 'perGroup'],
    ])('%s %s is refused', async (name, value) => {
      await expect(aws.queue('unknown.fifo', { [name]: value })).rejects.toMatchObject({
        name: 'InvalidAttributeValue',
      })
    })

    /**
     * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fifo_set_content_based_deduplication_strategy[sqs], 2025-08-19
     * @own not documented by AWS: flags in capitals
     */
    test('flags are accepted in any case, and shown in lower case', async () => {
      const given = { FifoQueue: 'True', ContentBasedDeduplication: 'TRUE' }
      const { QueueUrl = '' } = await aws.client.createQueue({ QueueName: 'flags.fifo', Attributes: given })
      expect(await all(QueueUrl)).toMatchObject({ FifoQueue: 'true', ContentBasedDeduplication: 'true' })
      const again = await aws.client.createQueue({ QueueName: 'flags.fifo', Attributes: given })
      expect(again.QueueUrl).toBe(QueueUrl)
      const set = (Attributes: object) =>
        aws.client.setQueueAttributes({ QueueUrl, Attributes: { ...Attributes } })
      await set({ ContentBasedDeduplication: 'False', FifoQueue: 'TRUE', SqsManagedSseEnabled: 'FALSE' })
      expect(await all(QueueUrl)).toMatchObject({
        ContentBasedDeduplication: 'false',
        SqsManagedSseEnabled: 'false',
      })
      await expect(set({ ContentBasedDeduplication: 'yes' })).rejects.toMatchObject({
        name: 'InvalidAttributeValue',
      })
    })

    /**
     * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_create_standard_queue_with_fifo_attribute_raises_error[sqs], 2024-05-15
     * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_set_unsupported_attribute_standard[sqs], 2024-05-14
     */
    test.each([
      ['FifoQueue', 'false', 'Unknown Attribute FifoQueue.'],
      ['ContentBasedDeduplication', 'false', 'Unknown Attribute ContentBasedDeduplication.'],
      [
        'DeduplicationScope',
        'queue',
        'You can specify the DeduplicationScope only when FifoQueue is set to true.',
      ],
      [
        'FifoThroughputLimit',
        'perQueue',
        'You can specify the FifoThroughputLimit only when FifoQueue is set to true.',
      ],
    ])('a standard queue has no %s', async (name, value, message) => {
      const refused = { name: 'InvalidAttributeName', message }
      const Attributes = { [name]: value }
      await expect(aws.queue(`no-${name}`, Attributes)).rejects.toMatchObject(refused)
      const QueueUrl = await aws.queue(`still-no-${name}`)
      await expect(aws.client.setQueueAttributes({ QueueUrl, Attributes })).rejects.toMatchObject(refused)
    })

    /** @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_set_unsupported_attribute_fifo[sqs], 2024-05-14 */
    test('a FIFO queue stays one', async () => {
      const QueueUrl = await aws.queue('stays.fifo')
      await aws.client.setQueueAttributes({ QueueUrl, Attributes: { FifoQueue: 'true' } })
      const change = aws.client.setQueueAttributes({ QueueUrl, Attributes: { FifoQueue: 'false' } })
      await expect(change).rejects.toMatchObject({
        name: 'InvalidAttributeValue',
        message: 'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
      })
    })

    /** @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_sse_kms_and_sqs_are_mutually_exclusive[sqs], 2024-04-30 */
    test('a queue has one kind of server-side encryption', async () => {
      const both = { KmsMasterKeyId: 'alias/mine', SqsManagedSseEnabled: 'true' }
      await expect(aws.queue('both', both)).rejects.toMatchObject({
        name: 'InvalidAttributeName',
        message:
          'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
      })
    })

    /** @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_sse_queue_attributes[sqs], 2024-04-30 */
    test('SSE-SQS takes the place of a KMS key', async () => {
      const Key = { KmsMasterKeyId: 'alias/mine', KmsDataKeyReusePeriodSeconds: '6000' }
      const QueueUrl = await aws.queue('sse', Key)
      expect(await all(QueueUrl)).toMatchObject({ ...Key, SqsManagedSseEnabled: 'false' })
      await aws.client.setQueueAttributes({ QueueUrl, Attributes: { SqsManagedSseEnabled: 'true' } })
      const left = await all(QueueUrl)
      expect(left).toMatchObject({ SqsManagedSseEnabled: 'true' })
      for (const name of Object.keys(Key)) expect(left).not.toHaveProperty(name)
    })

    /**
     * @documented SQS API Reference, SetQueueAttributes, InvalidAttributeName: "The specified attribute
     *   doesn't exist."
     * @recorded
     *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_set_unsupported_attribute_standard[sqs],
     *   2024-05-14
     */
    test('InvalidAttributeName: unknown ones, FIFO ones on a standard queue, the type of an existing queue', async () => {
      const QueueUrl = await aws.queue('names')
      const unknown = { name: 'InvalidAttributeName' }
      const set = (Attributes: object) =>
        aws.client.setQueueAttributes({ QueueUrl, Attributes: { ...Attributes } })
      await expect(set({ Colour: 'red' })).rejects.toMatchObject(unknown)
      await expect(set({ ContentBasedDeduplication: 'true' })).rejects.toMatchObject(unknown)
      await expect(set({ FifoQueue: 'true' })).rejects.toMatchObject(unknown)
      await expect(set({ QueueArn: 'x' })).rejects.toMatchObject(unknown)
      await expect(aws.queue('new', { FifoQueue: 'false' })).rejects.toMatchObject(unknown)
      const get = aws.client.getQueueAttributes({ QueueUrl, AttributeNames: ['Colour' as 'All'] })
      await expect(get).rejects.toMatchObject(unknown)
    })
  })

  /**
   * @documented SQS API Reference, TagQueue: "A new tag with a key identical to that of an existing tag
   *   overwrites the existing tag."
   */
  test('tags: "a new tag with a key identical to that of an existing tag overwrites the existing tag"', async () => {
    const QueueUrl = await aws.queue('tagged', {}, { team: 'a', stage: 'test' })
    await aws.client.tagQueue({ QueueUrl, Tags: { team: 'b', cost: '1' } })
    await aws.client.untagQueue({ QueueUrl, TagKeys: ['stage', 'none'] })
    expect((await aws.client.listQueueTags({ QueueUrl })).Tags).toEqual({ team: 'b', cost: '1' })
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, 'x']))
    await expect(aws.client.tagQueue({ QueueUrl, Tags: many })).rejects.toThrow('Too many tags')
  })

  /** @documented SQS Developer Guide, quotas of queues: 50 tags */
  test('50 tags are the most', async () => {
    const QueueUrl = await aws.queue('much-tagged')
    const Tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, 'x']))
    await aws.client.tagQueue({ QueueUrl, Tags })
    await expect(aws.client.tagQueue({ QueueUrl, Tags: { another: 'x' } })).rejects.toThrow('Too many tags')
    expect((await aws.client.listQueueTags({ QueueUrl })).Tags).toEqual(Tags)
  })

  /**
   * @documented SQS API Reference, AddPermission and RemovePermission: "Adds a permission to a queue for a
   *   specific principal."
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_sqs_permission_lifecycle[sqs],
   *   2024-04-30
   */
  test('AddPermission adds a statement to the policy, RemovePermission removes it', async () => {
    const QueueUrl = await aws.queue('permitted')
    const permission = { QueueUrl, Label: 'send', AWSAccountIds: ['111111111111'], Actions: ['SendMessage'] }
    await aws.client.addPermission(permission)
    expect(JSON.parse((await aws.attribute(QueueUrl, 'Policy')) as string)).toEqual({
      Version: '2008-10-17',
      Id: `${aws.arn('permitted')}/SQSDefaultPolicy`,
      Statement: [
        {
          Sid: 'send',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111111111111:root' },
          Action: 'SQS:SendMessage',
          Resource: aws.arn('permitted'),
        },
      ],
    })
    await expect(aws.client.addPermission(permission)).rejects.toThrow('Already exists')

    const AWSAccountIds = ['111111111111', '222222222222']
    await aws.client.addPermission({
      ...{ QueueUrl, Label: 'read', AWSAccountIds, Actions: ['ReceiveMessage', 'DeleteMessage'] },
    })
    await aws.client.removePermission({ QueueUrl, Label: 'send' })
    expect(JSON.parse((await aws.attribute(QueueUrl, 'Policy')) as string)).toMatchObject({
      Statement: [
        {
          Sid: 'read',
          Principal: { AWS: AWSAccountIds.map(id => `arn:aws:iam::${id}:root`) },
          Action: ['SQS:ReceiveMessage', 'SQS:DeleteMessage'],
        },
      ],
    })
    await aws.client.removePermission({ QueueUrl, Label: 'read' })
    expect(await aws.attribute(QueueUrl, 'Policy')).toBeUndefined()
    await expect(aws.client.removePermission({ QueueUrl, Label: 'send' })).rejects.toThrow("can't find label")
  })

  /**
   * @documented SQS API Reference, AddPermission: the characters and length of Label, the form of AWSAccountIds, the
   *   names of Actions, and at most seven actions per statement and 20 statements per policy
   */
  test.each<[string, object, string]>([
    ['a label of other characters', { Label: 'has space' }, 'InvalidParameterValue'],
    ['a label of 81 characters', { Label: 'x'.repeat(81) }, 'InvalidParameterValue'],
    ['an account of 11 digits', { AWSAccountIds: ['11111111111'] }, 'InvalidParameterValue'],
    ['an account of 13 digits', { AWSAccountIds: ['1111111111111'] }, 'InvalidParameterValue'],
    ['one account of two', { AWSAccountIds: ['111111111111', 'x'] }, 'InvalidParameterValue'],
    ['no account', { AWSAccountIds: [] }, 'MissingParameter'],
    ['no action', { Actions: [] }, 'MissingParameter'],
    ['eight actions', { Actions: Array(8).fill('SendMessage') }, 'OverLimit'],
    [
      'an action that cannot be granted',
      { Actions: ['SendMessage', 'CreateQueue'] },
      'InvalidParameterValue',
    ],
  ])('AddPermission refuses %s', async (_, wrong, name) => {
    const QueueUrl = await aws.queue('not-permitted')
    const right = { QueueUrl, Label: 'x', AWSAccountIds: ['111111111111'], Actions: ['SendMessage'] }
    await expect(aws.client.addPermission({ ...right, ...wrong })).rejects.toMatchObject({ name })
    expect(await aws.attribute(QueueUrl, 'Policy')).toBeUndefined()
  })

  /** @documented SQS API Reference, AddPermission: at most seven actions per statement and 20 statements per policy */
  test('AddPermission takes labels of 80 characters, seven actions, and 20 statements', async () => {
    const QueueUrl = await aws.queue('much-permitted')
    const add = (Label: string) =>
      aws.client.addPermission({
        ...{ QueueUrl, Label, AWSAccountIds: ['111111111111'] },
        Actions: [
          ...['*', 'ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl'],
          ...['ListDeadLetterSourceQueues', 'PurgeQueue'],
        ],
      })
    await add('x'.repeat(80))
    for (let label = 2; label <= 20; label++) await add(String(label))
    await expect(add('21')).rejects.toMatchObject({ name: 'OverLimit' })
  })

  /** @own not documented by AWS: the deduplication ids of a purged queue */
  test('PurgeQueue forgets the deduplication ids of a FIFO queue', async () => {
    const QueueUrl = await aws.queue('purged.fifo')
    await aws.sendFifo(QueueUrl, 'a1')
    await aws.client.purgeQueue({ QueueUrl })
    await aws.sendFifo(QueueUrl, 'a1')
    expect(await aws.bodies(QueueUrl)).toEqual(['a1'])
  })

  /**
   * @documented SQS API Reference, PurgeQueueInProgress: the queue "previously received a PurgeQueue request
   *   within the last 60 seconds"
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_successive_purge_calls_fail[sqs],
   *   2024-04-30
   */
  test('PurgeQueue deletes all messages; PurgeQueueInProgress "within the last 60 seconds"', async () => {
    const QueueUrl = await aws.queue('purged')
    await aws.send(QueueUrl, 'in flight')
    const [held] = await aws.receive(QueueUrl)
    await aws.send(QueueUrl, 'visible')
    await aws.client.sendMessage({ QueueUrl, MessageBody: 'delayed', DelaySeconds: 1 })
    await aws.client.purgeQueue({ QueueUrl })
    await expect(aws.client.purgeQueue({ QueueUrl })).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
      $metadata: { httpStatusCode: 403 },
    })
    await aws.client.deleteMessage({ QueueUrl, ReceiptHandle: held?.ReceiptHandle })
    await aws.clock.advanceBy({ milliseconds: 59_999 })
    await expect(aws.client.purgeQueue({ QueueUrl })).rejects.toThrow('every 60 seconds')
    await aws.clock.advanceBy({ milliseconds: 1 })
    expect(await aws.receive(QueueUrl)).toEqual([])
    await aws.send(QueueUrl, 'after')
    expect(await aws.bodies(QueueUrl)).toEqual(['after'])
    await aws.client.purgeQueue({ QueueUrl })
  })

  /**
   * @documented SQS Developer Guide, AWS JSON protocol: x-amzn-query-error carries the code of the Query
   *   protocol
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_non_existent_queue, 2024-04-30
   */
  test('errors carry the name of the Query protocol: x-amzn-query-error', async () => {
    const response = await signedFetch(aws.rig.target, 'sqs', '/', {
      headers: { 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
      body: '{"QueueName":"missing"}',
    })
    expect(response.status).toBe(400)
    expect(response.headers.get('x-amzn-query-error')).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender')
    expect(await response.json()).toEqual({
      __type: 'com.amazonaws.sqs#QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    })
  })
})
