import type * as z from 'zod/mini'
import { eventId, postEvents, trendsQuery } from '../../../lambda/contracts/clickstream-api.ts'
import { productPurchased } from '../../../lambda/contracts/clickstream-events.ts'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { unitPrice } from '../../../lambda/contracts/money.ts'
import { authorId, postText, postTitle, postUrl, subscriberId } from '../../../lambda/contracts/post.ts'
import { pageRequested } from '../../../lambda/contracts/post-events.ts'
import { customerId, items, quantity, shipTo, sku } from '../../../lambda/contracts/purchase.ts'
import { sessionId } from '../../../lambda/contracts/session-id.ts'
import { videoContentType, videoTitle } from '../../../lambda/contracts/video.ts'
import { videoRejected } from '../../../lambda/contracts/video-events.ts'
import { announceVideo } from '../../../lambda/contracts/videos-api.ts'
import { PURCHASE_ID } from '../examples.ts'

const at = '2026-01-02T03:04:05.678Z'
const letters = (count: number) => 'x'.repeat(count)
const link = (count: number) => `https://${letters(count)}`
const times = (count: number, value: unknown) => Array(count).fill(value)
const one = { sku: 'engine-1', quantity: 1, unitPrice: { amount: 1, currency: 'GBP' } }
const view = { type: 'product-viewed', id: 'e', sessionId: 's', time: at, sku: 'engine-1' }
const video = { title: 'Skis', uploaderEmail: 'ada@mail.example', contentType: 'video/mp4', contentLength: 1 }
const address = { name: 'Ada', street: '1 Square', city: 'London', postalCode: 'W1', country: 'GB' }
const mail = {
  emailId: PURCHASE_ID,
  tenant: 'shop',
  to: 'ada@mail.example',
  subject: 'Hello',
  text: 'Hello.',
}
const bought = { customerId: 'c', purchaseId: PURCHASE_ID, sku: 'engine-1', amount: one.unitPrice }
const rejected = { videoId: PURCHASE_ID, code: 'truncated', rejectedAt: at }
const page = { postId: PURCHASE_ID, authorId: 'grace', after: 'a' }

/** An event with these data. */
function event({ type }: { type: string }, data: object): object {
  const about = { id: 'id-1', source: 'urn:messaging:test', subject: 's', time: at, correlationid: 'c' }
  return { specversion: '1.0', datacontenttype: 'application/json', ...about, type, data }
}

const ids = { sku, customerId, sessionId, eventId, authorId, subscriberId }

/** The least or the most that a contract takes, and the next that it refuses. */
const limits: [what: string, schema: z.ZodMiniType, taken: unknown, refused: unknown][] = [
  ['an SKU', sku, letters(64), letters(65)],
  ['a customer id', customerId, letters(128), letters(129)],
  ['a session id', sessionId, letters(128), letters(129)],
  ['an event id', eventId, letters(64), letters(65)],
  ['an author id', authorId, letters(100), letters(101)],
  ['a subscriber id', subscriberId, letters(128), letters(129)],
  ...Object.entries(ids).map(([name, id]): (typeof limits)[number] => [`${name}, at least`, id, 'x', '']),
  ['a quantity, at most', quantity, 1_000, 1_001],
  ['a quantity, at least', quantity, 1, 0],
  ['a price, at most', unitPrice, { amount: 1e9, currency: 'EUR' }, { amount: 1e9 + 1, currency: 'EUR' }],
  ['a price, at least', unitPrice, { amount: 0, currency: 'EUR' }, { amount: -1, currency: 'EUR' }],
  ['items, at most', items, times(100, one), times(101, one)],
  ['items, at least', items, [one], []],
  ['a name', shipTo, { ...address, name: letters(200) }, { ...address, name: letters(201) }],
  ['a street', shipTo, { ...address, street: letters(200) }, { ...address, street: letters(201) }],
  ['a city', shipTo, { ...address, city: letters(200) }, { ...address, city: letters(201) }],
  ['a postal code', shipTo, { ...address, postalCode: letters(20) }, { ...address, postalCode: letters(21) }],
  ['events, at most', postEvents, { events: times(500, view) }, { events: times(501, view) }],
  ['events, at least', postEvents, { events: [view] }, { events: [] }],
  ['products, at most', trendsQuery, { top: '100' }, { top: '101' }],
  ['products, at least', trendsQuery, { top: '1' }, { top: '0' }],
  ['the title of a post', postTitle, letters(200), letters(201)],
  ['the text of a post', postText, letters(20_000), letters(20_001)],
  ['the text of a post, three bytes each', postText, '€'.repeat(20_000), '€'.repeat(20_001)],
  [
    'the page of a post',
    postUrl,
    `https://a.example/${letters(1_982)}`,
    `https://a.example/${letters(1_983)}`,
  ],
  ['the title of a video', videoTitle, letters(200), letters(201)],
  ['a content type', videoContentType, `video/mp4;${letters(190)}`, `video/mp4;${letters(191)}`],
  [
    'an upload, at most',
    announceVideo,
    { ...video, contentLength: 1_073_741_824 },
    { ...video, contentLength: 1_073_741_825 },
  ],
  ['an upload, at least', announceVideo, video, { ...video, contentLength: 0 }],
  ...ofEvent('a tenant', emailRequested, mail, 'tenant', letters(128), letters(129)),
  ...ofEvent('a tenant, at least', emailRequested, mail, 'tenant', 'x', ''),
  ...ofEvent('a subject', emailRequested, mail, 'subject', letters(900), letters(901)),
  ...ofEvent('a text', emailRequested, mail, 'text', letters(400_000), letters(400_001)),
  ...ofEvent('a text, at least', emailRequested, mail, 'text', 'x', ''),
  ...ofEvent('a text as HTML', emailRequested, mail, 'html', letters(400_000), letters(400_001)),
  ...ofEvent('a text as HTML, at least', emailRequested, mail, 'html', 'x', ''),
  ...ofEvent('a link', emailRequested, mail, 'unsubscribe', link(900), link(901)),
  ...ofEvent('what a page begins after', pageRequested, page, 'after', letters(1_024), letters(1_025)),
  ...ofEvent('what a page begins after, at least', pageRequested, page, 'after', 'x', ''),
  ...ofEvent('the number of a page', pageRequested, page, 'page', 2, 1),
  ...ofEvent('units of a purchase', productPurchased, bought, 'quantity', 100_000, 100_001),
  ...ofEvent('why a video is rejected', videoRejected, rejected, 'detail', letters(1_000), letters(1_001)),
]

function ofEvent(
  what: string,
  contract: { type: string; schema: z.ZodMiniType },
  data: object,
  member: string,
  taken: unknown,
  refused: unknown,
): typeof limits {
  const holding = (value: unknown) => event(contract, { ...data, [member]: value })
  return [[what, contract.schema, holding(taken), holding(refused)]]
}

test.each(limits)('%s has its limit', (_, schema, taken, refused) => {
  expect(schema.safeParse(taken).error).toBeUndefined()
  expect(schema.safeParse(refused).success).toBe(false)
})
