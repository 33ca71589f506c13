import type { NotificationConfiguration } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { create } from '../../resource.ts'
import { administratorRole } from '../../role-policies.ts'
import { EdgeRig, fromService } from './edge-rig.ts'

/* The rules are those of the User Guide, "Amazon S3 Event Notifications" and its sub-pages. */

let rig: EdgeRig
let names = 0
beforeAll(async () => {
  rig = await EdgeRig.start()
})
afterAll(() => rig.stop())
afterEach(() => jest.restoreAllMocks())

type Events = NonNullable<NotificationConfiguration['QueueConfigurations']>[number]['Events']
interface Rule {
  events?: Events
  prefix?: string
  suffix?: string
  id?: string
}

const filter = ({ prefix, suffix }: Rule) => ({
  Key: {
    FilterRules: [
      ...(prefix === undefined ? [] : [{ Name: 'prefix' as const, Value: prefix }]),
      ...(suffix === undefined ? [] : [{ Name: 'suffix' as const, Value: suffix }]),
    ],
  },
})
const toQueue = (QueueArn: string, rule: Rule = {}) => ({
  Id: rule.id,
  QueueArn,
  Events: rule.events ?? ['s3:ObjectCreated:*' as const],
  ...((rule.prefix ?? rule.suffix) !== undefined && { Filter: filter(rule) }),
})
const configure = (Bucket: string, NotificationConfiguration: NotificationConfiguration) =>
  rig.s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration })

/** A new bucket that tells a new queue, which has had its test message. */
async function notifying(...rules: Rule[]) {
  const name = `bucket-${++names}`
  const queue = await rig.queue(name)
  await rig.bucket(name)
  const QueueConfigurations = (rules.length > 0 ? rules : [{}]).map(rule => toQueue(queue, rule))
  await configure(name, { QueueConfigurations })
  await rig.documents(queue)
  return { name, queue }
}

const events = async (queue: string) =>
  (await rig.documents(queue)).map(({ document }) => document.Records[0])
const told = async (queue: string) =>
  (await events(queue)).map(({ eventName, s3 }) => `${eventName} ${s3.object.key}`)

/**
 * @documented S3 User Guide, Enabling event notifications: a test message, s3:TestEvent, when the
 *   configuration is put
 */
test('a destination gets a test message when it is configured', async () => {
  const queue = await rig.queue('tested')
  const Bucket = await rig.bucket('testing')
  await configure(Bucket, { QueueConfigurations: [toQueue(queue)] })
  expect(await rig.documents(queue)).toEqual([
    {
      document: {
        Service: 'Amazon S3',
        Event: 's3:TestEvent',
        Time: new Date(rig.clock.now()).toISOString(),
        Bucket,
        RequestId: expect.any(String),
        HostId: expect.any(String),
      },
    },
  ])
})

/**
 * @documented S3 User Guide, Event message structure: the members of an event
 * @recorded
 *   tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_object_created_put,
 *   2025-01-21
 */
test('the event contains the change, the object and the principal', async () => {
  const { name, queue } = await notifying({ id: 'all' })
  const { ETag, $metadata } = await rig.s3.putObject({ Bucket: name, Key: 'clip.mp4', Body: 'video' })
  expect(await events(queue)).toEqual([
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventTime: new Date(rig.clock.now()).toISOString(),
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: 'AWS:local' },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: {
        'x-amz-request-id': $metadata.requestId,
        'x-amz-id-2': $metadata.extendedRequestId,
      },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'all',
        bucket: {
          name,
          ownerIdentity: { principalId: expect.any(String) },
          arn: `arn:aws:s3:::${name}`,
        },
        object: {
          key: 'clip.mp4',
          size: 5,
          eTag: ETag?.replaceAll('"', ''),
          sequencer: expect.stringMatching(/^[0-9A-F]+$/),
        },
      },
    },
  ])
})

/**
 * @documented S3 User Guide, Event message structure: "The object key name value is URL encoded"
 * @recorded tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_key_encoding,
 *   2025-01-21
 */
test.each([
  ['red flower.jpg', 'red+flower.jpg'],
  ['uploads/ü+(1)&.mp4', 'uploads/%C3%BC%2B%281%29%26.mp4'],
])('the key %j is told as %j', async (Key, key) => {
  const { name, queue } = await notifying()
  await rig.s3.putObject({ Bucket: name, Key, Body: 'x' })
  expect(await told(queue)).toEqual([`ObjectCreated:Put ${key}`])
})

