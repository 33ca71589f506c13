import { allResources, appWith } from './app-of-stage.ts'
import { type Permissions, rolesOf } from './permissions.ts'
import { statementsOf } from './resource.ts'
import { otherValues } from './setting-values.ts'
import { everything } from './stage.ts'

const CONSUME = 'ChangeMessageVisibility DeleteMessage GetQueueAttributes ReceiveMessage'
const READ = 'GetRecords GetShardIterator ListShards'
const POLL = `DescribeStream DescribeStreamSummary ${READ}`
const SEND_MAIL = 'SendEmail if ses:FromAddress is'

/** A function, which may also write its log and its traces. */
function writesLogs(permissions: Permissions): Permissions {
  return {
    'its log group': 'CreateLogStream PutLogEvents',
    '*': 'PutTelemetryRecords PutTraceSegments',
    ...permissions,
  }
}

/** A function behind a queue, which may also consume it, remember tries and send to its dead-letter queue. */
function consumes(queue: string, permissions: Permissions): Permissions {
  return writesLogs({
    [`${queue}Queue`]: CONSUME,
    [`${queue}DeadLettersQueue`]: 'SendMessage',
    TriesTable: 'BatchGetItem BatchWriteItem',
    ...permissions,
  })
}

/** What each function may do, and Firehose. */
const MAY: Record<string, Permissions> = {
  'mail-feedback': consumes('Feedback', { SuppressionTable: 'PutItem' }),
  'mail-mailer': consumes('Emails', {
    SentEmailsTable: 'BatchWriteItem DeleteItem PutItem',
    SuppressionTable: 'BatchGetItem',
    'configuration-set/Mail': `${SEND_MAIL} shop@example.com`,
    'configuration-set/Mail-Marketing': `${SEND_MAIL} shop@example.com`,
    'identity/*': `${SEND_MAIL} shop@example.com`,
  }),

  'shop-buying': writesLogs({
    PurchasesTopic: 'Publish',
    ApiRequestsTable: 'GetItem PutItem',
    CustomerKeysTable: 'GetItem PutItem',
  }),
  'shop-archive': writesLogs({ PurchasesTopic: 'SetTopicAttributes' }),
  'shop-status': writesLogs({ PurchaseHistoryTable: 'BatchGetItem' }),
  'shop-shipping': consumes('Shipping', { PurchasesTopic: 'Publish', ShipmentsTable: 'GetItem PutItem' }),
  'shop-history': consumes('History', { PurchaseHistoryTable: 'GetItem UpdateItem' }),
  'shop-receipts': consumes('Receipts', {
    'EmailsQueue of Mail': 'SendMessage',
    CustomerKeysTable: 'GetItem',
  }),
  'shop-review': consumes('Review', { PurchasesTopic: 'Publish' }),
  'shop-replayed': consumes('HistoryRebuildReplay', {
    PurchaseHistoryTable: 'GetItem UpdateItem',
    CustomerKeysTable: 'GetItem',
  }),
  'shop-rebuild': writesLogs({
    PurchaseHistoryTable: 'BatchGetItem BatchWriteItem GetItem PutItem Scan UpdateItem',
    HistoryRebuildReplayQueue: 'GetQueueAttributes',
    HistoryRebuildReplayDeadLettersQueue: 'GetQueueAttributes',
    PurchasesReplayUndeliveredQueue: 'GetQueueAttributes',
  }),

  'video-upload': writesLogs({ VideoProgressTable: 'PutItem', 'Bucket/uploads/*': 'PutObject' }),
  'video-status': writesLogs({ VideoProgressTable: 'GetItem', 'Bucket/renditions/*': 'GetObject' }),
  'video-link': writesLogs({
    VideoProgressTable: 'GetItem',
    'Bucket/renditions/*': 'GetObject',
    Bucket: 'ListBucket',
  }),
  'video-encoder': consumes('Uploads', {
    VideoProgressTable: 'GetItem UpdateItem',
    'Bucket/uploads/*': 'GetObject',
    'Bucket/renditions/*': 'PutObject',
    'Bucket/renditions/*/outcome.json': 'GetObject',
    Bucket: 'ListBucket',
  }),
  'video-notifier': consumes('Encoded', {
    VideoProgressTable: 'GetItem UpdateItem',
    'Bucket/renditions/*/outcome.json': 'GetObject',
    Bucket: 'ListBucket',
    'EmailsQueue of Mail': 'SendMessage',
  }),
  'video-synchronous-upload': writesLogs({
    'Bucket/uploads/*': 'PutObject',
    EncoderFunction: 'InvokeFunction',
  }),
  'video-synchronous-encoder': writesLogs({
    'Bucket/uploads/*': 'GetObject',
    'Bucket/renditions/*': 'PutObject',
  }),

  'posts-publish': writesLogs({ PublishedPostsTable: 'GetItem PutItem', PostsQueue: 'SendMessage' }),
  'posts-withdraw': writesLogs({ PublishedPostsTable: 'UpdateItem' }),
  'posts-subscriptions': writesLogs({ SubscribersTable: 'DeleteItem PutItem' }),
  'posts-unsubscribe': writesLogs({
    SubscribersTable: 'DeleteItem GetItem',
    'SubscribersTable/index/by-mailbox': 'Query',
    UnsubscribeKey: 'GenerateMac',
  }),
  'posts-fan-out': consumes('Posts', {
    PostsQueue: `${CONSUME} SendMessage`,
    PublishedPostsTable: 'GetItem',
    SubscribersTable: 'Query UpdateItem',
    'EmailsQueue of Mail': 'SendMessage',
    UnsubscribeKey: 'GenerateMac',
  }),

  'clickstream-ingest': writesLogs({ EventsStream: 'PutRecords' }),
  'clickstream-purchases': consumes('Purchases', { EventsStream: 'PutRecords' }),
  'clickstream-trends': writesLogs({
    EventsStream: POLL,
    CountedEventsTable: 'PutItem',
    TrendsTable: 'UpdateItem',
    GenerationsTable: 'GetItem',
    'GivenUpBucket/aws/lambda/*': 'PutObject',
    GivenUpBucket: 'ListBucket',
  }),
  'clickstream-recount': consumes('GivenUp', {
    CountedEventsTable: 'PutItem',
    TrendsTable: 'UpdateItem',
    GenerationsTable: 'GetItem',
    'GivenUpBucket/aws/lambda/*': 'GetObject',
    GivenUpBucket: 'ListBucket',
  }),
  'clickstream-show-trends': writesLogs({
    TrendsTable: 'Query',
    'TrendsTable/index/by-minute': 'Query',
    GenerationsTable: 'GetItem',
  }),
  'clickstream-replay': writesLogs({
    EventsStream: READ,
    'LakeBucket/events/*': 'GetObject',
    LakeBucket: 'ListBucket if s3:prefix is events/*',
    CountedEventsTable: 'PutItem',
    TrendsTable: 'UpdateItem',
    'TrendsTable/index/by-minute': 'Query',
    GenerationsTable: 'BatchGetItem GetItem PutItem',
  }),
  'clickstream-baskets': writesLogs({
    EventsStream: POLL,
    BasketsTable: 'GetItem PutItem',
    BasketsReadProgressTable: 'UpdateItem',
    BasketsRemindersQueue: 'SendMessage',
    'BasketsGivenUpBucket/aws/lambda/*': 'PutObject',
    BasketsGivenUpBucket: 'ListBucket',
  }),
  'clickstream-retake': consumes('BasketsUntaken', {
    BasketsTable: 'GetItem PutItem',
    BasketsReadProgressTable: 'UpdateItem',
    BasketsRemindersQueue: 'SendMessage',
    'BasketsGivenUpBucket/aws/lambda/*': 'GetObject',
    BasketsGivenUpBucket: 'ListBucket',
  }),
  'clickstream-remind': consumes('BasketsReminders', {
    BasketsTable: 'GetItem PutItem',
    BasketsConsentsTable: 'GetItem',
    BasketsReadProgressTable: 'GetItem PutItem UpdateItem',
    EventsStream: READ,
    BasketsUntakenQueue: 'GetQueueAttributes',
    PurchasesQueue: 'GetQueueAttributes',
    PurchasesDeadLettersQueue: 'GetQueueAttributes',
    PurchasesUndeliveredQueue: 'GetQueueAttributes',
    'EmailsQueue of Mail': 'SendMessage',
    BasketsUnsubscribeKey: 'GenerateMac',
  }),
  'clickstream-reminders': writesLogs({ BasketsConsentsTable: 'DeleteItem PutItem' }),
  'clickstream-unsubscribe': writesLogs({
    BasketsConsentsTable: 'DeleteItem',
    BasketsUnsubscribeKey: 'GenerateMac',
  }),
  LakeDeliveryRole: {
    EventsStream: 'DescribeStream GetRecords GetShardIterator ListShards',
    'LakeBucket/events/*': 'AbortMultipartUpload GetObject PutObject',
    'LakeBucket/failed/*': 'AbortMultipartUpload GetObject PutObject',
    LakeBucket: 'GetBucketLocation ListBucket ListBucketMultipartUploads',
    LakeDeliveryLogs: 'PutLogEvents',
  },
}

