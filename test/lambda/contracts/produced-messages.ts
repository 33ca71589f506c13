import { basketMail } from '../../../lambda/clickstream/baskets/basket-mail.ts'
import { readClientEvents } from '../../../lambda/clickstream/client-events.ts'
import { purchasedProducts } from '../../../lambda/clickstream/purchased-products.ts'
import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import { publishPost } from '../../../lambda/contracts/posts-api.ts'
import { purchaseFlagged, purchasePlacedSealed } from '../../../lambda/contracts/purchase-events.ts'
import { type PlacePurchase, placePurchase } from '../../../lambda/contracts/purchases-api.ts'
import { reminderRequested } from '../../../lambda/contracts/reminder-events.ts'
import { nextPage, type PublishedPost, publishedEvent } from '../../../lambda/posts/post.ts'
import { mailTo } from '../../../lambda/posts/post-mail.ts'
import { cancellationMail } from '../../../lambda/shop/cancellation-mail.ts'
import { placedEvent } from '../../../lambda/shop/purchase.ts'
import { receiptFor } from '../../../lambda/shop/receipt.ts'
import { seal } from '../../../lambda/shop/sealing.ts'
import { cancelledEvent, delayedEvent, shippedEvent } from '../../../lambda/shop/shipping-events.ts'
import { encodedEvent, rejectedEvent } from '../../../lambda/video/outcome.ts'
import { mailFor } from '../../../lambda/video/video-mail.ts'

/*
 * What the producers of this release make: of each type the least, everything at once, and the values at the limits of
 * the doors. `npm run contracts -- freeze` keeps them as the messages of a release.
 */

/** Messages by type, then by what is special about them. */
export type Produced = Record<string, Record<string, { type: string }>>

const ID = '01920000-0000-7000-8000-000000000001'
const OTHER_ID = '01920000-0000-7000-8000-000000000002'
const AT = '2026-01-02T03:04:05.678Z'
const ADDRESS = 'ada@mail.example'
const letters = (count: number) => 'x'.repeat(count)
/** Three bytes in UTF-8, the most that a UTF-16 code unit takes. */
const wide = (count: number) => '€'.repeat(count)
const delivery = { receivedAt: new Date(AT) } as Parameters<typeof delayedEvent>[1]
const identity = { purchaseId: ID, placedAt: AT }
const decided = { purchaseId: ID, customerId: 'customer-1', eventId: OTHER_ID }

const smallest: PlacePurchase = {
  customerId: 'c',
  customerEmail: ADDRESS,
  shipTo: { name: 'A', street: 'S', city: 'C', postalCode: '1', country: 'AD' },
  items: [{ sku: 's', quantity: 1, unitPrice: { amount: 0, currency: 'JPY' } }],
}
const usual: PlacePurchase = {
  customerId: 'customer-1',
  customerEmail: 'ada.byron+shop@münchen.example',
  shipTo: {
    name: 'Ada Byron',
    street: '12 St James’s Sq.',
    city: 'Łódź',
    postalCode: 'SW1Y 4JH',
    country: 'GB',
  },
  items: [
    { sku: 'engine-1', quantity: 2, unitPrice: { amount: 1999, currency: 'GBP' } },
    { sku: 'punch.card_2', quantity: 10, unitPrice: { amount: 5, currency: 'GBP' } },
    { sku: 'engine-1', quantity: 1, unitPrice: { amount: 1899, currency: 'GBP' } },
  ],
  sessionId: 'visit-1',
}
const largest: PlacePurchase = {
  customerId: letters(128),
  customerEmail: `${letters(64)}@${letters(63)}.example`,
  shipTo: {
    name: wide(200),
    street: '<'.repeat(200),
    city: '"'.repeat(200),
    postalCode: wide(20),
    country: 'ZW',
  },
  items: Array.from({ length: 100 }, (_, index) => ({
    sku: `${index}-`.padEnd(64, 'x'),
    quantity: 1_000,
    unitPrice: { amount: 10_000, currency: 'ZWG' },
  })),
  sessionId: letters(128),
}