/**
 * @documented S3 User Guide, Supported event types: ObjectCreated Put, Copy, Post and
 *   CompleteMultipartUpload; ObjectRemoved Delete and DeleteMarkerCreated
 * @recorded
 *   tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_object_created_and_object_removed,
 *   2025-01-21
 */
test('every way to create and to remove has its event', async () => {
  const { name, queue } = await notifying({ events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] })
  await rig.s3.putObject({ Bucket: name, Key: 'put', Body: 'x' })
  await rig.s3.copyObject({ Bucket: name, Key: 'copied', CopySource: `${name}/put` })
  const { url, fields } = await createPresignedPost(rig.s3, { Bucket: name, Key: 'posted' })
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append('file', new Blob(['x']))
  await fetch(url, { method: 'POST', body: form })
  const target = { Bucket: name, Key: 'in-parts' }
  const { UploadId } = await rig.s3.createMultipartUpload(target)
  const { ETag } = await rig.s3.uploadPart({ ...target, UploadId, PartNumber: 1, Body: 'x' })
  await rig.s3.completeMultipartUpload({
    ...target,
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
  })
  await rig.s3.deleteObject({ Bucket: name, Key: 'put' })
  await rig.s3.putBucketVersioning({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } })
  await rig.s3.deleteObject({ Bucket: name, Key: 'copied' })
  expect(await told(queue)).toEqual([
    'ObjectCreated:Put put',
    'ObjectCreated:Copy copied',
    'ObjectCreated:Post posted',
    'ObjectCreated:CompleteMultipartUpload in-parts',
    'ObjectRemoved:Delete put',
    'ObjectRemoved:DeleteMarkerCreated copied',
  ])
})

/**
 * @recorded
 *   tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_object_created_put_versioned,
 *   2025-01-21
 * @documented S3 User Guide, Event message structure: sequencers of one key grow
 */
test('a versioned bucket tells the version, and the sequencers of a key grow', async () => {
  const { name, queue } = await notifying()
  await rig.s3.putBucketVersioning({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } })
  const versions = []
  for (const Body of ['one', 'two', 'three']) {
    versions.push((await rig.s3.putObject({ Bucket: name, Key: 'key', Body })).VersionId)
  }
  const objects = (await events(queue)).map(({ s3 }) => s3.object)
  expect(objects.map(({ versionId }) => versionId)).toEqual(versions)
  const sequencers = objects.map(({ sequencer }) => sequencer)
  expect(sequencers).toEqual([...new Set(sequencers)].sort())
})

/** @recorded tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_delete_objects, 2025-01-21 */
test('deleting keys that have no object is reported, too', async () => {
  const { name, queue } = await notifying({ events: ['s3:ObjectRemoved:*'] })
  await rig.s3.putObject({ Bucket: name, Key: 'there', Body: 'x' })
  const Objects = ['there', 'absent-1', 'absent-2'].map(Key => ({ Key }))
  await rig.s3.deleteObjects({ Bucket: name, Delete: { Objects } })
  await rig.s3.deleteObject({ Bucket: name, Key: 'absent-3' })
  const removals = (await events(queue)).map(({ eventName, s3 }) => ({ eventName, object: s3.object }))
  expect(removals).toEqual(
    ['there', 'absent-1', 'absent-2', 'absent-3'].map(key => ({
      eventName: 'ObjectRemoved:Delete',
      object: { key, sequencer: expect.any(String) },
    })),
  )
})

/** @recorded tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_object_created_put_versioned, 2025-01-21 */
test('a delete marker has the entity tag of nothing, and the null version is not named', async () => {
  const { name, queue } = await notifying({ events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] })
  const target = { Bucket: name, Key: 'key' }
  await rig.s3.putBucketVersioning({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } })
  const { VersionId } = await rig.s3.deleteObject(target)
  await rig.s3.putBucketVersioning({ Bucket: name, VersioningConfiguration: { Status: 'Suspended' } })
  await rig.s3.putObject({ ...target, Body: 'x' })
  await rig.s3.deleteObject({ ...target, VersionId })
  const sequencer = expect.any(String)
  expect((await events(queue)).map(({ s3 }) => s3.object)).toEqual([
    { key: 'key', eTag: 'd41d8cd98f00b204e9800998ecf8427e', versionId: VersionId, sequencer },
    { key: 'key', eTag: '9dd4e461268c8034f5c8564e155c67a6', size: 1, sequencer },
    { key: 'key', versionId: VersionId, sequencer },
  ])
})

