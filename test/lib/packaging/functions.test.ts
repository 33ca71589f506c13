import { functionNames } from '../../../lib/packaging/functions.ts'
import { environmentOf, functions, named, ofType, serviceOf, target } from '../stage.ts'

describe('every function', () => {
  test('of the list is in a stack, and no other', () => {
    expect(functions.map(serviceOf).toSorted()).toEqual(
      functionNames.map(name => name.replace('/', '-')).toSorted(),
    )
  })

  test('has a role and a log group of its own, JSON logs and X-Ray', () => {
    expect(new Set(functions.map(one => one.stack + named(one, 'Role'))).size).toBe(functions.length)
    for (const one of functions) {
      expect(one.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
        Handler: 'index.handler',
      })
      const { LogGroup } = one.Properties.LoggingConfig as { LogGroup: unknown }
      const group = ofType('AWS::Logs::LogGroup').find(
        ({ id, stack }) => stack === one.stack && id === target(LogGroup),
      )
      expect(group?.Properties.LogGroupName).toBe(`/messaging/dev/${serviceOf(one).replace('-', '/')}`)
    }
  })

  test('is small and runs on arm64, unless it runs ffmpeg', () => {
    for (const one of functions) {
      const { Architectures, MemorySize, EphemeralStorage, Layers } = one.Properties
      const compute = { Architectures, MemorySize, EphemeralStorage, Layers }
      expect(compute).toEqual(
        serviceOf(one).endsWith('encoder')
          ? {
              Architectures: ['x86_64'],
              // The most that new accounts allow.
              MemorySize: 3008,
              EphemeralStorage: { Size: 2048 },
              Layers: [{ Ref: 'Ffmpeg' }],
            }
          : { Architectures: ['arm64'], MemorySize: 512 },
      )
    }
  })

  test('has a reserved concurrency in the experiment alone', () => {
    const reserved = functions
      .filter(({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined)
      .map(one => [serviceOf(one), one.Properties.ReservedConcurrentExecutions])
    expect(Object.fromEntries(reserved)).toEqual({
      'video-synchronous-encoder': 2,
      'video-synchronous-upload': 4,
    })
  })

  test('has the environment variables that it needs and no others', () => {
    // What every consumer of a queue has to know of it.
    const QUEUE = [
      'DEAD_LETTER_QUEUE_URL',
      'MAXIMUM_RECEIVES',
      'MAXIMUM_TRIES',
      'QUEUE_URL',
      'RETENTION_SECONDS',
      'TRIES_TABLE',
    ]
    // What every function has to know that counts events.
    const WAITING = [
      'BASKETS_TABLE',
      'REMINDER_MESSAGE_SECONDS',
      'REMINDER_SECONDS',
      'STREAM_RETENTION_SECONDS',
    ]
    const TAKING = [...WAITING, 'LATENESS_SECONDS', 'REMINDERS_QUEUE_URL']
    const COUNTING = [
      'COUNTED_EVENTS_TABLE',
      'GENERATIONS_TABLE',
      'LATENESS_SECONDS',
      'STREAM_RETENTION_SECONDS',
      'TRENDS_TABLE',
    ]
    const told = functions.map(one => [
      serviceOf(one),
      Object.keys(environmentOf(one))
        .filter(name => !name.startsWith('POWERTOOLS_') && name !== 'NODE_OPTIONS')
        .toSorted(),
    ])
    const expected = {
      'shop-buying': ['CUSTOMER_KEYS_TABLE', 'PURCHASES_TOPIC_ARN', 'REQUESTS_TABLE'],
      'shop-status': ['PURCHASES_TABLE'],
      'shop-shipping': [...QUEUE, 'PURCHASES_TOPIC_ARN', 'PURCHASE_RETENTION_DAYS', 'SHIPMENTS_TABLE'],
      'shop-archive': [],
      'shop-history': [...QUEUE, 'PURCHASES_TABLE', 'PURCHASE_RETENTION_DAYS'],
      'shop-receipts': [...QUEUE, 'CUSTOMER_KEYS_TABLE', 'EMAILS_QUEUE_URL'],
      'shop-review': [...QUEUE, 'PURCHASES_TOPIC_ARN'],
      'shop-replayed': ['CUSTOMER_KEYS_TABLE', ...QUEUE, 'PURCHASES_TABLE', 'PURCHASE_RETENTION_DAYS'],
      'shop-rebuild': [
        'PURCHASES_TABLE',
        'REPLAY_DEAD_LETTER_QUEUE_URL',
        'REPLAY_QUEUE_URL',
        'REPLAY_UNDELIVERED_QUEUE_URL',
      ],
      'mail-mailer': [
        'MARKETING_CONFIGURATION_SET',
        ...QUEUE,
        'SENDER',
        'SENT_TABLE',
        'SES_TENANTS',
        'SUPPRESSION_TABLE',
        'TRANSACTIONAL_CONFIGURATION_SET',
      ],
      'mail-feedback': [...QUEUE, 'SUPPRESSION_TABLE'],
      'video-upload': ['BUCKET', 'VIDEOS_TABLE'],
      'video-status': ['BUCKET', 'VIDEOS_TABLE'],
      'video-link': ['BUCKET', 'VIDEOS_TABLE'],
      'video-encoder': ['BUCKET', ...QUEUE, 'TEMPORARY_STORAGE_MB', 'VIDEOS_TABLE', 'VIDEO_RETENTION_DAYS'],
      'video-notifier': ['BUCKET', ...QUEUE, 'EMAILS_QUEUE_URL', 'VIDEOS_TABLE', 'VIDEOS_URL'],
      'video-synchronous-upload': ['BUCKET', 'ENCODER_FUNCTION'],
      'video-synchronous-encoder': ['BUCKET', 'TEMPORARY_STORAGE_MB'],
      'posts-publish': ['POSTS_QUEUE_URL', 'POSTS_TABLE'],
      'posts-withdraw': ['POSTS_TABLE'],
      'posts-subscriptions': ['SUBSCRIBERS_TABLE'],
      'posts-unsubscribe': ['SUBSCRIBERS_TABLE', 'UNSUBSCRIBE_KEY_ID'],
      'posts-fan-out': [
        ...QUEUE,
        'EMAILS_QUEUE_URL',
        'POSTS_QUEUE_URL',
        'POSTS_TABLE',
        'SUBSCRIBERS_TABLE',
        'UNSUBSCRIBE_KEY_ID',
        'UNSUBSCRIBE_URL',
      ],
      'clickstream-ingest': ['STREAM_NAME'],
      'clickstream-purchases': [...QUEUE, 'STREAM_NAME'],
      'clickstream-trends': [...COUNTING, 'GIVEN_UP_BUCKET'],
      'clickstream-show-trends': ['GENERATIONS_TABLE', 'TRENDS_TABLE'],
      'clickstream-recount': [...QUEUE, ...COUNTING, 'GIVEN_UP_BUCKET'],
      'clickstream-replay': [...COUNTING, 'LAKE_BUCKET', 'LAKE_PREFIX', 'LAKE_RETENTION_DAYS', 'STREAM_NAME'],
      'clickstream-baskets': [...TAKING, 'GIVEN_UP_BUCKET', 'READ_PROGRESS_TABLE'],
      'clickstream-retake': [...QUEUE, ...TAKING, 'GIVEN_UP_BUCKET', 'READ_PROGRESS_TABLE'],
      'clickstream-remind': [
        ...QUEUE,
        ...WAITING,
        'BASKETS_GIVEN_UP_QUEUE_URL',
        'CONSENTS_TABLE',
        'EMAILS_QUEUE_URL',
        'PURCHASES_DEAD_LETTER_QUEUE_URL',
        'PURCHASES_QUEUE_URL',
        'PURCHASES_UNDELIVERED_QUEUE_URL',
        'READ_PROGRESS_TABLE',
        'STREAM_NAME',
        'UNSUBSCRIBE_KEY_ID',
        'UNSUBSCRIBE_URL',
      ],
      'clickstream-reminders': ['CONSENTS_TABLE'],
      'clickstream-unsubscribe': ['CONSENTS_TABLE', 'UNSUBSCRIBE_KEY_ID'],
    }
    const sorted = Object.entries(expected).map(([service, names]) => [service, names.toSorted()])
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(sorted))
  })
})
