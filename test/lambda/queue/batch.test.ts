import { setImmediate as nextTurn } from 'node:timers/promises'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import type { Invocation } from '../../../lambda/queue/consumer.ts'
import { PERSONAL_DATA, PURCHASE_ID, purchasePlacedExample } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, SENT_AT, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let deadLetters: string
let work: string
let batch: typeof import('../../../lambda/queue/batch.ts')
let message: typeof import('../../../lambda/queue/message.ts')
let failures: typeof import('../../../lambda/queue/failures.ts')
/** What consuming an event of a customer does; by default it works. */
const behaviour = new Map<string, () => Promise<unknown>>()
/** The customers whose events were consumed, in that order. */
const consumed: string[] = []

beforeAll(async () => {
  await rig.open('test-consumer')
  deadLetters = await rig.queue('dead-letters.fifo')
  work = await rig.queue('work.fifo')
  rig.environment({ DEAD_LETTER_QUEUE_URL: deadLetters, QUEUE_URL: work })
  batch = await import('../../../lambda/queue/batch.ts')
  message = await import('../../../lambda/queue/message.ts')
  failures = await import('../../../lambda/queue/failures.ts')
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
  behaviour.clear()
  consumed.length = 0
})
afterEach(() => jest.restoreAllMocks())

const consumer = {
  get messages() {
    return message.cloudEvents({ takes: [purchasePlaced], ignores: [] })
  },
  identify: ({ data }: ReturnType<typeof purchasePlacedExample>) => ({
    purchaseId: data.purchaseId,
    customerId: data.customerId,
  }),
  async consume({ data }: ReturnType<typeof purchasePlacedExample>) {
    consumed.push(data.customerId)
    await behaviour.get(data.customerId)?.()
    return { carrier: 'Royal Mail' }
  },
}

function fifo(...records: ReturnType<typeof sqsRecord>[]) {
  return batch.fifoQueueHandler(consumer)(sqsEvent(...records), context)
}

function standard(...records: ReturnType<typeof sqsRecord>[]) {
  return batch.standardQueueHandler(consumer)(sqsEvent(...records), context)
}

/** A placed purchase of the customer, in the customer's group. */
function of(customerId: string, messageId = customerId) {
  return sqsRecord(purchasePlacedExample({ customerId }), {
    queue: 'work.fifo',
    group: customerId,
    messageId,
  })
}

const broken = () => Promise.reject(new Error('the table does not answer ada.byron@mail.example'))

