import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { PublishedPost } from '../../lambda/posts/post.ts'
import { unavailableIn } from '../../lambda/runtime/unavailable.ts'
import type { ShippingDecision } from '../../lambda/shop/shipping-decision.ts'

const TABLES = [
  'POSTS',
  'SUBSCRIBERS',
  'REQUESTS',
  'SHIPMENTS',
  'SUPPRESSION',
  'VIDEOS',
  'GENERATIONS',
  'READ_PROGRESS',
  'BASKETS',
]
Object.assign(process.env, {
  ...Object.fromEntries(TABLES.map(name => [`${name}_TABLE`, name.toLowerCase()])),
  POWERTOOLS_SERVICE_NAME: 'test',
  RETENTION_SECONDS: '345600',
  VIDEO_RETENTION_DAYS: '365',
  STREAM_RETENTION_SECONDS: '86400',
})

afterEach(() => jest.restoreAllMocks())

const AT = '2026-01-02T03:04:05.678Z'
const post: PublishedPost = {
  ...{ postId: 'post-1', authorId: 'grace', publishedAt: AT, fingerprint: 'f' },
  content: { title: 'On bugs', text: 'A moth.' },
}
const decision: ShippingDecision = {
  ...{ purchaseId: 'purchase-1', customerId: 'customer-1', eventId: 'event-1' },
  ...{ code: 'no-carrier', reason: 'Nobody ships there.', cancelledAt: AT },
}
const request = { purchaseId: 'purchase-1', placedAt: AT, fingerprint: 'f' }
const record = {
  shardId: 'shard-1',
  sequenceNumber: '1',
  arrivedAt: new Date(AT),
  partitionKey: 'p',
  data: '',
}
const subscriber = {
  subscriberId: 'ada',
  email: 'ada@mail.example',
  mailbox: 'ada@mail.example',
  isIndexed: false,
}
const suppression = {
  address: 'ada@mail.example',
  reason: 'bounce',
  detail: 'none',
  at: AT,
  sesMessageId: 'ses-1',
} as const

/** All writes that have a condition; most of them take its failure for an answer. */
const writes: Record<string, () => Promise<unknown>> = {
  'keeping a post': async () => (await import('../../lambda/posts/posts-table.ts')).keepPost(post),
  'withdrawing a post': async () =>
    (await import('../../lambda/posts/posts-table.ts')).withdrawPost('post-1', AT),
  'indexing a mailbox': async () =>
    (await import('../../lambda/posts/mailbox-index.ts')).indexMailboxes('grace', [subscriber]),
  'remembering a request': async () =>
    (await import('../../lambda/shop/remembered-requests.ts')).rememberOnce('key-1', request),
  'deciding on a purchase': async () =>
    (await import('../../lambda/shop/decisions-table.ts')).decideOnce(decision, 0),
  'suppressing an address': async () =>
    (await import('../../lambda/mail/suppression-table.ts')).suppress(suppression),
  'changing a video': async () =>
    (await import('../../lambda/video/conclusion.ts')).concludeVideo('video-1', {
      status: 'encoded',
      updatedAt: AT,
    }),
  'making the token of a video': async () =>
    (await import('../../lambda/video/link-tokens.ts')).linkTokenOf('video-1'),
  'replacing the generations': async () => {
    const { FIRST_STATE } = await import('../../lambda/clickstream/generations-state.ts')
    return (await import('../../lambda/clickstream/generations.ts')).replaceState(FIRST_STATE, FIRST_STATE)
  },
  'writing a document of a replay': async () =>
    (await import('../../lambda/clickstream/replay/documents.ts')).writeDocument('plan', { revision: 0 }, {
      expiresAt: AT,
    } as never),
  'replacing a basket': async () => {
    const { EMPTY } = await import('../../lambda/clickstream/baskets/basket.ts')
    const { replaceBasket } = await import('../../lambda/clickstream/baskets/baskets-table.ts')
    return replaceBasket({ customerId: 'customer-1', basket: EMPTY, version: 0, expiresAt: 0 }, EMPTY)
  },
  'recording what was read': async () =>
    (await import('../../lambda/clickstream/baskets/read-progress.ts')).recordRead(record as never, 0),
  'taking the turn to check': async () =>
    (await import('../../lambda/clickstream/baskets/checked-progress.ts')).takeTurn(1, 2),
}

/** DynamoDB, which answers so, one request after the other. */
function answers(...given: unknown[]): void {
  const send = jest.spyOn(DynamoDBClient.prototype, 'send')
  for (const answer of given) {
    if (answer instanceof Error) send.mockRejectedValueOnce(answer as never)
    else send.mockResolvedValueOnce(answer as never)
  }
}

const conditionFailed = () => new ConditionalCheckFailedException({ message: 'no', $metadata: {} })

test.each(Object.entries(writes))(
  '%s fails where DynamoDB fails, whatever its condition says',
  async (_, write) => {
    const failure = new Error('throttled')
    answers(failure)
    await expect(write()).rejects.toBe(failure)
  },
)

test.each(['keeping a post', 'remembering a request', 'deciding on a purchase'])(
  '%s fails where what was there is gone when it is read',
  async name => {
    answers(conditionFailed(), {})
    await expect(writes[name]?.()).rejects.toThrow(/between the conditional write and the read\.$/)
  },
)

test.each(['indexing a mailbox', 'suppressing an address', 'recording what was read'])(
  '%s is done where somebody else has done it',
  async name => {
    answers(conditionFailed())
    expect(await writes[name]?.()).toBeUndefined()
  },
)

test('documents of a replay of which DynamoDB reads a part wait for it', async () => {
  const { readDocuments } = await import('../../lambda/clickstream/replay/documents.ts')
  answers({ Responses: {}, UnprocessedKeys: { generations: { Keys: [] } } })
  const error = await readDocuments({} as never, ['plan']).catch(cause => cause)
  expect(unavailableIn(error)).toBe('dynamodb')
})
