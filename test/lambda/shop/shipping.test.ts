import { PublishBatchCommand, type PublishBatchCommandInput, SNSClient } from '@aws-sdk/client-sns'
import {
  purchaseCancelled,
  purchaseDelayed,
  purchaseShipped,
} from '../../../lambda/contracts/purchase-events.ts'
import { PERSONAL_DATA, PURCHASE_ID, purchasePlacedExample, purchaseRequest } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let topic: { topicArn: string; queueUrl: string }
let deadLetters: string
let handler: typeof import('../../../lambda/shop/functions/shipping.ts').handler

beforeAll(async () => {
  await rig.open('shop-shipping')
  topic = await rig.topic('purchases.fifo')
  deadLetters = await rig.queue('dead-letters.fifo')
  rig.environment({
    PURCHASES_TOPIC_ARN: topic.topicArn,
    SHIPMENTS_TABLE: await rig.table('shipments', 'purchaseId'),
    DEAD_LETTER_QUEUE_URL: deadLetters,
    // Longer than the purchases of the tests are old.
    PURCHASE_RETENTION_DAYS: '36500',
  })
  ;({ handler } = await import('../../../lambda/shop/functions/shipping.ts'))
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

function purchase(number: number, country = 'GB', receiveCount = 1, group = 'customer-1') {
  const purchaseId = `${PURCHASE_ID.slice(0, -4)}${String(number).padStart(4, '0')}`
  const shipTo = { ...purchaseRequest().shipTo, country }
  const event = purchasePlacedExample({ shipTo, customerId: group }, purchaseId)
  const messageId = `m${number}`
  return sqsRecord(event, { queue: 'shipping.fifo', group, messageId, receiveCount })
}

async function events() {
  return (await rig.arrived(topic.queueUrl)).map(({ Body, Attributes }) => ({
    ...Attributes,
    event: JSON.parse(Body ?? ''),
  }))
}

/** Which of the purchases here an event is about. */
function numberOf({ event }: Awaited<ReturnType<typeof events>>[number]): number {
  return Number(event.data.purchaseId.slice(-4))
}

/** The real client, save that SNS does not take what is told of a customer. */
function refuseEventsOf(customer: string, Code: string) {
  const send = SNSClient.prototype.send as (this: SNSClient, command: unknown) => Promise<unknown>
  jest.spyOn(SNSClient.prototype, 'send').mockImplementation(async function (
    this: SNSClient,
    { input }: { input: PublishBatchCommandInput },
  ) {
    const entries = input.PublishBatchRequestEntries ?? []
    const taken = entries.filter(({ MessageGroupId }) => MessageGroupId !== customer)
    if (taken.length > 0) {
      await send.call(this, new PublishBatchCommand({ ...input, PublishBatchRequestEntries: taken }))
    }
    const Failed = entries.filter(entry => !taken.includes(entry))
    return { Failed: Failed.map(({ Id }) => ({ Id, Code, SenderFault: true })) }
  } as never)
}

describe('shipping', () => {
  test('records a shipment and tells the topic, in the order of the customer', async () => {
    await handler(sqsEvent(purchase(1), purchase(2, 'DE')), context)
    const told = await events()
    expect(told.map(({ event }) => event.data.carrier)).toEqual(['Royal Mail', 'Deutsche Post DHL'])
    for (const { event, ...attributes } of told) {
      expect(purchaseShipped.schema.parse(event)).toEqual(event)
      expect(attributes).toMatchObject({ MessageGroupId: 'customer-1', MessageDeduplicationId: event.id })
      expect(event).toMatchObject({ subject: event.data.purchaseId, correlationid: event.data.purchaseId })
    }
    expect(log.hops.map(({ shipmentId, carrier, sent }) => ({ shipmentId, carrier, sent }))).toEqual(
      told.map(({ event: { id, data } }) => ({
        shipmentId: data.shipmentId,
        carrier: data.carrier,
        sent: [{ to: 'purchases.fifo', event: purchaseShipped.type, id }],
      })),
    )
  })

  test('remembers a decision for as long as a purchase is kept', async () => {
    await handler(sqsEvent(purchase(30)), context)
    const [event] = await events()
    const [item] = (await rig.items('shipments')).filter(({ eventId }) => eventId?.S === event?.event.id)
    expect(item?.expiresAt).toEqual({ N: String(Math.floor((0x019200000000 + 36_500 * 86_400_000) / 1_000)) })
  })

  test('does not ship what is older than it remembers: it may have shipped', async () => {
    const purchaseId = '01920000-0000-4000-8000-000000000031'
    const old = { ...purchasePlacedExample({}, purchaseId), time: '1901-01-02T03:04:05.678Z' }
    await handler(
      sqsEvent(sqsRecord(old, { queue: 'shipping.fifo', group: 'customer-1', messageId: 'm31' })),
      context,
    )
    expect((await rig.items('shipments')).some(item => item.purchaseId?.S === purchaseId)).toBe(false)
    expect((await events()).map(({ event }) => event.type)).toEqual([purchaseDelayed.type])
    const [letter] = await rig.arrived(deadLetters)
    expect(letter?.MessageAttributes?.reason?.StringValue).toMatch(
      /^PurchaseForgotten: the purchase is \d+ days old, and what was decided of one is kept for 36500/,
    )
  })

  test('ships once, and tells the same, however often the purchase is delivered', async () => {
    await handler(sqsEvent(purchase(3)), context)
    const [first] = await events()
    await Promise.all([
      handler(sqsEvent(purchase(3)), context),
      handler(sqsEvent(purchase(3), purchase(3)), context),
    ])
    // The topic has dropped the repetitions by their id, which is stored with the shipment.
    expect(await events()).toEqual([])
    const shipments = (await rig.items('shipments')).filter(({ eventId }) => eventId?.S === first?.event.id)
    expect(shipments).toMatchObject([
      {
        shipmentId: { S: first?.event.data.shipmentId },
        sequenceNumber: { S: expect.stringMatching(/^\d+$/) },
      },
    ])
  })

  test('cancels a purchase that no carrier takes, publishes the reason, and ships the following purchases', async () => {
    expect(await handler(sqsEvent(purchase(4, 'AQ'), purchase(5)), context)).toEqual({
      batchItemFailures: [],
    })
    const [cancelled, shipped] = await events()
    expect(purchaseCancelled.schema.parse(cancelled?.event)).toEqual(cancelled?.event)
    expect(cancelled?.event).toMatchObject({
      subject: cancelled?.event.data.purchaseId,
      data: {
        customerId: 'customer-1',
        customerEmail: 'ada.byron@mail.example',
        code: 'no-carrier',
        reason: 'No carrier delivers to Antarctica.',
      },
    })
    expect(shipped?.event.type).toBe(purchaseShipped.type)
    // Nobody failed: it is no dead letter, and rings no alarm.
    expect(await rig.arrived(deadLetters)).toEqual([])
    expect(log.hops.map(({ outcome, cancelled }) => ({ outcome, cancelled }))).toEqual([
      { outcome: 'done', cancelled: 'no-carrier' },
      { outcome: 'done', cancelled: undefined },
    ])
    expect(log.metrics).toEqual([
      expect.objectContaining({
        CancelledPurchases: 1,
        ProcessedRecords: 2,
        FailedRecords: 0,
      }),
    ])
  })

  test('says of each purchase whether it was decided within a minute, cancelled ones too; dead letters were not', async () => {
    const placed = (number: number, secondsAgo: number, country?: string) => {
      const record = purchase(number, country)
      const time = new Date(Date.now() - secondsAgo * 1_000).toISOString()
      return { ...record, body: JSON.stringify({ ...JSON.parse(record.body), time }) }
    }
    const poison = sqsRecord('no event', { queue: 'shipping.fifo', group: 'customer-2', messageId: 'poison' })
    await handler(sqsEvent(placed(21, 5), placed(22, 50, 'AQ'), placed(23, 70), poison), context)
    expect(log.inTime('shop').toSorted()).toEqual([0, 0, 1, 1])
    await events()
    await rig.arrived(deadLetters)
  })

  test('a purchase that comes again has not ended', async () => {
    refuseEventsOf('customer-9', 'InternalError')
    await handler(sqsEvent(purchase(24, 'GB', 1, 'customer-9')), context)
    expect(log.hops).toMatchObject([{ outcome: 'retry' }])
    expect(log.inTime('shop')).toEqual([])
  })

  test('never ships what is cancelled, and tells the same however often it is delivered', async () => {
    await handler(sqsEvent(purchase(9, 'AQ')), context)
    const [first] = await events()
    // The address cannot change; a new release of the carriers can.
    await handler(sqsEvent(purchase(9, 'GB'), purchase(9, 'AQ')), context)
    expect(await events()).toEqual([])
    expect(log.hops.map(({ cancelled }) => cancelled)).toEqual(['no-carrier', 'no-carrier', 'no-carrier'])
    const decisions = (await rig.items('shipments')).filter(({ eventId }) => eventId?.S === first?.event.id)
    expect(decisions).toMatchObject([{ code: { S: 'no-carrier' } }])
  })

  test('leaves no personal data in the log or the table', async () => {
    await handler(sqsEvent(purchase(6), purchase(7, 'AQ')), context)
    const seen = log.text + JSON.stringify(await rig.items('shipments'))
    for (const datum of PERSONAL_DATA) expect(seen).not.toContain(datum)
  })

  test.each([
    ['fails', 'InvalidParameter', undefined, 100],
    ['waits where SNS is down', 'Throttled', 'sns', 200],
    ['waits where the key of the topic is down', 'KMSDisabled', 'kms', 300],
  ])(
    'one event that the topic does not take %s and holds back its customer alone',
    async (_, code, waitsFor, first) => {
      await events()
      refuseEventsOf('customer-2', code)
      const rounds = [first, first + 10, first + 20]
      const records = rounds.flatMap(round =>
        [1, 2, 3].map(customer => purchase(round + customer, 'GB', 1, `customer-${customer}`)),
      )
      const ofSecond = rounds.map(round => `m${round + 2}`)
      const { batchItemFailures } = await handler(sqsEvent(...records), context)
      expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(ofSecond)

      const told = await events()
      const of = (customer: number) =>
        told.filter(({ event }) => event.data.customerId === `customer-${customer}`)
      for (const customer of [1, 3]) {
        expect(of(customer).map(numberOf)).toEqual(rounds.map(round => round + customer))
      }
      expect(of(2)).toEqual([])
      const [failed, ...heldBack] = log.hops.filter(({ outcome }) => outcome === 'retry')
      expect(failed?.reason).toBe(`EntryNotTaken: SNS did not take a message of a batch: ${code}`)
      expect(failed?.waitsFor).toBe(waitsFor)
      expect(heldBack.map(({ reason }) => reason)).toEqual(
        Array(2).fill(expect.stringMatching(/^HeldBack: /)),
      )

      jest.restoreAllMocks()
      log = new Log()
      const again = records.filter(({ messageId }) => ofSecond.includes(messageId))
      await handler(sqsEvent(...again), context)
      expect((await events()).map(numberOf)).toEqual(rounds.map(round => round + 2))
    },
  )

  test('retries when the topic does not answer, and then tells of the shipment it has recorded', async () => {
    await events()
    await rig.deleteTopic(topic.topicArn)
    expect(await handler(sqsEvent(purchase(8)), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm8' }],
    })
    const recorded = (await rig.items('shipments')).find(({ purchaseId }) => purchaseId?.S?.endsWith('0008'))

    topic = await rig.topic('purchases.fifo')
    expect(await handler(sqsEvent(purchase(8)), context)).toEqual({ batchItemFailures: [] })
    expect(log.hops.at(-1)).toMatchObject({ outcome: 'done', shipmentId: recorded?.shipmentId?.S })
    expect((await events()).map(({ event }) => event.id)).toEqual([recorded?.eventId?.S])
  })

  test('gives up a purchase whose tries are used up: a dead letter with its reason, and the purchase is delayed', async () => {
    await events()
    // A table that does not take what is put there: nothing is down.
    await rig.deleteTable('shipments')
    await rig.table('shipments', 'shipment')
    for (const receive of [1, 2, 3, 4]) {
      expect(await handler(sqsEvent(purchase(10, 'GB', receive)), context)).toEqual({
        batchItemFailures: [{ itemIdentifier: 'm10' }],
      })
    }
    expect(await events()).toEqual([])

    expect(await handler(sqsEvent(purchase(10, 'GB', 5)), context)).toEqual({ batchItemFailures: [] })
    const [delayed, ...more] = await events()
    expect(more).toEqual([])
    expect(purchaseDelayed.schema.parse(delayed?.event)).toEqual(delayed?.event)
    expect(await rig.arrived(deadLetters)).toMatchObject([
      {
        Attributes: { MessageGroupId: 'customer-1' },
        MessageAttributes: {
          reason: { StringValue: expect.stringMatching(/^ValidationException: /) },
          attempts: { StringValue: '5' },
          correlationId: { StringValue: delayed?.event.data.purchaseId },
        },
      },
    ])
  })
})