describe('a batch of a FIFO queue', () => {
  // Lambda guide, "Reporting batch item failures": on FIFO "your function should stop processing messages after the
  // first failure and return all failed and unprocessed messages" – of that group.
  test('reports a transient failure with the later records of its group, and none of another', async () => {
    behaviour.set('a', broken)
    const response = await fifo(of('a', 'a1'), of('b', 'b1'), of('a', 'a2'), of('b', 'b2'), of('a', 'a3'))
    const reported = ['a1', 'a2', 'a3'].map(itemIdentifier => ({ itemIdentifier }))
    expect(response).toEqual({ batchItemFailures: reported })
    expect(consumed.filter(customer => customer === 'a')).toHaveLength(1)
    expect(consumed.filter(customer => customer === 'b')).toHaveLength(2)
  })

  test('goes on with a group after a permanent failure', async () => {
    const poison = sqsRecord('{', { queue: 'work.fifo', group: 'a', messageId: 'p1', receiveCount: 3 })
    expect(await fifo(poison, of('a', 'a2'))).toEqual({ batchItemFailures: [] })
    expect(consumed).toEqual(['a'])
    const [letter] = await rig.arrived(deadLetters)
    expect(letter).toMatchObject({
      Body: '{',
      Attributes: { MessageGroupId: 'a', MessageDeduplicationId: 'p1' },
      MessageAttributes: {
        reason: { DataType: 'String', StringValue: 'UnparseableMessage: the body is not JSON' },
        attempts: { DataType: 'Number', StringValue: '1' },
      },
    })
    expect(letter?.MessageAttributes).not.toHaveProperty('correlationId')
  })

  test('keeps the order within a group and lets groups overtake each other', async () => {
    let release = () => {}
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    behaviour.set('a', () => held)
    behaviour.set('b', async () => release())
    await fifo(of('a', 'a1'), of('a', 'a2'), of('b', 'b1'))
    expect(consumed).toEqual(['a', 'b', 'a'])
  })

  test('leaves one line of log for each record, those that were held back included', async () => {
    behaviour.set('a', broken)
    await fifo(of('a', 'a1'), of('a', 'a2'), of('b', 'b1'))
    const hops = Object.fromEntries(log.hops.map(hop => [hop.messageId, hop]))
    expect(log.hops).toHaveLength(3)
    expect(hops.b1).toEqual(
      expect.objectContaining({
        level: 'INFO',
        service: 'test-consumer',
        function_request_id: context.awsRequestId,
        group: 'b',
        correlationId: PURCHASE_ID,
        event: 'shop.purchase.placed.v1',
        purchaseId: PURCHASE_ID,
        customerId: 'b',
        carrier: 'Royal Mail',
        receiveCount: 1,
        sentAt: SENT_AT.toISOString(),
        receivedAt: expect.stringMatching(/^\d{4}-.*T.*\.\d{3}Z$/),
        doneAt: expect.stringMatching(/^\d{4}-.*T.*\.\d{3}Z$/),
        outcome: 'done',
      }),
    )
    expect(hops.a1).toMatchObject({
      outcome: 'retry',
      reason: 'Error: the table does not answer <address>',
      customerId: 'a',
    })
    expect(hops.a2).toMatchObject({
      outcome: 'retry',
      reason: expect.stringMatching(/^HeldBack: /),
      correlationId: PURCHASE_ID,
    })
  })

  test('comes again as a whole, within seconds of a blip: a customer is not held for longer than the message', async () => {
    const sqs = new SQSClient(rig.client)
    for (const MessageDeduplicationId of ['1', '2', '3']) {
      const MessageBody = JSON.stringify(purchasePlacedExample({ customerId: 'ada' }))
      const place = { QueueUrl: work, MessageGroupId: 'ada', MessageDeduplicationId }
      await sqs.send(new SendMessageCommand({ MessageBody, ...place }))
    }
    const records = (await rig.received(work)).map(({ Body, MessageId, ReceiptHandle = '' }) => ({
      ...sqsRecord(Body, { queue: 'work.fifo', group: 'ada', messageId: MessageId }),
      receiptHandle: ReceiptHandle,
    }))
    expect(records).toHaveLength(3)
    behaviour.set('ada', broken)
    await fifo(...records)
    await rig.clock.advanceBy({ seconds: 4 })
    const again = await rig.received(work)
    expect(again.map(({ MessageId }) => MessageId)).toEqual(records.map(({ messageId }) => messageId))
  })

  test('counts its records once for the batch, by service', async () => {
    behaviour.set('a', broken)
    behaviour.set('c', () => Promise.reject(new failures.PermanentFailure('it is against the rules')))
    await fifo(of('a', 'a1'), of('a', 'a2'), of('b', 'b1'), of('b', 'b2'), of('b', 'b3'), of('c', 'c1'))
    expect(log.metrics).toEqual([
      expect.objectContaining({
        service: 'test-consumer',
        ProcessedRecords: 3,
        FailedRecords: 1,
        PostponedRecords: 1,
        DeadLetteredRecords: 1,
        MessageAge: Array(6).fill(expect.any(Number)),
      }),
    ])
  })
})

describe('a batch of a standard queue', () => {
  test('works on its records side by side, and reports those alone that are to be retried', async () => {
    let arrived = 0
    const together = async () => {
      arrived++
      while (arrived < 3) await nextTurn()
    }
    for (const customer of ['a', 'b', 'c']) behaviour.set(customer, together)
    behaviour.set('d', broken)
    expect(await standard(of('a'), of('b'), of('c'), of('d'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'd' }],
    })
  })

  test('reports every record, and does not throw, when all failed', async () => {
    behaviour.set('a', broken)
    expect(await standard(of('a'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'a' }] })
  })
})

describe('a permanent failure', () => {
  test('is told in the log and on the dead letter, with the correlation id', async () => {
    const body = { ...purchasePlacedExample(), type: 'shop.purchase.vanished.v9' }
    await fifo(sqsRecord(body, { queue: 'work.fifo', group: 'z', messageId: 'z1' }))
    const reason = expect.stringMatching(/^UnknownSchema: events of the type "shop.purchase.vanished.v9"/)
    expect(log.hops).toEqual([expect.objectContaining({ outcome: 'dead-lettered', reason, messageId: 'z1' })])
    const letters = await rig.arrived(deadLetters)
    expect(letters.find(({ Attributes }) => Attributes?.MessageGroupId === 'z')).toMatchObject({
      Body: JSON.stringify(body),
      MessageAttributes: { correlationId: { StringValue: PURCHASE_ID }, reason: { StringValue: reason } },
    })
  })
})

