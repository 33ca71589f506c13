import { Duration } from 'aws-cdk-lib'
import { type CorsRule, HttpMethods } from 'aws-cdk-lib/aws-s3'
import { DomainBucket, type DomainBucketProps } from '../../../lib/constructs/domain-bucket.ts'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import type { ObjectFilter } from '../../../lib/constructs/object-filter.ts'
import { RefusedError } from '../../../lib/constructs/refusal.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { domain } from '../fixture.ts'

type Settings = Partial<DomainBucketProps>

function bucket(stack: DomainStack, props: Settings = {}, id = 'Photos'): DomainBucket {
  return new DomainBucket(stack, id, {
    domain: stack,
    name: 'photos',
    expiries: { 'in/': Duration.days(1) },
    withoutAccessLogs: 'A test.',
    ...props,
  })
}

function notify(filter: ObjectFilter): void {
  const stack = domain()
  const consumer = { function: 'shop/review', timeout: Duration.seconds(30) } as const
  bucket(stack).notify(new GuardedQueue(stack, 'Arrivals', { domain: stack, consumer }), filter)
}

const cors = (rule: Partial<CorsRule>): Settings => ({
  cors: { allowedMethods: [HttpMethods.GET], allowedOrigins: ['*'], ...rule },
})
const expiry = (prefix: string, duration = Duration.days(1)): Settings => ({
  expiries: { [prefix]: duration },
})

const settings: [refused: Settings, words: string, nearest: Settings][] = [
  [
    { expiries: {} },
    'It has no expiries: its objects would stay for ever. Name how long each prefix keeps them.',
    expiry('in/'),
  ],
  [
    expiry('in/', Duration.days(0)),
    'Its expiry for "in/" is 0 days. S3 takes whole days, from 1 on.',
    expiry('in/', Duration.days(1)),
  ],
  [expiry('in/', Duration.hours(12)), 'Its expiry for "in/" is 0.5 days.', expiry('in/', Duration.hours(24))],
  [expiry('in/', Duration.days(1.5)), 'Its expiry for "in/" is 1.5 days.', expiry('in/', Duration.days(2))],
  [
    expiry('in/*'),
    'It has an expiry for "in/*", and S3 takes * in a prefix literally. End the prefix before the *.',
    expiry('in/'),
  ],
  [
    expiry('x'.repeat(246)),
    'It has an expiry for a prefix of 246 characters. Use a shorter one.',
    expiry('x'.repeat(245)),
  ],
  [
    { expiries: { in: Duration.days(1), 'in/': Duration.days(2) } },
    'It has expiries for both "in" and "in/". Keep one of them.',
    { expiries: { in: Duration.days(1), 'out/': Duration.days(2) } },
  ],
  [
    cors({ allowedOrigins: [] }),
    "Its CORS rule has no allowedOrigins. Name one, or ['*'].",
    cors({ allowedOrigins: ['*'] }),
  ],
  [cors({ allowedMethods: [] }), 'Its CORS rule has no allowedMethods. Name one.', cors({})],
  [
    cors({ allowedOrigins: ['https://*.shop.*'] }),
    'Its CORS rule allows "https://*.shop.*", which has more than one wildcard. Use one * in each.',
    cors({ allowedOrigins: ['https://*.shop.example'] }),
  ],
  [cors({ allowedHeaders: ['x-*-*'] }), 'Its CORS rule allows "x-*-*"', cors({ allowedHeaders: ['x-*'] })],
  [
    cors({ exposedHeaders: ['ETag', 'x-amz-*'] }),
    'Its CORS rule exposes "x-amz-*", and S3 takes no wildcard there. Name each header.',
    cors({ exposedHeaders: ['ETag'] }),
  ],
  [
    cors({ maxAge: 0.5 }),
    "Its CORS rule's maxAge in seconds is 0.5. Use whole seconds.",
    cors({ maxAge: 0 }),
  ],
]

test.each(settings)('%j is refused', (refused, words, nearest) => {
  expect(() => bucket(domain(), refused)).toThrow(RefusedError)
  expect(() => bucket(domain(), refused)).toThrow(`Messaging-dev-Shop/Photos: ${words}`)
  expect(() => bucket(domain(), nearest)).not.toThrow()
})

const filters: [refused: ObjectFilter, words: string, nearest: ObjectFilter][] = [
  [
    { prefix: 'in/*' },
    'The prefix "in/*" of its notifications holds "*", and S3 has no wildcards there. Remove it: a prefix matches whatever follows it.',
    { prefix: 'in/' },
  ],
  [
    { prefix: '', suffix: '*.jpg' },
    'The suffix "*.jpg" of its notifications holds "*"',
    { prefix: '', suffix: '.jpg' },
  ],
  [
    { prefix: 'my photos/' },
    'The prefix "my photos/" of its notifications holds " ", and S3 compares with encoded keys. Use keys without spaces.',
    { prefix: 'my-photos/' },
  ],
  [
    { prefix: 'x'.repeat(1025) },
    'A prefix of its notifications has 1025 characters. Use at most 1024.',
    { prefix: 'x'.repeat(1024) },
  ],
]

test.each(filters)('notifications of %j are refused', (refused, words, nearest) => {
  expect(() => notify(refused)).toThrow(RefusedError)
  expect(() => notify(refused)).toThrow(`Messaging-dev-Shop/Photos: ${words}`)
  expect(() => notify(nearest)).not.toThrow()
})

test('two buckets of one name are refused', () => {
  const stack = domain()
  bucket(stack)
  expect(() => bucket(stack, {}, 'Others')).toThrow(
    'Messaging-dev-Shop/Others: Its name "photos" is taken by Messaging-dev-Shop/Photos/Bucket/Resource. Give it another one.',
  )
  bucket(stack, { name: 'others' }, 'More')
})
