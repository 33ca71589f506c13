import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import { requestKey } from '../../../lambda/http/idempotency-key.ts'
import { PERSONAL_DATA, purchaseRequest } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { apiRequest, context, SENT_AT } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let topic: { topicArn: string; queueUrl: string }
let handler: typeof import('../../../lambda/shop/functions/buying.ts').handler

beforeAll(async () => {
  await rig.open('shop-buying')
  topic = await rig.topic('purchases.fifo')
  rig.environment({
    PURCHASES_TOPIC_ARN: topic.topicArn,
    REQUESTS_TABLE: await rig.table('requests', 'requestKey'),
  })
  ;({ handler } = await import('../../../lambda/shop/functions/buying.ts'))
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

async function buy(body: unknown, key?: string, caller?: string) {
  const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) }
  return parsed(await handler(apiRequest({ body, headers, caller, route: 'POST /purchases' }), context))
}

function parsed({ statusCode, headers, body }: APIGatewayProxyStructuredResultV2) {
  return { statusCode, headers, body: JSON.parse(body ?? '') }
}

/** The events that reached the topic since the last look. */
async function published() {
  const messages = await rig.arrived(topic.queueUrl)
  return messages.map(({ Body, Attributes }) => ({ event: JSON.parse(Body ?? ''), ...Attributes }))
}

describe('POST /purchases', () => {
  test('accepts a purchase, says where it is, and publishes the event that is its record', async () => {
    const { statusCode, headers, body } = await buy(purchaseRequest())
    expect(statusCode).toBe(202)
    expect(body).toEqual({
      purchaseId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      status: 'accepted',
    })
    expect(headers).toMatchObject({ location: `/purchases/${body.purchaseId}` })

    const [message, ...others] = await published()
    expect(others).toEqual([])
    expect(purchasePlaced.schema.parse(message?.event)).toEqual(message?.event)
    expect(message).toMatchObject({
      MessageGroupId: 'customer-1',
      MessageDeduplicationId: body.purchaseId,
      event: {
        id: body.purchaseId,
        data: { ...purchaseRequest(), total: { amount: 4048, currency: 'GBP' } },
      },
    })
  })

  test('tells of the visit in which the purchase was placed, where it is told', async () => {
    await published()
    await buy(purchaseRequest({ sessionId: 'visit-1' }))
    await buy(purchaseRequest())
    const messages = await published()
    expect(messages.map(({ event }) => event.data.sessionId)).toEqual(['visit-1', undefined])
  })

  test('logs one hop, without a word of the person', async () => {
    const { body } = await buy(purchaseRequest())
    expect(log.hops).toEqual([
      expect.objectContaining({
        correlationId: body.purchaseId,
        purchaseId: body.purchaseId,
        customerId: 'customer-1',
        event: 'shop.purchase.placed.v1',
        messageId: 'api-request-1',
        receiveCount: 1,
        sentAt: SENT_AT.toISOString(),
        outcome: 'done',
        sent: [{ to: 'purchases.fifo', event: 'shop.purchase.placed.v1', id: expect.any(String) }],
      }),
    ])
    for (const datum of PERSONAL_DATA) expect(log.text).not.toContain(datum)
  })

  test('refuses what breaks rules with all of them, a bad key included, and publishes nothing', async () => {
    await published()
    const answer = await buy(
      { ...purchaseRequest({ customerId: 'ada@mail.example' }), items: [] },
      'schlüssel',
    )
    expect(answer).toMatchObject({
      statusCode: 400,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        type: 'urn:messaging:problem:invalid-request',
        errors: [{ pointer: 'Idempotency-Key' }, { pointer: '#/customerId' }, { pointer: '#/items' }],
      },
    })
    expect(await published()).toEqual([])
    expect(log.hops).toEqual([
      expect.objectContaining({
        event: 'POST /purchases',
        outcome: 'refused',
        reason: 'RequestProblem: 400 Invalid request',
      }),
    ])
    expect(log.text).not.toContain('ada@')
  })
})