describe('whoever asks to be told of dead letters', () => {
  const told: unknown[] = []
  const unreadable = sqsRecord('{', { queue: 'work.fifo', group: 'd', messageId: 'd' })
  const handle = (...records: ReturnType<typeof sqsRecord>[]) =>
    batch.standardQueueHandler({ ...consumer, deadLettered: cause => told.push(cause) })(
      sqsEvent(...records),
      context,
    )
  beforeEach(() => {
    told.length = 0
  })

  test('is told of each, and what it failed with', async () => {
    const against = new failures.PermanentFailure('it is against the rules')
    behaviour.set('a', () => Promise.reject(against))
    behaviour.set('c', broken)
    await handle(of('a'), of('b'), of('c'), unreadable)
    expect(told).toHaveLength(2)
    expect(told).toContain(against)
    expect(told).toContainEqual(new failures.UnparseableMessage('the body is not JSON'))
  })

  test('is not told of one that the dead-letter queue does not take', async () => {
    jest.spyOn(SQSClient.prototype, 'send').mockRejectedValueOnce(new Error('timed out') as never)
    await handle(unreadable)
    expect(told).toEqual([])
  })
})

test('the log never contains personal data, regardless of a message’s outcome', async () => {
  behaviour.set('b', broken)
  const damaged = JSON.stringify(purchasePlacedExample()).replace('"customerId"', 'customerId')
  const wrong = {
    ...purchasePlacedExample(),
    data: { ...purchasePlacedExample().data, purchaseId: 'Ada Byron' },
  }
  await standard(
    of('a'),
    of('b'),
    sqsRecord(damaged, { messageId: 'c' }),
    sqsRecord(wrong, { messageId: 'd' }),
  )
  expect(log.text).toContain('hop')
  for (const datum of PERSONAL_DATA) expect(log.text).not.toContain(datum)
})

test('a permanent failure is retried while the dead-letter queue does not take it', async () => {
  await rig.deleteQueue(deadLetters)
  const poison = sqsRecord('{', { queue: 'work.fifo', group: 'a', messageId: 'a1' })
  expect(await fifo(poison, of('a', 'a2'))).toEqual({
    batchItemFailures: [{ itemIdentifier: 'a1' }, { itemIdentifier: 'a2' }],
  })
  expect(log.hops[0]).toMatchObject({
    outcome: 'retry',
    reason: expect.stringMatching(/^UnparseableMessage: .*; the dead-letter queue did not take it: /),
  })
})

describe('invocations side by side in one execution environment', () => {
  /** Consumes the second record of an invocation only when the other invocation has begun. */
  async function sideBySide(handlerOf: 'standardQueueHandler' | 'fifoQueueHandler' | 'pacedQueueHandler') {
    const seen: Record<string, string[]> = {}
    const both = Promise.withResolvers<void>()
    const make = ({ context, records }: Invocation) => {
      const consumedHere: string[] = []
      seen[context.awsRequestId] = consumedHere
      if (Object.keys(seen).length === 2) both.resolve()
      return {
        ...consumer,
        async consume({ data }: ReturnType<typeof purchasePlacedExample>) {
          await both.promise
          consumedHere.push(`${data.customerId} of ${records.length}`)
          if (data.customerId === 'b') throw new Error('b fails')
        },
      }
    }
    const handler = batch[handlerOf](make, 10)
    const responses = await Promise.all([
      handler(sqsEvent(of('a'), of('b')), { ...context, awsRequestId: 'one' }),
      handler(sqsEvent(of('c')), { ...context, awsRequestId: 'other' }),
    ])
    return { seen, reported: responses.map(({ batchItemFailures }) => batchItemFailures) }
  }

  test.each(['standardQueueHandler', 'fifoQueueHandler', 'pacedQueueHandler'] as const)(
    'each have a consumer and a response of their own: %s',
    async handlerOf => {
      expect(await sideBySide(handlerOf)).toEqual({
        seen: { one: ['a of 2', 'b of 2'], other: ['c of 1'] },
        reported: [[{ itemIdentifier: 'b' }], []],
      })
    },
  )
})