/**
 * @recorded tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_xray_header,
 *   2025-01-21
 */
test('the trace of the request continues', async () => {
  const { name, queue } = await notifying()
  const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
  rig.s3.middlewareStack.add(
    next => args => {
      const { request } = args as unknown as { request: { headers: Record<string, string> } }
      request.headers['x-amzn-trace-id'] = header
      return next(args)
    },
    { step: 'build', name: 'trace' },
  )
  await rig.s3.putObject({ Bucket: name, Key: 'traced', Body: 'x' })
  rig.s3.middlewareStack.remove('trace')
  expect((await rig.documents(queue)).map(({ traceHeader }) => traceHeader)).toEqual([header])
})

describe('rules', () => {
  /**
   * @recorded
   *   tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_notifications_with_filter,
   *   2025-01-21
   * @documented S3 User Guide, Configuring event notifications using object key name filtering: prefixes and
   *   suffixes
   */
  test('choose by event, prefix and suffix', async () => {
    const { name, queue } = await notifying(
      { prefix: 'renditions/', suffix: '/outcome.json' },
      { prefix: 'uploads/' },
      { events: ['s3:ObjectRemoved:DeleteMarkerCreated'] },
    )
    for (const Key of ['uploads/1', 'renditions/1/outcome.json', 'renditions/1/240p.mp4', 'outcome.json']) {
      await rig.s3.putObject({ Bucket: name, Key, Body: 'x' })
    }
    await rig.s3.deleteObject({ Bucket: name, Key: 'uploads/1' })
    expect(await told(queue)).toEqual([
      'ObjectCreated:Put uploads/1',
      'ObjectCreated:Put renditions/1/outcome.json',
    ])
  })

  /**
   * @recorded
   *   tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_filter_rules_case_insensitive,
   *   2025-01-21
   * @documented S3 API Reference, PutBucketNotificationConfiguration: it "replaces the existing notification
   *   configuration with the configuration you include in the request body"
   */
  test('are given back, with an id where they had none, until they are replaced', async () => {
    const { name, queue } = await notifying({ prefix: 'a/', suffix: '.mp4' })
    const { QueueConfigurations } = await rig.s3.getBucketNotificationConfiguration({ Bucket: name })
    expect(QueueConfigurations).toEqual([
      {
        Id: expect.stringMatching(/.+/),
        QueueArn: queue,
        Events: ['s3:ObjectCreated:*'],
        Filter: {
          Key: {
            FilterRules: [
              { Name: 'Prefix', Value: 'a/' },
              { Name: 'Suffix', Value: '.mp4' },
            ],
          },
        },
      },
    ])
    await configure(name, {})
    await rig.s3.putObject({ Bucket: name, Key: 'a/b.mp4', Body: 'x' })
    expect(await told(queue)).toEqual([])
    expect(await rig.s3.getBucketNotificationConfiguration({ Bucket: name })).not.toHaveProperty(
      'QueueConfigurations',
    )
  })

  /**
   * @documented S3 User Guide, Configuring event notifications using object key name filtering: "Notification
   *   configurations that use Filter can't define filtering rules with overlapping prefixes"
   */
  test.each<[string, Rule, Rule]>([
    ['no filters', {}, {}],
    ['one event twice', {}, { events: ['s3:ObjectCreated:Put'] }],
    ['overlapping prefixes', { prefix: 'images/' }, { prefix: 'images/a' }],
    ['overlapping suffixes', { suffix: '.jpg' }, { suffix: 'g' }],
    ['prefix here, suffix there', { prefix: 'images/' }, { suffix: '.jpg' }],
  ])('that overlap are refused: %s', async (_, one, other) => {
    const queue = await rig.queue(`overlap-${++names}`)
    const Bucket = await rig.bucket(`overlap-${names}`)
    const overlapping = { QueueConfigurations: [toQueue(queue, one), toQueue(queue, other)] }
    await expect(configure(Bucket, overlapping)).rejects.toMatchObject({
      name: 'InvalidArgument',
      message:
        'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
    })
    expect(await rig.documents(queue)).toEqual([])
  })

  /**
   * @documented S3 User Guide, Configuring event notifications using object key name filtering: the examples
   *   of valid configurations
   */
  test.each<[string, Rule, Rule]>([
    ['other events', {}, { events: ['s3:ObjectRemoved:*'] }],
    ['other prefixes', { prefix: 'uploads/' }, { prefix: 'renditions/' }],
    [
      'one prefix, other suffixes',
      { prefix: 'images/', suffix: '.jpg' },
      { prefix: 'images/', suffix: '.png' },
    ],
  ])('that do not overlap are taken: %s', async (_, one, other) => {
    const { name } = await notifying(one, other)
    const { QueueConfigurations } = await rig.s3.getBucketNotificationConfiguration({ Bucket: name })
    expect(QueueConfigurations).toHaveLength(2)
  })

  /**
   * @documented S3 API Reference, PutBucketNotificationConfiguration: the events and filters that there are
   * @own events, refused as not simulated
   */
  test.each([
    ['an unknown event', { Events: ['s3:ObjectCreated:Magic'] }, 'InvalidArgument', 'not supported'],
    [
      'an event that never comes here',
      { Events: ['s3:Replication:*'] },
      'NotImplemented',
      's3:Replication:*',
    ],
    [
      'two prefixes',
      {
        Filter: {
          Key: {
            FilterRules: [
              { Name: 'prefix', Value: 'a' },
              { Name: 'prefix', Value: 'b' },
            ],
          },
        },
      },
      'InvalidArgument',
      'more than one prefix',
    ],
  ])('are refused with %s', async (_, change, name, message) => {
    const queue = await rig.queue(`refused-${++names}`)
    const Bucket = await rig.bucket(`refused-${names}`)
    const QueueConfigurations = [{ ...toQueue(queue), ...change }] as ReturnType<typeof toQueue>[]
    await expect(configure(Bucket, { QueueConfigurations })).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    })
  })

  /** @own EventBridge, refused as not simulated */
  test('to EventBridge are refused by name', async () => {
    const Bucket = await rig.bucket(`refused-${++names}`)
    await expect(configure(Bucket, { EventBridgeConfiguration: {} })).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('EventBridge'),
    })
  })
})