/** A role for each domain of a stage with canaries: test/lib/constructs/canary.test.ts. */
const CODE_DEPLOY = 'CanariesRole'

const roles = rolesOf(everything)

test('the table has every role', () => {
  expect(roles.map(({ name }) => name).toSorted()).toEqual(Object.keys(MAY).toSorted())
})

describe.each(roles)('$name', ({ name, resource, permissions, keyUses, neededKeyUses }) => {
  test('may do what the table says, and nothing else', () => {
    expect(permissions).toEqual(MAY[name])
  })

  test('may use the keys as much as that needs, through the services that it is for', () => {
    expect(keyUses).toEqual(neededKeyUses)
  })

  test('is a role that one service takes, and that gets nothing from elsewhere', () => {
    const service = name === 'LakeDeliveryRole' ? 'firehose.amazonaws.com' : 'lambda.amazonaws.com'
    expect(Object.keys(resource.Properties)).toEqual(['AssumeRolePolicyDocument', 'Description'])
    expect(statementsOf(resource)).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: service } },
    ])
  })
})

describe('another stage', () => {
  function expectOnly(settings: Record<string, unknown>, may: Record<string, Permissions>): void {
    const itsRoles = rolesOf(allResources(appWith(settings))).filter(({ name }) => name !== CODE_DEPLOY)
    expect(Object.fromEntries(itsRoles.map(({ name, permissions }) => [name, permissions]))).toEqual(may)
    for (const { keyUses, neededKeyUses } of itsRoles) expect(keyUses).toEqual(neededKeyUses)
  }

  function without(named: RegExp): Record<string, Permissions> {
    return Object.fromEntries(Object.entries(MAY).filter(([name]) => !named.test(name)))
  }

  test('has the same permissions with all settings different, but for its sender and consumers of the stream', () => {
    const tenants = 'Mail or Mail-Marketing'
    const sendMail = `${SEND_MAIL} ${otherValues.sender}, if ses:TenantName is ${tenants}`
    const subscribe = 'DescribeStreamConsumer SubscribeToShard'
    expectOnly(
      { ...otherValues, clickstream: true, stage: 'production' },
      {
        ...MAY,
        'mail-mailer': {
          ...MAY['mail-mailer'],
          'configuration-set/Mail': sendMail,
          'configuration-set/Mail-Marketing': sendMail,
          'identity/*': sendMail,
        },
        'clickstream-trends': { ...MAY['clickstream-trends'], CounterConsumer: subscribe },
        'clickstream-baskets': { ...MAY['clickstream-baskets'], BasketsReaderConsumer: subscribe },
      },
    )
  })

  test.each([
    [
      'the clickstream',
      { experiments: true, purchasesArchiveDays: 90, clickstream: false },
      /^(clickstream-|Lake)/,
    ],
    ['experiments', { purchasesArchiveDays: 90, experiments: false }, /synchronous/],
  ])('lacks only the roles of %s without it', (_, settings, missing) => {
    expectOnly(settings, without(missing))
  })

  test('lacks the roles of the archive of purchases without it, and nobody reads a key of a customer', () => {
    const withoutKeys = (name: string) => {
      const { CustomerKeysTable: _, ...rest } = MAY[name] ?? {}
      return rest
    }
    expectOnly(
      { experiments: true },
      {
        ...without(/^shop-(archive|replayed|rebuild)$/),
        'shop-buying': withoutKeys('shop-buying'),
        'shop-receipts': withoutKeys('shop-receipts'),
      },
    )
  })
})
