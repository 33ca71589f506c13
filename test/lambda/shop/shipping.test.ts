import { purchaseShipped } from '../../../lambda/contracts/purchase-events.ts'
import { PERSONAL_DATA, PURCHASE_ID, purchasePlacedExample, purchaseRequest } from '../examples.ts'
import { FunctionStage } from '../function-stage.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const stage = new FunctionStage()
let log: Log
let topic: { topicArn: string; queueUrl: string }
let deadLetters: string
let handler: typeof import('../../../lambda/shop/shipping.ts').handler

beforeAll(async () => {
  await stage.open('shop-shipping')
  topic = await stage.topic('purchases.fifo')
  deadLetters = await stage.queue('dead-letters.fifo')
  stage.environment({
    PURCHASES_TOPIC_ARN: topic.topicArn,
    SHIPMENTS_TABLE: await stage.table('shipments', 'purchaseId'),
    DEAD_LETTER_QUEUE_URL: deadLetters,
  })
  ;({ handler } = await import('../../../lambda/shop/shipping.ts'))
})
afterAll(() => stage.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

function purchase(number: number, country = 'GB') {
  const purchaseId = `${PURCHASE_ID.slice(0, -4)}${String(number).padStart(4, '0')}`
  const event = purchasePlacedExample({ shipTo: { ...purchaseRequest().shipTo, country } }, purchaseId)
  return sqsRecord(event, { queue: 'shipping.fifo', group: 'customer-1', messageId: `m${number}` })
}

async function shippedEvents() {
  return (await stage.arrived(topic.queueUrl)).map(({ Body, Attributes }) => ({
    ...Attributes,
    event: JSON.parse(Body ?? ''),
  }))
}

describe('shipping', () => {
  it('records a shipment and tells the topic, in the order of the customer', async () => {
    await handler(sqsEvent(purchase(1), purchase(2, 'DE')), context)
    const told = await shippedEvents()
    expect(told.map(({ event }) => event.data.carrier)).toEqual(['Royal Mail', 'Deutsche Post DHL'])
    for (const { event, ...attributes } of told) {
      expect(purchaseShipped.schema.parse(event)).toEqual(event)
      expect(attributes).toMatchObject({ MessageGroupId: 'customer-1', MessageDeduplicationId: event.id })
      expect(event).toMatchObject({ subject: event.data.purchaseId, correlationid: event.data.purchaseId })
    }
    expect(log.hops.map(({ shipmentId, carrier }) => ({ shipmentId, carrier }))).toEqual(
      told.map(({ event }) => ({ shipmentId: event.data.shipmentId, carrier: event.data.carrier })),
    )
  })

  it('ships once, and tells the same, however often the purchase is delivered', async () => {
    await handler(sqsEvent(purchase(3)), context)
    const [first] = await shippedEvents()
    await Promise.all([
      handler(sqsEvent(purchase(3)), context),
      handler(sqsEvent(purchase(3), purchase(3)), context),
    ])
    // The topic has dropped the repetitions by their id, which is stored with the shipment.
    expect(await shippedEvents()).toEqual([])
    const shipments = (await stage.items('shipments')).filter(({ eventId }) => eventId?.S === first?.event.id)
    expect(shipments).toMatchObject([
      {
        shipmentId: { S: first?.event.data.shipmentId },
        sequenceNumber: { S: expect.stringMatching(/^\d+$/) },
      },
    ])
  })

  it('gives a purchase that no carrier takes to the dead-letter queue, and ships what comes after it', async () => {
    expect(await handler(sqsEvent(purchase(4, 'AQ'), purchase(5)), context)).toEqual({
      batchItemFailures: [],
    })
    expect(await stage.arrived(deadLetters)).toMatchObject([
      {
        Attributes: { MessageGroupId: 'customer-1', MessageDeduplicationId: 'm4' },
        MessageAttributes: {
          reason: { StringValue: 'NoCarrierError: no carrier ships to AQ' },
          attempts: { StringValue: '1' },
          correlationId: { StringValue: expect.stringMatching(/0004$/) },
        },
      },
    ])
    expect(log.hops.map(({ outcome }) => outcome)).toEqual(['dead-lettered', 'done'])
    expect(await shippedEvents()).toHaveLength(1)
  })

  it('leaves nothing of the person in the log or the table', async () => {
    await handler(sqsEvent(purchase(6), purchase(7, 'AQ')), context)
    const seen = log.text + JSON.stringify(await stage.items('shipments'))
    for (const datum of PERSONAL_DATA) expect(seen).not.toContain(datum)
  })

  it('retries when the topic does not answer, and then tells of the shipment it has recorded', async () => {
    await shippedEvents()
    await stage.deleteTopic(topic.topicArn)
    expect(await handler(sqsEvent(purchase(8)), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm8' }],
    })
    const recorded = (await stage.items('shipments')).find(({ purchaseId }) =>
      purchaseId?.S?.endsWith('0008'),
    )

    topic = await stage.topic('purchases.fifo')
    expect(await handler(sqsEvent(purchase(8)), context)).toEqual({ batchItemFailures: [] })
    expect(log.hops.at(-1)).toMatchObject({ outcome: 'done', shipmentId: recorded?.shipmentId?.S })
    expect((await shippedEvents()).map(({ event }) => event.id)).toEqual([recorded?.eventId?.S])
  })
})
