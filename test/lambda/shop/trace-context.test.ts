import { PURCHASE_ID, purchasePlacedExample, purchaseRequest } from '../examples.ts'
import { apiRequest, context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'
import { type ShopFunctions, ShopRig } from './shop-rig.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`
const XRAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=0'

const rig = new ShopRig()
let log: Log
let shop: ShopFunctions

beforeAll(async () => {
  shop = await rig.openShop('shop-tracing', { seals: false })
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => {
  delete process.env._X_AMZN_TRACE_ID
  jest.restoreAllMocks()
})

async function arrived(queueUrl: string) {
  return (await rig.arrived(queueUrl)).map(({ Body = '' }) => JSON.parse(Body))
}

/** Places a purchase. @returns the event and the hop of it */
async function bought(headers: Record<string, string>) {
  const request = { body: purchaseRequest(), headers: { 'content-type': 'application/json', ...headers } }
  expect(await shop.buying(apiRequest(request), context)).toMatchObject({ statusCode: 202 })
  const [event] = await arrived(rig.published)
  return { event, hop: log.hops.at(-1) }
}

describe('a purchase', () => {
  test('belongs to the trace of the request, as another part of it', async () => {
    const { event, hop } = await bought({ traceparent: TRACEPARENT, tracestate: 'rojo=1' })
    expect(event).toMatchObject({
      traceparent: expect.stringMatching(`^00-${TRACE}-[0-9a-f]{16}-01$`),
      tracestate: 'rojo=1',
    })
    expect(event.traceparent).not.toBe(TRACEPARENT)
    expect(hop).toMatchObject({ traceId: TRACE })
  })

  test.each([
    ['malformed', { traceparent: `00-${TRACE}-1`, tracestate: 'rojo=1' }],
    ['missing', {}],
  ])("belongs to X-Ray's trace where a traceparent is %s", async (_, headers) => {
    process.env._X_AMZN_TRACE_ID = XRAY
    const { event, hop } = await bought(headers as Record<string, string>)
    expect(event.traceparent).toMatch(/^00-5759e988bd862e3fe1be46a994272793-[0-9a-f]{16}-00$/)
    expect(event).not.toHaveProperty('tracestate')
    expect(hop).toMatchObject({ traceId: '5759e988bd862e3fe1be46a994272793' })
  })

  test('has a trace of its own where there is no other', async () => {
    const [one, other] = [await bought({}), await bought({})]
    expect(one.event.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    expect(one.event.traceparent).toContain(one.hop?.traceId)
    expect(one.hop?.traceId).not.toBe(other.hop?.traceId)
  })
})

test('a request that is refused is found by its trace', async () => {
  const request = { body: {}, headers: { 'content-type': 'application/json', traceparent: TRACEPARENT } }
  expect(await shop.buying(apiRequest(request), context)).toMatchObject({ statusCode: 400 })
  expect(log.hops).toMatchObject([{ outcome: 'refused', traceId: TRACE }])
})

/** A purchase in the queue of shipping. */
function purchase(attributes: object, purchaseId = PURCHASE_ID) {
  const event = { ...purchasePlacedExample({}, purchaseId), ...attributes }
  return sqsRecord(event, { queue: 'shipping.fifo', group: 'customer-1' })
}

const another = (digit: number) => `${PURCHASE_ID.slice(0, -1)}${digit}`

describe('a consumer', () => {
  test('passes the trace on to what it sends, as another part of it', async () => {
    await shop.shipping(sqsEvent(purchase({ traceparent: TRACEPARENT, tracestate: 'rojo=1' })), context)
    const [shipped] = await arrived(rig.published)
    expect(shipped).toMatchObject({
      traceparent: expect.stringMatching(`^00-${TRACE}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`),
      tracestate: 'rojo=1',
    })
    expect(log.hops).toMatchObject([{ outcome: 'done', traceId: TRACE }])
  })

  test('sends the same bytes for a message that comes again', async () => {
    const record = sqsRecord({ ...purchasePlacedExample(), traceparent: TRACEPARENT })
    await shop.receipts(sqsEvent(record), context)
    await shop.receipts(sqsEvent({ ...record, messageId: 'message-2' }), context)
    const [one, again] = await rig.arrived(rig.emails)
    expect(one?.Body).toContain(TRACE)
    expect(again?.Body).toBe(one?.Body)
  })

  test.each([
    ['no', 2, {}],
    ['a malformed', 3, { traceparent: 'Bearer secret', tracestate: 'rojo=1' }],
    ['a traceparent that is no text:', 4, { traceparent: 7, tracestate: null }],
  ])('takes a message with %s traceparent, and gives it a trace', async (_, digit, attributes) => {
    const purchaseId = another(digit)
    expect(await shop.shipping(sqsEvent(purchase(attributes, purchaseId)), context)).toEqual({
      batchItemFailures: [],
    })
    const [shipped] = await arrived(rig.published)
    expect(log.hops).toMatchObject([{ outcome: 'done', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) }])
    expect(shipped.traceparent).toContain(log.hops[0]?.traceId)
    expect(shipped).not.toHaveProperty('tracestate')
    expect(log.text).not.toContain('secret')
  })
})