/** A key of the examples: it opens nothing else. */
const exampleKey = { keyId: OTHER_ID, key: Buffer.alloc(32, 7) }

/** As a stage makes it whose topic archives. */
function sealedPlaced(request: PlacePurchase) {
  const { data, ...envelope } = placed(request)
  const { customerEmail, shipTo, ...rest } = data
  const { country, ...address } = shipTo
  const personal = seal({ customerEmail, shipTo: address }, rest, exampleKey)
  return { ...envelope, type: purchasePlacedSealed.type, data: { ...rest, shipTo: { country }, personal } }
}

const placed = (request: PlacePurchase) => placedEvent(placePurchase.parse(request), identity)

function shop(): Record<string, { type: string }>[] {
  const shipment = { ...decided, shipmentId: OTHER_ID, shippedAt: AT, sequenceNumber: '1' }
  const cancellation = { ...decided, code: 'no-carrier' as const, cancelledAt: AT }
  return [
    { minimal: placed(smallest), full: placed(usual), boundary: placed(largest) },
    { minimal: sealedPlaced(smallest), full: sealedPlaced(usual), boundary: sealedPlaced(largest) },
    {
      minimal: cancelledEvent(
        { ...cancellation, reason: 'No carrier delivers to Antarctica.' },
        sealedPlaced(smallest),
      ),
    },
    {
      minimal: shippedEvent({ ...shipment, carrier: 'La Poste' }),
      full: shippedEvent({ ...shipment, carrier: 'United States Postal Service' }),
    },
    {
      minimal: cancelledEvent(
        { ...cancellation, reason: 'No carrier delivers to Antarctica.' },
        placed(smallest),
      ),
      full: cancelledEvent(
        { ...cancellation, reason: 'No carrier delivers to Heard & McDonald Islands.' },
        placed(usual),
      ),
    },
    { minimal: delayedEvent(placed(smallest), delivery), boundary: delayedEvent(placed(largest), delivery) },
    {
      minimal: flagged({ amount: 0, currency: 'JPY' }, 'c'),
      boundary: flagged({ amount: 1_000_000_000, currency: 'EUR' }, letters(128)),
    },
  ]
}

/** As review makes it. */
function flagged(total: { amount: number; currency: string }, customerId: string) {
  const about = {
    id: OTHER_ID,
    source: 'urn:messaging:shop:review',
    subject: ID,
    time: AT,
    correlationid: ID,
  }
  return cloudEvent(purchaseFlagged, about, { purchaseId: ID, customerId, total, flaggedAt: AT })
}

function video(): Record<string, { type: string }>[] {
  const rendition = (name: '240p' | '480p' | '720p' | 'source', width: number, height: number) => {
    return { name, width, height, bytes: 1, key: `renditions/${ID}/${name}.mp4` }
  }
  const poster = { key: `renditions/${ID}/poster.jpg` }
  return [
    {
      minimal: encodedEvent(
        ID,
        { durationSeconds: 0.04, renditions: [rendition('source', 2, 2)], poster },
        AT,
      ),
      full: encodedEvent(
        ID,
        {
          durationSeconds: 600,
          renditions: [
            rendition('240p', 426, 240),
            rendition('480p', 854, 480),
            rendition('720p', 1280, 720),
          ],
          poster,
          incomplete: true,
          soundUnreadable: true,
        },
        AT,
      ),
    },
    {
      minimal: rejectedEvent(ID, { code: 'empty', detail: 'The file is empty.' }, AT),
      full: rejectedEvent(ID, { code: 'encoder-failed', detail: wide(300) }, AT),
      boundary: rejectedEvent(ID, { code: 'too-slow-to-encode', detail: letters(1_000) }, AT),
    },
  ]
}

function post(authorId: string, title: string, text: string, url?: string): PublishedPost {
  const content = publishPost.parse({ authorId, title, text, ...(url && { url }) })
  return { postId: ID, authorId, publishedAt: AT, fingerprint: 'f', content }
}

