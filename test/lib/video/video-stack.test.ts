import { allResources, appWith } from '../app-of-stage.ts'
import { bucketOf, environmentOf, functionOf, grantsOf, named, ofType, queues, serviceOf } from '../stage.ts'

const STACK = 'Messaging-dev-Video'

const bucket = bucketOf(STACK)

describe('the bucket', () => {
  test('has a name that is known before it is made', () => {
    expect(bucket.Properties.BucketName).toEqual({
      'Fn::Join': ['', ['messaging-dev-videos-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]],
    })
  })

  test('notifies the encoder of uploads and the notifier of outcomes, and nobody of renditions', () => {
    const rules = (...pairs: [string, string][]) => ({
      S3Key: { Rules: pairs.map(([Name, Value]) => ({ Name, Value })) },
    })
    expect(bucket.Properties.NotificationConfiguration).toEqual({
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Queue: { 'Fn::GetAtt': ['UploadsQueue', 'Arn'] },
          Filter: rules(['prefix', 'uploads/']),
        },
        {
          Event: 's3:ObjectCreated:*',
          Queue: { 'Fn::GetAtt': ['EncodedQueue', 'Arn'] },
          Filter: rules(['prefix', 'renditions/'], ['suffix', '/outcome.json']),
        },
      ],
    })
  })

  test('keeps uploads a day longer than a dead letter that may be tried again', () => {
    const [rule] = (
      bucket.Properties.LifecycleConfiguration as { Rules: Record<string, unknown>[] }
    ).Rules.filter(({ Prefix }) => Prefix === 'uploads/')
    const deadLetters = queues.find(({ stack, id }) => stack === STACK && id === 'UploadsDeadLettersQueue')
    const days = Number(deadLetters?.Properties.MessageRetentionPeriod) / 86_400
    expect(rule?.ExpirationInDays).toBe(days + 1)
  })

  test('lets a page of any site send a file and play a video, by a URL that was given to it', () => {
    expect(bucket.Properties.CorsConfiguration).toEqual({
      CorsRules: [
        expect.objectContaining({
          AllowedOrigins: ['*'],
          AllowedMethods: ['PUT', 'GET', 'HEAD'],
          AllowedHeaders: expect.arrayContaining(['content-type', 'if-none-match']),
          ExposedHeaders: expect.arrayContaining(['ETag']),
        }),
      ],
    })
  })
})

describe('of objects, a function may', () => {
  test.each([
    ['video-upload', ['PutObject Bucket/uploads/*']],
    ['video-status', ['GetObject Bucket/renditions/*']],
    [
      'video-encoder',
      [
        'GetObject Bucket/renditions/*/outcome.json',
        'GetObject Bucket/uploads/*',
        'ListBucket Bucket',
        'PutObject Bucket/renditions/*',
      ],
    ],
    ['video-link', ['GetObject Bucket/renditions/*', 'ListBucket Bucket']],
    ['video-notifier', ['GetObject Bucket/renditions/*/outcome.json', 'ListBucket Bucket']],
  ])('%s: %j', (service, grants) => {
    expect(grantsOf(service, 's3')).toEqual(grants)
  })
})

test('the links in a mail lead to the API of this stack, and the function behind them changes nothing', () => {
  expect(environmentOf(functionOf('video-notifier')).VIDEOS_URL).toEqual({
    'Fn::Join': ['', [{ 'Fn::GetAtt': ['ApiVideosApi', 'ApiEndpoint'] }, '/videos']],
  })
  expect(grantsOf('video-link', 'dynamodb')).toEqual(['GetItem VideoProgressTable'])
})

describe('the encoder', () => {
  const [mapping] = ofType('AWS::Lambda::EventSourceMapping').filter(
    one => one.stack === STACK && named(one, 'EventSourceArn') === 'UploadsQueue',
  )

  test('encodes one video per invocation, with the configured concurrency', () => {
    expect(mapping?.Properties).toMatchObject({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } })
    const [other] = allResources(appWith({ encoderConcurrency: 25 })).filter(
      one => one.Type === 'AWS::Lambda::EventSourceMapping' && one.id.startsWith('Encoder'),
    )
    expect(other?.Properties).toMatchObject({ ScalingConfig: { MaximumConcurrency: 25 } })
  })

  test('has the configured memory, and processors with it', () => {
    const encoders = allResources(appWith({ encoderMemory: 1769, experiments: true })).filter(
      one => one.Type === 'AWS::Lambda::Function' && serviceOf(one).endsWith('encoder'),
    )
    expect(encoders.map(({ Properties }) => Properties.MemorySize)).toEqual([1769, 1769])
  })

  test('has all the time that Lambda gives, and may change how long its own messages stay invisible', () => {
    expect(functionOf('video-encoder').Properties.Timeout).toBe(900)
    expect(grantsOf('video-encoder', 'sqs')).toEqual([
      'ChangeMessageVisibility UploadsQueue',
      'DeleteMessage UploadsQueue',
      'GetQueueAttributes UploadsQueue',
      'ReceiveMessage UploadsQueue',
      'SendMessage UploadsDeadLettersQueue',
    ])
  })

  test('runs the ffmpeg of the layer, whose licence is told', () => {
    expect(ofType('AWS::Lambda::LayerVersion').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ CompatibleArchitectures: ['x86_64'], LicenseInfo: 'GPL-3.0-or-later' }),
      expect.objectContaining({ CompatibleArchitectures: ['x86_64'], LicenseInfo: 'GPL-3.0-or-later' }),
    ])
  })

  test('is told what its disk holds', () => {
    const { EphemeralStorage, Environment } = functionOf('video-encoder').Properties
    const { Variables } = Environment as { Variables: Record<string, string> }
    expect(EphemeralStorage).toEqual({ Size: Number(Variables.TEMPORARY_STORAGE_MB) })
  })
})

test('a video that nobody uploads is forgotten', () => {
  const [table] = ofType('AWS::DynamoDB::GlobalTable').filter(({ stack }) => stack === STACK)
  expect(table?.Properties).toMatchObject({
    KeySchema: [{ AttributeName: 'videoId', KeyType: 'HASH' }],
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  })
})
