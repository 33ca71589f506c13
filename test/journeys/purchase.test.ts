import { readInbox } from '../../tools/clients/inbox.ts'
import { eventually } from './messaging.ts'
import { bookFor, Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open()
})
afterAll(() => shop.close())

describe('a purchase', () => {
  test('travels from POST to the receipt, and every hop can be found by its id', async () => {
    const purchaseId = await shop.place('ada')
    await shop.untilShipped([purchaseId])

    const mail = await eventually(
      async () => (await readInbox(shop.messaging.aws.endpoint, 'ada@example.com'))[0],
    )
    expect(mail).toMatchObject({ from: 'shop@example.com', subject: expect.stringContaining(purchaseId) })

    const status = await eventually(async () => {
      const answer = (await (await shop.get(`/purchases/${purchaseId}`)).json()) as { status: string }
      return answer.status === 'shipped' ? answer : undefined
    })
    expect(status).toMatchObject({ purchaseId, customerId: 'ada', total: { amount: 1990, currency: 'EUR' } })

    const hops = await eventually(async () => {
      const trail = await shop.messaging.trail(purchaseId)
      return trail.length >= 7 ? trail : undefined
    })
    expect(hops.map(({ service, event, outcome }) => `${service} ${event} ${outcome}`).toSorted()).toEqual([
      'clickstream-purchases shop.purchase.placed.v1 done',
      'mail-mailer mail.email.requested.v1 done',
      'shop-buying shop.purchase.placed.v1 done',
      'shop-history shop.purchase.placed.v1 done',
      'shop-history shop.purchase.shipped.v1 done',
      'shop-receipts shop.purchase.placed.v1 done',
      'shop-shipping shop.purchase.placed.v1 done',
    ])
    for (const { sentAt, receivedAt, doneAt } of hops) {
      expect(Date.parse(sentAt)).toBeLessThanOrEqual(Date.parse(receivedAt))
      expect(Date.parse(receivedAt)).toBeLessThanOrEqual(Date.parse(doneAt))
    }
  })

  test('above the review limit, or in a currency without one, is flagged; one below it is not', async () => {
    const cost = (amount: number, currency: string) => ({
      items: [{ sku: 'server-9', quantity: 1, unitPrice: { amount, currency } }],
    })
    const large = await shop.place('linus', cost(999_900, 'EUR'))
    const unknown = await shop.place('linus', cost(100, 'CHF'))
    const small = await shop.place('linus', cost(100, 'EUR'))
    await shop.untilShipped([large, unknown, small])

    for (const purchaseId of [large, unknown]) {
      const flaggedAt = await eventually(async () => {
        const answer = (await (await shop.get(`/purchases/${purchaseId}`)).json()) as { flaggedAt?: string }
        return answer.flaggedAt
      })
      expect(Date.parse(flaggedAt)).not.toBeNaN()
    }
    expect((await shop.messaging.trail(small)).map(({ service }) => service)).not.toContain('shop-review')
  })

  test('is one, however often it is posted with the same Idempotency-Key', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => shop.place('grace', {}, 'key-1')))
    ids.push(await shop.place('grace', {}, 'key-1'))
    expect(new Set(ids).size).toBe(1)

    const next = await shop.place('grace', {}, 'key-2')
    await shop.untilShipped([next])
    expect(shop.ledger.shippedOf('grace')).toEqual([ids[0], next])
    expect(shop.ledger.shippedTwice).toBe(0)
  })
})

describe('the API', () => {
  test('lists every violation in a problem document', async () => {
    const response = await shop.messaging.request('POST', `${shop.outputs('ShopApiUrl')}/purchases`, {
      customerId: '',
      items: [],
    })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const { errors } = (await response.json()) as { errors: { pointer: string }[] }
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual([
      '#/customerEmail',
      '#/customerId',
      '#/items',
      '#/shipTo',
    ])
  })

  test('does not know a purchase that was never placed', async () => {
    expect((await shop.get('/purchases/01a1fcfd-a161-7081-baf8-8f67cc2ef78d')).status).toBe(404)
  })

  test('refuses the same Idempotency-Key with another purchase', async () => {
    await shop.place('edsger', {}, 'key-3')
    const other = { ...bookFor('edsger'), customerEmail: 'other@example.com' }
    const headers = { 'idempotency-key': 'key-3' }
    const response = await shop.messaging.request(
      'POST',
      `${shop.outputs('ShopApiUrl')}/purchases`,
      other,
      headers,
    )
    expect(response.status).toBe(422)
  })

  test('refuses a request that is not signed', async () => {
    const response = await fetch(`${shop.outputs('ShopApiUrl')}/purchases`, { method: 'POST', body: '{}' })
    expect(response.status).toBe(403)
  })
})
