import { bucketOf, ofType, target } from './stage.ts'

interface Rule {
  Status: string
  Prefix?: string
  TagFilters?: { Key: string; Value: string }[]
  ExpirationInDays?: number
  AbortIncompleteMultipartUpload?: unknown
}

interface Notification {
  Event: string
  Queue: unknown
  Filter: { S3Key: { Rules: { Name: string; Value: string }[] } }
}

/** How many days each bucket keeps objects below a prefix; all others stay. */
const EXPIRIES: Record<string, Record<string, number>> = {
  'Video/Bucket': { 'uploads/': 15, 'renditions/': 365 },
  'SynchronousVideo/Bucket': { 'uploads/': 1, 'renditions/': 1 },
  'Clickstream/GivenUpBucket': { 'aws/lambda/': 30 },
  'Clickstream/BasketsGivenUpBucket': { 'aws/lambda/': 30 },
  'Clickstream/LakeBucket': { 'events/': 365, 'failed/': 30, 'results/': 3 },
}

/** Which queue each bucket tells of which new objects. */
const NOTIFICATIONS: Record<string, Record<string, string>> = {
  'Video/Bucket': { 'uploads/*': 'UploadsQueue', 'renditions/*/outcome.json': 'EncodedQueue' },
  'Clickstream/GivenUpBucket': { 'aws/lambda/*': 'GivenUpQueue' },
  'Clickstream/BasketsGivenUpBucket': { 'aws/lambda/*': 'BasketsUntakenQueue' },
}

const buckets = ofType('AWS::S3::Bucket').map(({ id, stack, Properties }) => ({
  name: `${stack.split('-').at(-1)}/${id}`,
  properties: Properties,
}))

test('the table has every bucket', () => {
  expect(buckets.map(({ name }) => name).toSorted()).toEqual(Object.keys(EXPIRIES).toSorted())
})

test.each(buckets)(
  '$name lets objects expire, and parts of files that nobody finished',
  ({ name, properties }) => {
    const { Rules } = properties.LifecycleConfiguration as { Rules: Rule[] }
    const [abandoned, ...others] = Rules
    const expiries = others.filter(({ TagFilters }) => TagFilters === undefined)
    expect(abandoned).toMatchObject({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } })
    expect(abandoned?.Prefix).toBeUndefined()
    expect(Object.fromEntries(expiries.map(rule => [rule.Prefix, rule.ExpirationInDays]))).toEqual(
      EXPIRIES[name],
    )
    for (const { Status } of Rules) expect(Status).toBe('Enabled')
  },
)

test('an event of the lake that is written anew expires with a tag, a twelfth of its year too late at most', () => {
  const lake = buckets.find(({ name }) => name === 'Clickstream/LakeBucket')
  const { Rules } = Object(lake).properties.LifecycleConfiguration as { Rules: Rule[] }
  const tagged = Rules.filter(({ TagFilters }) => TagFilters !== undefined)
  expect(tagged.map(({ ExpirationInDays }) => ExpirationInDays)).toEqual([
    31, 61, 92, 122, 153, 183, 213, 244, 274, 305, 335, 365,
  ])
  for (const { Prefix, TagFilters, ExpirationInDays, Status } of tagged) {
    expect({ Prefix, Status }).toEqual({ Prefix: 'events/', Status: 'Enabled' })
    expect(TagFilters).toEqual([{ Key: 'kept-days', Value: String(ExpirationInDays) }])
  }
})

test.each(buckets)('$name tells its queues of new objects', ({ name, properties }) => {
  const { QueueConfigurations: all = [] } = (properties.NotificationConfiguration ?? {}) as {
    QueueConfigurations?: Notification[]
  }
  const told = all.map(({ Event, Queue, Filter }) => {
    expect(Event).toBe('s3:ObjectCreated:*')
    const { prefix = '', suffix = '' } = Object.fromEntries(
      Filter.S3Key.Rules.map(({ Name, Value }) => [Name, Value]),
    )
    return [`${prefix}*${suffix}`, target(Queue)]
  })
  expect(Object.fromEntries(told)).toEqual(NOTIFICATIONS[name] ?? {})
})

test.each(buckets)('$name can never be public, and owns its objects', ({ properties }) => {
  expect(properties).toMatchObject({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  })
})

test('only the bucket of videos is for browsers: to upload by a signed address, and to play', () => {
  expect(buckets.filter(({ properties }) => properties.CorsConfiguration).map(({ name }) => name)).toEqual([
    'Video/Bucket',
  ])
  expect(bucketOf('Messaging-dev-Video').Properties.CorsConfiguration).toEqual({
    CorsRules: [
      {
        AllowedMethods: ['PUT', 'GET', 'HEAD'],
        AllowedOrigins: ['*'],
        AllowedHeaders: ['content-type', 'if-none-match', 'range'],
        ExposedHeaders: ['ETag', 'Content-Length', 'Content-Range', 'x-amz-request-id', 'x-amz-id-2'],
        MaxAge: 3_600,
      },
    ],
  })
})
