import { eventually } from './messaging.ts'
import { Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open()
})
afterAll(() => shop.close())

const antarctica = { name: 'Ada', street: 'Ice Shelf 1', city: 'McMurdo', postalCode: '96599', country: 'AQ' }

test('a purchase that no carrier takes is cancelled: its customer gets a mail, no other purchase waits, and no alarm goes off', async () => {
  const first = await shop.place('ada')
  const cancelled = await shop.place('ada', { shipTo: antarctica })
  const second = await shop.place('ada')
  await shop.untilShipped([first, second])

  await eventually(async () => (await shop.statusOf(cancelled)) === 'cancelled')
  const { cancellation } = (await (await shop.get(`/purchases/${cancelled}`)).json()) as {
    cancellation: unknown
  }
  expect(cancellation).toMatchObject({
    code: 'no-carrier',
    reason: 'No carrier delivers to Antarctica.',
  })
  const mail = await eventually(async () =>
    (await shop.messaging.inbox('ada@example.com')).find(
      ({ subject }) => subject === `Your purchase ${cancelled} is cancelled`,
    ),
  )
  expect(mail.text).toContain('No carrier delivers to Antarctica.')
  expect(await shop.deadLetters('Shipping')).toEqual([])
  expect(shop.ledger.shippedOf('ada')).toEqual([first, second])
})

test('a name that SNS would take and no queue is refused by name: a purchase that is accepted is one that arrives', async () => {
  const shipTo = { ...antarctica, name: 'Ada\uffff', country: 'PT' }
  await expect(shop.place('grace', { shipTo })).rejects.toThrow(/400 .*#\/shipTo\/name.*U\+FFFF/)
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
    const letter = await eventually(async () =>
      (await shop.deadLetters('History')).find(each => each.body === body),
    )
    expect(letter.reason).toMatch(new RegExp(`^${reason}`))
    expect(letter.attempts).toBe(1)
  },
)
