import { jsonSchemas } from '../../../lambda/contracts/catalogue.ts'

describe('the catalogue of contracts', () => {
  const schemas = jsonSchemas()

  test('has every message and every body', () => {
    expect(Object.keys(schemas)).toEqual([
      'POST /purchases',
      'POST /purchases 202',
      'GET /purchases/{id} 200',
      'POST /videos',
      'POST /videos 201',
      'GET /videos/{id} 200',
      'POST /posts',
      'POST /posts 202',
      'PUT /authors/{id}/subscribers/{subscriber}',
      'POST /events',
      'POST /events 202',
      'POST /events 207',
      'GET /trends 200',
      'GET /trends/{sku} 200',
      'PUT /reminders/{customerId}',
      'problem',
      'shop.purchase.placed.v1',
      'shop.purchase.placed.v2',
      'shop.purchase.shipped.v1',
      'shop.purchase.cancelled.v1',
      'shop.purchase.cancelled.v2',
      'shop.purchase.delayed.v1',
      'shop.purchase.flagged.v1',
      'video.video.encoded.v1',
      'video.video.rejected.v1',
      'posts.post.published.v1',
      'posts.page.requested.v1',
      'mail.email.requested.v1',
      'clickstream.product.viewed.v1',
      'clickstream.basket.item-added.v1',
      'clickstream.product.purchased.v1',
      'clickstream.reminder.requested.v1',
    ])
  })

  test('writes them as JSON Schema 2020-12 that another language can check by', () => {
    expect(schemas['shop.purchase.flagged.v1']).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: expect.arrayContaining(['specversion', 'id', 'type', 'correlationid', 'data']),
      properties: {
        type: { const: 'shop.purchase.flagged.v1' },
        time: { format: 'date-time' },
        data: { properties: { total: { properties: { amount: { type: 'integer', minimum: 0 } } } } },
      },
    })
  })

  test('lets messages have members that readers do not know, at every level, and bodies of requests none', () => {
    expect(JSON.stringify(schemas['shop.purchase.placed.v1'])).not.toContain('additionalProperties')
    expect(JSON.stringify(schemas['GET /purchases/{id} 200'])).not.toContain('additionalProperties')
    expect(schemas['POST /purchases']).toMatchObject({
      additionalProperties: false,
      properties: {
        shipTo: { additionalProperties: false },
        items: { items: { additionalProperties: false } },
      },
    })
  })

  test('says of an address that it may be international', () => {
    expect(schemas['POST /purchases']).toMatchObject({
      properties: { customerEmail: { type: 'string', format: 'idn-email' } },
    })
  })

  test('says of a request that nothing may be added to it', () => {
    expect(schemas['POST /purchases']).toMatchObject({ additionalProperties: false })
  })
})
