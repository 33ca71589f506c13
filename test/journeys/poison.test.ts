import { until } from './messaging.ts'
import { Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open()
})
afterAll(() => shop.close())

const antarctica = { name: 'Ada', street: 'Ice Shelf 1', city: 'McMurdo', postalCode: '96599', country: 'AQ' }

test('a purchase that no carrier takes is dead-lettered at once with its reason, and holds nobody back', async () => {
  const first = await shop.place('ada')
  const poison = await shop.place('ada', { shipTo: antarctica })
  const second = await shop.place('ada')
  await shop.untilShipped([first, second])

  const [letter, ...more] = await until(async () => {
    const letters = await shop.deadLetters('Shipping')
    return letters.length > 0 ? letters : undefined
  })
  expect(more).toEqual([])
  expect(letter).toMatchObject({ reason: 'NoCarrierError: no carrier ships to AQ', attempts: 1 })
  expect(JSON.parse((letter as { body: string }).body).subject).toBe(poison)
  expect(shop.ledger.shippedOf('ada')).toEqual([first, second])
})

test.each([
  ['is not JSON', 'not a CloudEvent', 'UnparseableMessage'],
  ['is no CloudEvent', '{"hello":"world"}', 'UnparseableMessage'],
  [
    'has a type that nobody knows',
    JSON.stringify({
      specversion: '1.0',
      id: '1',
      type: 'shop.purchase.vanished.v9',
      source: 'urn:test',
      subject: '1',
      time: '2026-01-01T00:00:00.000Z',
      datacontenttype: 'application/json',
      correlationid: '1',
      data: {},
    }),
    'UnknownSchema',
  ],
])(
  'a message that %s is dead-lettered with its reason, and the next of its group goes on',
  async (what, body, reason) => {
    await shop.publish('mallory', body, what.replaceAll(' ', '-'))
    const next = await shop.place('mallory')
    await shop.untilShipped([next])

    // History takes every event; the others' filters let only known ones through.
    const letter = await until(async () =>
      (await shop.deadLetters('History')).find(each => each.body === body),
    )
    expect(letter.reason).toMatch(new RegExp(`^${reason}`))
    expect(letter.attempts).toBe(1)
  },
)