describe('a destination', () => {
  const arn = (service: string, name: string) => rig.aws.account.arn(service, name)

  /**
   * @recorded
   *   tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_invalid_sqs_arn,
   *   2025-01-21
   * @recorded
   *   tests/aws/services/s3/test_s3_notifications_sns.py::TestS3NotificationsToSns::test_invalid_topic_arn,
   *   2025-01-21
   * @recorded
   *   tests/aws/services/s3/test_s3_notifications_lambda.py::TestS3NotificationsToLambda::test_invalid_lambda_arn,
   *   2025-01-21
   */
  test.each<[string, () => NotificationConfiguration]>([
    ['a queue', () => ({ QueueConfigurations: [toQueue(arn('sqs', 'none'))] })],
    [
      'a topic',
      () => ({ TopicConfigurations: [{ TopicArn: arn('sns', 'none'), Events: ['s3:ObjectCreated:*'] }] }),
    ],
    [
      'a function',
      () => ({
        LambdaFunctionConfigurations: [
          { LambdaFunctionArn: arn('lambda', 'function:none'), Events: ['s3:ObjectCreated:*'] },
        ],
      }),
    ],
  ])('that is %s must be there, unless that is not to be looked at', async (_, configuration) => {
    const Bucket = await rig.bucket(`nobody-${++names}`)
    await expect(configure(Bucket, configuration())).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: 'Unable to validate the following destination configurations',
      ArgumentName1: expect.stringContaining('none'),
      ArgumentValue1: expect.stringContaining('does not exist'),
    })
    await rig.s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration: configuration(),
      SkipDestinationValidation: true,
    })
  })

  /** @recorded tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_invalid_sqs_arn, 2025-01-21 */
  test.each([true, false])(
    'must have an ARN, also if it need not exist (%s)',
    async SkipDestinationValidation => {
      const Bucket = await rig.bucket(`unparsed-${++names}`)
      const configured = rig.s3.putBucketNotificationConfiguration({
        Bucket,
        NotificationConfiguration: { QueueConfigurations: [toQueue('invalid-queue')] },
        SkipDestinationValidation,
      })
      await expect(configured).rejects.toMatchObject({
        name: 'InvalidArgument',
        message: 'The ARN could not be parsed',
        ArgumentName: 'Queue',
        ArgumentValue: 'invalid-queue',
      })
    },
  )

  /**
   * @documented S3 User Guide, Granting permissions to invoke an AWS Lambda function: the policy of the
   *   function names S3 and the bucket
   */
  test('that is a function must let S3 invoke it', async () => {
    const Bucket = await rig.bucket(`untrusted-${++names}`)
    const make = (type: string, properties: Record<string, unknown>) =>
      create(rig.aws.resourceTypes, type, { FunctionName: 'wary', ...properties })
    const Role = administratorRole(rig.aws.account, 'wary')
    const code = { Code: { ZipFile: '' }, Role, Runtime: 'nodejs24.x', Handler: 'index.handler' }
    await make('AWS::Lambda::Function', code)
    const configuration: NotificationConfiguration = {
      LambdaFunctionConfigurations: [
        { LambdaFunctionArn: arn('lambda', 'function:wary'), Events: ['s3:ObjectCreated:*'] },
      ],
    }
    await expect(configure(Bucket, configuration)).rejects.toMatchObject({
      message: 'Unable to validate the following destination configurations',
      ArgumentValue1: expect.stringContaining('not authorized to perform: lambda:InvokeFunction'),
    })
    await make('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      SourceArn: `arn:aws:s3:::${Bucket}`,
      SourceAccount: rig.aws.account.id,
    })
    await expect(configure(Bucket, configuration)).resolves.toBeDefined()
  })

  /**
   * @documented S3 User Guide, Event notification types and destinations: "Amazon SQS FIFO … queues aren't
   *   supported as an Amazon S3 event notification destination"
   */
  test('cannot be a FIFO queue', async () => {
    await rig.sqs.createQueue({ QueueName: 'ordered.fifo', Attributes: { FifoQueue: 'true' } })
    const Bucket = await rig.bucket('unordered')
    await expect(
      configure(Bucket, { QueueConfigurations: [toQueue(arn('sqs', 'ordered.fifo'))] }),
    ).rejects.toMatchObject({ name: 'InvalidArgument', ArgumentValue1: 'FIFO queues are not supported' })
  })

  /**
   * @recorded
   *   tests/aws/services/s3/test_s3_notifications_sns.py::TestS3NotificationsToSns::test_object_created_put,
   *   2025-01-21
   */
  test('can be a topic', async () => {
    const { TopicArn = '' } = await rig.sns.createTopic({
      Name: 'objects',
      Attributes: { Policy: JSON.stringify({ Statement: fromService('s3', 'sns:Publish', '*') }) },
    })
    const queue = await rig.queue('subscriber')
    await rig.sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queue })
    const Bucket = await rig.bucket('publishing')
    await configure(Bucket, { TopicConfigurations: [{ TopicArn, Events: ['s3:ObjectCreated:*'] }] })
    await rig.s3.putObject({ Bucket, Key: 'news', Body: 'x' })
    const [test, event] = (await rig.documents(queue)).map(({ document }) => document)
    expect(test.Subject).toBe('Amazon S3 Notification')
    expect(JSON.parse(test.Message)).toMatchObject({ Event: 's3:TestEvent' })
    expect(JSON.parse(event.Message).Records[0].s3.object.key).toBe('news')
  })

  /** @own what is said of lost notifications */
  test('that has gone loses its notification: the object is written, and standard error says what is lost', async () => {
    const { name, queue } = await notifying()
    await rig.sqs.deleteQueue({ QueueUrl: `${rig.endpoint}/${rig.aws.account.id}/${name}` })
    const lines: string[] = []
    jest.spyOn(process.stderr, 'write').mockImplementation(line => lines.push(String(line)) > 0)
    await rig.s3.putObject({ Bucket: name, Key: 'unheard', Body: 'x' })
    expect(await rig.read(name, 'unheard')).toBe('x')
    expect(lines).toEqual([
      expect.stringContaining(`could not notify ${queue} of s3:ObjectCreated:Put for ${name}/unheard`),
    ])
  })
})
