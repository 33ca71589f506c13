import type * as z from 'zod/mini'
import {
  eventId,
  eventsAccepted,
  postEvents,
  trendsQuery,
} from '../../../lambda/contracts/clickstream-api.ts'
import { identifiedEvent, productPurchased } from '../../../lambda/contracts/clickstream-events.ts'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { instant } from '../../../lambda/contracts/instant.ts'
import { money, unitPrice } from '../../../lambda/contracts/money.ts'
import { quantity, sku } from '../../../lambda/contracts/order-line.ts'
import { authorId, postText, postTitle, postUrl, subscriberId } from '../../../lambda/contracts/post.ts'
import { pageRequested, postPublished } from '../../../lambda/contracts/post-events.ts'
import { customerId, item, sku as productSku } from '../../../lambda/contracts/purchase.ts'
import {
  cancellationCode,
  purchaseCancelled,
  purchaseShipped,
} from '../../../lambda/contracts/purchase-events.ts'
import { items, shipTo } from '../../../lambda/contracts/purchases-api.ts'
import { sesBounce, sesComplaint } from '../../../lambda/contracts/ses-feedback.ts'
import { sessionId, visitId } from '../../../lambda/contracts/session-id.ts'
import { videoContentType, videoTitle } from '../../../lambda/contracts/video.ts'
import { rendition, videoEncoded, videoRejected } from '../../../lambda/contracts/video-events.ts'
import { announceVideo, videoStatus } from '../../../lambda/contracts/videos-api.ts'
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
const shipped = {
  purchaseId: PURCHASE_ID,
  customerId: 'c',
  shipmentId: PURCHASE_ID,
  carrier: 'Post',
  shippedAt: at,
}
const cancelled = {
  purchaseId: PURCHASE_ID,
  customerId: 'c',
  customerEmail: 'ada@mail.example',
  code: 'no-carrier',
  reason: 'No carrier.',
  cancelledAt: at,
}
const file = { name: '240p', width: 2, height: 2, bytes: 1, key: 'k' }
const encoded = {
  videoId: PURCHASE_ID,
  durationSeconds: 1,
  renditions: [file],
  poster: { key: 'k' },
  encodedAt: at,
}
const status = {
  videoId: PURCHASE_ID,
  title: 'Skis',
  status: 'encoding',
  progress: 0,
  createdAt: at,
  updatedAt: at,
}
const sent = { messageId: 'm' }
const bounced = {
  bounceType: 'Permanent',
  bounceSubType: 'General',
  bouncedRecipients: [{ emailAddress: 'a@b' }],
  timestamp: at,
}
const complained = { complainedRecipients: [{ emailAddress: 'a@b' }], timestamp: at }
const page = { postId: PURCHASE_ID, authorId: 'grace', after: 'a' }

/** An event with these data. */
function event({ type }: { type: string }, data: object): object {
  const about = { id: 'id-1', source: 'urn:messaging:test', subject: 's', time: at, correlationid: 'c' }
  return { specversion: '1.0', datacontenttype: 'application/json', ...about, type, data }
}

function published(authorId: string): object {
  return event(postPublished, { postId: PURCHASE_ID, authorId, publishedAt: at })
}

const ids = { sku, customerId, sessionId, eventId, authorId, subscriberId }

