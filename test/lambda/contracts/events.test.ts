import {
  basketItemAdded,
  productPurchased,
  productViewed,
} from '../../../lambda/contracts/clickstream-events.ts'
import type { EventContract } from '../../../lambda/contracts/cloud-event.ts'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { pageRequested, postPublished } from '../../../lambda/contracts/post-events.ts'
import {
  purchaseCancelled,
  purchaseDelayed,
  purchaseFlagged,
  purchasePlaced,
  purchaseShipped,
} from '../../../lambda/contracts/purchase-events.ts'
import { videoEncoded, videoRejected } from '../../../lambda/contracts/video-events.ts'
import { PURCHASE_ID, purchaseRequest } from '../examples.ts'

const envelope = {
  specversion: '1.0',
  id: 'e-1',
  source: 'urn:messaging:test',
  subject: PURCHASE_ID,
  time: '2026-01-02T03:04:05.678Z',
  datacontenttype: 'application/json',
  correlationid: PURCHASE_ID,
}
const optional = ['html', 'unsubscribe', 'page', 'customerId']
const at = '2026-01-02T03:04:05.678Z'

const examples: [EventContract, Record<string, unknown>][] = [
  [
    purchasePlaced,
    { ...purchaseRequest(), purchaseId: PURCHASE_ID, total: { amount: 4048, currency: 'GBP' }, placedAt: at },
  ],
  [
    purchaseShipped,
    {
      purchaseId: PURCHASE_ID,
      customerId: 'c-1',
      shipmentId: PURCHASE_ID,
      carrier: 'Royal Mail',
      shippedAt: at,
    },
  ],
  [
    purchaseCancelled,
    {
      purchaseId: PURCHASE_ID,
      customerId: 'c-1',
      customerEmail: 'ada@mail.example',
      code: 'no-carrier',
      reason: 'No carrier delivers there.',
      cancelledAt: at,
    },
  ],
  [purchaseDelayed, { purchaseId: PURCHASE_ID, customerId: 'c-1', delayedAt: at }],
  [
    purchaseFlagged,
    { purchaseId: PURCHASE_ID, customerId: 'c-1', total: { amount: 1, currency: 'JPY' }, flaggedAt: at },
  ],
  [postPublished, { postId: PURCHASE_ID, authorId: 'grace', publishedAt: at }],
  [pageRequested, { postId: PURCHASE_ID, authorId: 'grace', after: 'reader-9', page: 2 }],
  [
    videoEncoded,
    {
      videoId: PURCHASE_ID,
      durationSeconds: 1.5,
      renditions: [{ name: '240p', width: 426, height: 240, bytes: 1, key: 'renditions/1/240p.mp4' }],
      poster: { key: 'renditions/1/poster.jpg' },
      encodedAt: at,
    },
  ],
  [videoRejected, { videoId: PURCHASE_ID, code: 'truncated', detail: 'The end is missing.', rejectedAt: at }],
  [
    emailRequested,
    {
      emailId: PURCHASE_ID,
      tenant: 'shop',
      to: 'ada@mail.example',
      subject: 'Hello',
      text: 'Hello.',
      html: '<p>',
      unsubscribe: 'https://blog.example/unsubscribe?token=a.b',
    },
  ],
  [productViewed, { sessionId: 's-1', sku: 'engine-1' }],
  [basketItemAdded, { sessionId: 's-1', customerId: 'customer-1', sku: 'engine-1', quantity: 2 }],
  [
    productPurchased,
    {
      customerId: 'customer-1',
      purchaseId: PURCHASE_ID,
      sku: 'engine-1',
      quantity: 2,
      amount: { amount: 3998, currency: 'GBP' },
    },
  ],
]

describe.each(examples)('$type', ({ type, schema }, data) => {
  const event = { ...envelope, type, data }

  test('takes the example unchanged', () => {
    expect(schema.parse(event)).toEqual(event)
  })

  // CloudEvents 1.0.2, "Extension Context Attributes": receivers meet attributes that they do not know.
  test('takes attributes and members that are new, and passes them over', () => {
    const newer = { ...event, traceparent: '00-1', data: { ...data, colour: 'red' } }
    expect(schema.parse(newer)).toEqual(event)
  })

  test.each(Object.keys(envelope).concat('type', 'data'))('refuses an event without %s', attribute => {
    expect(schema.safeParse({ ...event, [attribute]: undefined }).success).toBe(false)
  })

  test.each(Object.keys(data).filter(member => !optional.includes(member)))(
    'refuses data without %s',
    member => {
      expect(schema.safeParse({ ...event, data: { ...data, [member]: undefined } }).success).toBe(false)
    },
  )

  test.each([
    ['another version of CloudEvents', { specversion: '0.3' }],
    ['another type', { type: `${type}.next` }],
    ['a time that is not UTC', { time: '2026-01-02T03:04:05' }],
  ])('refuses %s', (_, changes) => {
    expect(schema.safeParse({ ...event, ...changes }).success).toBe(false)
  })
})

test.each([
  ['a second header', 'https://blog.example/\r\nBcc: ada@mail.example'],
  ['the end of its brackets', 'https://blog.example/>, <https://elsewhere.example/'],
  ['a script', 'javascript:alert(1)'],
  ['more than SES takes', `https://blog.example/${'x'.repeat(1_000)}`],
])('an unsubscribe link cannot be or have %s', (_, unsubscribe) => {
  const data = { ...examples.find(([contract]) => contract === emailRequested)?.[1], unsubscribe }
  expect(emailRequested.schema.safeParse({ ...envelope, type: emailRequested.type, data }).success).toBe(
    false,
  )
})

test.each([1, 2.5, '2', null])('a page that is asked for cannot have the number %p', page => {
  const data = { postId: PURCHASE_ID, authorId: 'grace', after: 'reader-9', page }
  expect(pageRequested.schema.safeParse({ ...envelope, type: pageRequested.type, data }).success).toBe(false)
})