describe('a request repeated with its Idempotency-Key', () => {
  test('is the same purchase, published again byte for byte, which the topic passes on once', async () => {
    await published()
    const first = await buy(purchaseRequest(), 'key-1')
    const second = await buy(purchaseRequest(), 'key-1')
    expect(second).toEqual(first)
    const messages = await published()
    expect(messages.map(({ event }) => event.id)).toEqual([first.body.purchaseId])
  })

  test('is another purchase without the key, under another key, and of another caller', async () => {
    const ids = [
      await buy(purchaseRequest()),
      await buy(purchaseRequest()),
      await buy(purchaseRequest(), 'key-2'),
      await buy(purchaseRequest(), 'key-3'),
      await buy(purchaseRequest(), 'key-3', 'user/bob'),
    ].map(({ body }) => body.purchaseId)
    expect(new Set(ids).size).toBe(5)
  })

  test('is refused with 422 when the request is another', async () => {
    await buy(purchaseRequest(), 'key-4')
    await published()
    expect(await buy(purchaseRequest({ customerId: 'customer-2' }), 'key-4')).toMatchObject({
      statusCode: 422,
      body: { type: 'urn:messaging:problem:idempotency-key-reused' },
    })
    expect(await published()).toEqual([])
  })

  test('is one purchase though many arrive at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => buy(purchaseRequest(), 'key-5')))
    expect(new Set(answers.map(({ body }) => body.purchaseId)).size).toBe(1)
  })

  // DynamoDB guide, "Time to live": "expired items … may still appear in reads" until they are deleted.
  test('is a new purchase after 24 hours, though DynamoDB still has the old one', async () => {
    const Item = {
      requestKey: { S: requestKey('arn:aws:iam::000000000000:user/ada', 'key-6') },
      purchaseId: { S: 'long-ago' },
      placedAt: { S: '2020-01-01T00:00:00.000Z' },
      fingerprint: { S: 'of another request' },
      expiresAt: { N: String(Date.UTC(2020, 0, 2) / 1_000) },
    }
    await new DynamoDBClient(rig.client).send(new PutItemCommand({ TableName: 'requests', Item }))
    const { statusCode, body } = await buy(purchaseRequest(), 'key-6')
    expect(statusCode).toBe(202)
    expect(body.purchaseId).not.toBe('long-ago')
  })

  test('is remembered without a word of the person, for 24 hours', async () => {
    await buy(purchaseRequest(), 'key-7')
    const items = await rig.items('requests')
    for (const datum of PERSONAL_DATA) expect(JSON.stringify(items)).not.toContain(datum)
    const item = items.find(
      ({ requestKey: key }) => key?.S === requestKey('arn:aws:iam::000000000000:user/ada', 'key-7'),
    )
    const placedAt = Math.floor(Date.parse(item?.placedAt?.S ?? '') / 1_000)
    expect(Number(item?.expiresAt?.N)).toBe(placedAt + 86_400)
  })

  test('gets the same purchase after an attempt that could not be published', async () => {
    await rig.deleteTopic(topic.topicArn)
    const failed = await buy(purchaseRequest(), 'key-8')
    expect(failed).toMatchObject({
      statusCode: 503,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
      body: { type: 'urn:messaging:problem:unavailable' },
    })
    expect(JSON.stringify(failed.body)).not.toContain('opic')
    expect(log.text).toContain('"reason":"NotFoundException: ')
    const [hop, ...others] = log.hops
    expect(others).toEqual([])
    expect(hop).toMatchObject({
      correlationId: expect.any(String),
      purchaseId: hop?.correlationId,
      event: 'shop.purchase.placed.v1',
      outcome: 'failed',
      reason: expect.stringMatching(/^NotFoundException: /),
    })
    for (const datum of PERSONAL_DATA) expect(log.text).not.toContain(datum)

    topic = await rig.topic('purchases.fifo')
    const { statusCode, body } = await buy(purchaseRequest(), 'key-8')
    expect(statusCode).toBe(202)
    expect(body.purchaseId).toBe(hop?.correlationId)
    const remembered = (await rig.items('requests')).filter(
      ({ purchaseId }) => purchaseId?.S === body.purchaseId,
    )
    expect(remembered).toHaveLength(1)
  })
})