const smallPost = post('a', 'T', 'x')
const usualPost = post(
  'grace',
  'On <compilers> & “linkers”',
  'First.\n\nSecond\tline.',
  'https://blog.example/1',
)
const largePost = post(letters(100), wide(200), `"${wide(19_999)}`, `https://blog.example/${letters(1_900)}`)

function posts(): Record<string, { type: string }>[] {
  return [
    { minimal: publishedEvent(smallPost), boundary: publishedEvent(largePost) },
    { minimal: nextPage(smallPost, 'r', 2), boundary: nextPage(largePost, letters(1_024), 10_000) },
  ]
}

function mails(): Record<string, { type: string }> {
  const key = Buffer.from('key')
  const subscriber = { subscriberId: 'r', email: ADDRESS, mailbox: ADDRESS, isIndexed: true }
  const link = 'https://api.example/unsubscribe?token=a.b'
  const basketItem = (sku: string) => ({
    key: sku,
    sku,
    quantity: 1_000,
    time: Date.parse(AT),
    putAt: Date.parse(AT),
  })
  const basket = (count: number) => ({
    reminderId: ID,
    remindedAt: Date.parse(AT),
    items: Array.from({ length: count }, (_, index) => basketItem(`sku-${index}`)),
  })
  const cancelled = cancelledEvent(
    { ...decided, code: 'no-carrier', reason: 'No carrier delivers to Antarctica.', cancelledAt: AT },
    placed(usual),
  )
  const rejected = rejectedEvent(ID, { code: 'empty', detail: 'The file is empty.' }, AT)
  return {
    'minimal receipt': receiptFor(placed(smallest)),
    'full receipt': receiptFor(placed(usual)),
    'boundary receipt': receiptFor(placed(largest)),
    cancellation: cancellationMail(cancelled),
    'minimal post': mailTo(subscriber, smallPost, key, link),
    'full post': mailTo(subscriber, usualPost, key, link),
    'boundary post': mailTo(subscriber, largePost, key, link),
    'minimal video': mailFor(rejected, { uploaderEmail: ADDRESS, title: 'T' }, []),
    'boundary video': mailFor(rejected, { uploaderEmail: ADDRESS, title: wide(200) }, []),
    'minimal basket': basketMail(basket(1), ADDRESS, link),
    'boundary basket': basketMail(basket(50), ADDRESS, link),
  }
}

function clicks(): Record<string, { type: string }>[] {
  const view = { id: 'e', type: 'product-viewed', sessionId: 's', time: AT, sku: 's' }
  const ids = { id: letters(64), sessionId: letters(128), sku: letters(64) }
  const added = { ...view, type: 'basket-item-added', quantity: 1 }
  const sent = [
    view,
    { ...view, ...ids },
    added,
    { ...added, ...ids, quantity: 1_000, customerId: letters(128) },
  ]
  const [seen, seenMost, put, putMost] = readClientEvents({ events: sent }, new Date(AT)).taken.map(
    ({ event }): { type: string; recordedtime?: string } => ({ ...event, recordedtime: AT }),
  )
  if (!seen || !seenMost || !put || !putMost) throw new Error('The door refuses an event of the examples.')
  const bought = (request: PlacePurchase) => {
    const [first] = purchasedProducts(placed(request))
    return { ...first, recordedtime: AT } as { type: string }
  }
  const { recordedtime: _, ...unrecorded } = seen
  return [
    { minimal: unrecorded, full: seen, boundary: seenMost },
    { minimal: put, boundary: putMost },
    { minimal: bought(smallest), full: bought(usual), boundary: bought(largest) },
  ]
}

function reminder(customerId: string) {
  const about = {
    id: ID,
    source: 'urn:messaging:clickstream:baskets',
    subject: customerId,
    time: AT,
    correlationid: ID,
  }
  return cloudEvent(reminderRequested, about, { reminderId: ID, customerId })
}

export function producedMessages(): Produced {
  const groups = [
    ...shop(),
    ...video(),
    ...posts(),
    mails(),
    ...clicks(),
    { minimal: reminder('c'), boundary: reminder(letters(128)) },
  ]
  return Object.fromEntries(groups.map(messages => [Object.values(messages)[0]?.type ?? '', messages]))
}
