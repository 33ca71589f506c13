import type * as z from 'zod/mini'
import {
  eventsAccepted,
  eventsPartlyAccepted,
  productTrends,
  trends,
} from '../../../lambda/contracts/clickstream-api.ts'
import { postAccepted } from '../../../lambda/contracts/posts-api.ts'
import { problem } from '../../../lambda/contracts/problem.ts'
import { purchaseAccepted, purchaseStatus } from '../../../lambda/contracts/purchases-api.ts'
import { videoAnnounced, videoStatus } from '../../../lambda/contracts/videos-api.ts'
import { PURCHASE_ID } from '../examples.ts'

const at = '2026-01-02T03:04:05.678Z'
const minute = '2026-01-02T03:04Z'
const link = { url: 'https://videos.example/1', expiresAt: at }
const figures = {
  views: 2,
  baskets: 1,
  purchases: 1,
  units: 3,
  revenue: [{ amount: 5997, currency: 'GBP' }],
  conversion: 0.5,
  late: 0,
}

/** The body of each response with all its members, and the pointers of those that may be missing. */
const responses: [name: string, schema: z.ZodMiniType, body: object, optional: string[]][] = [
  ['POST /purchases 202', purchaseAccepted, { purchaseId: PURCHASE_ID, status: 'accepted' }, []],
  [
    'GET /purchases/{id} 200',
    purchaseStatus,
    {
      purchaseId: PURCHASE_ID,
      customerId: 'c-1',
      status: 'delayed',
      total: { amount: 4048, currency: 'GBP' },
      placedAt: at,
      shipment: { shipmentId: PURCHASE_ID, carrier: 'Royal Mail', shippedAt: at },
      cancellation: { code: 'no-carrier', reason: 'No carrier delivers there.', cancelledAt: at },
      delayedAt: at,
      flaggedAt: at,
    },
    ['/total', '/placedAt', '/shipment', '/cancellation', '/delayedAt', '/flaggedAt'],
  ],
  [
    'POST /videos 201',
    videoAnnounced,
    {
      videoId: PURCHASE_ID,
      status: 'awaiting-upload',
      upload: { method: 'PUT', url: link.url, headers: { 'content-type': 'video/mp4' }, expiresAt: at },
    },
    ['/upload/headers/content-type'],
  ],
  [
    'GET /videos/{id} 200',
    videoStatus,
    {
      videoId: PURCHASE_ID,
      title: 'Skis',
      status: 'encoded',
      progress: 100,
      createdAt: at,
      updatedAt: at,
      durationSeconds: 1.5,
      renditions: [{ name: '240p', width: 426, height: 240, bytes: 1, ...link }],
      poster: link,
      incomplete: true,
      soundUnreadable: false,
      rejection: { code: 'truncated', detail: 'The end is missing.' },
    },
    [
      '/durationSeconds',
      '/renditions',
      '/renditions/0',
      '/poster',
      '/incomplete',
      '/soundUnreadable',
      '/rejection',
    ],
  ],
  ['POST /posts 202', postAccepted, { postId: PURCHASE_ID, status: 'accepted' }, []],
  ['POST /events 202', eventsAccepted, { accepted: 3 }, []],
  [
    'POST /events 207',
    eventsPartlyAccepted,
    { accepted: 2, refused: 1, events: [{ index: 0, id: 'e-1', status: 429, reason: 'No capacity.' }] },
    ['/events/0', '/events/0/id'],
  ],
  [
    'GET /trends 200',
    trends,
    { minute, products: [{ sku: 'skis-3', ...figures }], late: 1 },
    ['/products/0', '/products/0/revenue/0'],
  ],
  [
    'GET /trends/{sku} 200',
    productTrends,
    { sku: 'skis-3', from: minute, to: minute, minutes: [{ minute, ...figures }] },
    ['/minutes/0', '/minutes/0/revenue/0'],
  ],
  [
    'any problem',
    problem,
    {
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'It breaks the contract.',
      instance: 'r-1',
      errors: [{ pointer: '#/sku', detail: 'must be text' }],
    },
    ['/instance', '/errors', '/errors/0'],
  ],
]

describe.each(responses)('%s', (_, schema, body, optional) => {
  const pointers = pointersIn(body)

  test('has all the members of its example', () => {
    expect(schema.parse(body)).toEqual(body)
  })

  test.each(pointers)('has nothing of another type at %s', pointer => {
    expect(schema.safeParse(changed(body, pointer, () => Symbol('of no type'))).success).toBe(false)
  })

  test.each(pointers.filter(pointer => !optional.includes(pointer)))('needs %s', pointer => {
    expect(schema.safeParse(changed(body, pointer, () => undefined)).success).toBe(false)
  })

  test('may have a member of a later release, which is passed over', () => {
    expect(schema.parse({ ...body, colour: 'red' })).toEqual(body)
  })

  test('needs none of those that may be missing', () => {
    for (const pointer of optional) expect(schema.safeParse(without(body, pointer)).error).toBeUndefined()
  })
})

test.each(['placed', 'delayed', 'shipped', 'cancelled'])('a purchase may be %s', status => {
  const body = { purchaseId: PURCHASE_ID, customerId: 'c-1', status }
  expect(purchaseStatus.parse(body)).toEqual(body)
})

test.each(['awaiting-upload', 'encoding', 'encoded', 'rejected'])('a video may be %s', status => {
  const body = { videoId: PURCHASE_ID, title: 'Skis', status, progress: 0, createdAt: at, updatedAt: at }
  expect(videoStatus.parse(body)).toEqual(body)
})

/** The JSON Pointers of all that is in a value, members and items. */
function pointersIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    `/${name}`,
    ...pointersIn(inner).map(pointer => `/${name}${pointer}`),
  ])
}

/** A copy of the value in which something else is at the pointer. */
function changed(value: unknown, pointer: string, change: (old: unknown) => unknown): unknown {
  const [, name = '', ...rest] = pointer.split('/')
  if (pointer === '') return change(value)
  const inner = (old: unknown) => changed(old, rest.map(part => `/${part}`).join(''), change)
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === name ? inner(item) : item))
  const members = Object.entries(Object(value))
  return Object.fromEntries(members.map(([key, old]) => [key, key === name ? inner(old) : old]))
}

/** A copy of the value that lacks what is at the pointer. */
function without(value: unknown, pointer: string): unknown {
  const end = pointer.lastIndexOf('/')
  const name = pointer.slice(end + 1)
  return changed(value, pointer.slice(0, end), parent =>
    Array.isArray(parent)
      ? parent.filter((_, index) => String(index) !== name)
      : Object.fromEntries(Object.entries(Object(parent)).filter(([key]) => key !== name)),
  )
}