/** The least or the most that a contract takes, and the next that it refuses. */
const limits: [what: string, schema: z.ZodMiniType, taken: unknown, refused: unknown][] = [
  ['an SKU', sku, letters(64), letters(65)],
  ['a customer id', customerId, letters(128), letters(129)],
  ['an SKU in a message', productSku, letters(200), letters(201)],
  ['a session id in a message', visitId, letters(256), letters(257)],
  ['an author id in a message', postPublished.schema, published(letters(121)), published(letters(122))],
  ['units in a message', item, { ...one, quantity: 2 ** 53 - 1 }, { ...one, quantity: 2 ** 53 }],
  [
    'an amount, at most',
    money,
    { amount: 2 ** 53 - 1, currency: 'EUR' },
    { amount: 2 ** 53, currency: 'EUR' },
  ],
  ['a code', cancellationCode, letters(64), letters(65)],
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
  ...ofEvent('a text', emailRequested, mail, 'text', letters(1_048_576), letters(1_048_577)),
  ...ofEvent('a text, at least', emailRequested, mail, 'text', 'x', ''),
  ...ofEvent('a text as HTML', emailRequested, mail, 'html', letters(1_048_576), letters(1_048_577)),
  ...ofEvent('a text as HTML, at least', emailRequested, mail, 'html', 'x', ''),
  ...ofEvent('a link', emailRequested, mail, 'unsubscribe', link(900), link(901)),
  ...ofEvent('what a page begins after', pageRequested, page, 'after', letters(1_024), letters(1_025)),
  ...ofEvent('what a page begins after, at least', pageRequested, page, 'after', 'x', ''),
  ...ofEvent('the number of a page', pageRequested, page, 'page', 2, 1),
  ...ofEvent('units of a purchase', productPurchased, bought, 'quantity', 2 ** 53 - 1, 2 ** 53),
  ...ofEvent('units of a purchase, at least', productPurchased, bought, 'quantity', 1, 0),
  ...ofEvent('a carrier', purchaseShipped, shipped, 'carrier', letters(32_768), letters(32_769)),
  ...ofEvent(
    'why a purchase is cancelled',
    purchaseCancelled,
    cancelled,
    'reason',
    letters(32_768),
    letters(32_769),
  ),
  ...ofEvent('a duration', videoEncoded, encoded, 'durationSeconds', 0.001, 0),
  ...ofEvent('renditions, at least', videoEncoded, encoded, 'renditions', [file], []),
  ...holding('the width of a file', rendition, file, 'width', 2, 1),
  ...holding('the height of a file', rendition, file, 'height', 2, 1),
  ...holding('the size of a file', rendition, file, 'bytes', 1, 0),
  ...holding('the key of a file', rendition, file, 'key', letters(1_024), letters(1_025)),
  ...holding('the key of a file, at least', rendition, file, 'key', 'x', ''),
  ...holding('progress, at least', videoStatus, status, 'progress', 0, -1),
  ...holding('progress, at most', videoStatus, status, 'progress', 100, 101),
  ...ofStatus('the width of a linked file', 'width', 2, 1),
  ...ofStatus('the height of a linked file', 'height', 2, 1),
  ...ofStatus('the size of a linked file', 'bytes', 1, 0),
  ['an amount', money, { amount: 0, currency: 'EUR' }, { amount: -1, currency: 'EUR' }],
  ['a count', eventsAccepted, { accepted: 0 }, { accepted: -1 }],
  ['an instant', instant, `2026-01-02T03:04:05.${'6'.repeat(9)}Z`, `2026-01-02T03:04:05.${'6'.repeat(10)}Z`],
  ['the id of an event in the stream', identifiedEvent, { id: letters(256) }, { id: letters(257) }],
  ['the id of an event in the stream, at least', identifiedEvent, { id: 'x' }, { id: '' }],
  ...ofBounce('a word of SES', 'bounceType', letters(64), letters(65)),
  ...ofBounce(
    'recipients, at most',
    'bouncedRecipients',
    times(50, { emailAddress: 'a@b' }),
    times(51, { emailAddress: 'a@b' }),
  ),
  ...ofBounce('recipients, at least', 'bouncedRecipients', bounced.bouncedRecipients, []),
  ...ofBounce(
    'a recipient, at most',
    'bouncedRecipients',
    [{ emailAddress: letters(998) }],
    [{ emailAddress: letters(999) }],
  ),
  ...ofBounce(
    'a recipient, at least',
    'bouncedRecipients',
    [{ emailAddress: 'a@b' }],
    [{ emailAddress: 'a@' }],
  ),
  [
    'those who complain, at least',
    sesComplaint,
    { mail: sent, complaint: complained },
    { mail: sent, complaint: { ...complained, complainedRecipients: [] } },
  ],
  [
    "SES's id of a mail",
    sesBounce,
    { mail: { messageId: letters(128) }, bounce: bounced },
    { mail: { messageId: letters(129) }, bounce: bounced },
  ],
  ...ofEvent('why a video is rejected', videoRejected, rejected, 'detail', letters(32_768), letters(32_769)),
]

function ofEvent(
  what: string,
  contract: { type: string; schema: z.ZodMiniType },
  data: object,
  member: string,
  taken: unknown,
  refused: unknown,
): typeof limits {
  const about = (value: unknown) => event(contract, { ...data, [member]: value })
  return [[what, contract.schema, about(taken), about(refused)]]
}

function holding(
  what: string,
  schema: z.ZodMiniType,
  value: object,
  member: string,
  taken: unknown,
  refused: unknown,
): typeof limits {
  return [[what, schema, { ...value, [member]: taken }, { ...value, [member]: refused }]]
}

function ofStatus(what: string, member: string, taken: unknown, refused: unknown): typeof limits {
  const { key: _, ...described } = file
  const linked = { ...described, url: 'https://a.example', expiresAt: at }
  const files = (value: unknown) => [{ ...linked, [member]: value }]
  return holding(what, videoStatus, status, 'renditions', files(taken), files(refused))
}

function ofBounce(what: string, member: string, taken: unknown, refused: unknown): typeof limits {
  const bounce = (value: unknown) => ({ ...bounced, [member]: value })
  return holding(what, sesBounce, { mail: sent }, 'bounce', bounce(taken), bounce(refused))
}

test.each(limits)('%s has its limit', (_, schema, taken, refused) => {
  expect(schema.safeParse(taken).error).toBeUndefined()
  expect(schema.safeParse(refused).success).toBe(false)
})
