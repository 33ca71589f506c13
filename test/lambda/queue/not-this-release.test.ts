import type { SQSRecord } from 'aws-lambda'
import * as z from 'zod/mini'
import { eventContract } from '../../../lambda/contracts/cloud-event.ts'
import type { EventList } from '../../../lambda/contracts/event-list.ts'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import { purchasePlacedExample } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let deadLetters: string
let batch: typeof import('../../../lambda/queue/batch.ts')
let message: typeof import('../../../lambda/queue/message.ts')
const consumed: string[] = []

beforeAll(async () => {
  await rig.open('test-consumer')
  deadLetters = await rig.queue('dead-letters')
  rig.environment({ DEAD_LETTER_QUEUE_URL: deadLetters, RETENTION_SECONDS: '345600' })
  batch = await import('../../../lambda/queue/batch.ts')
  message = await import('../../../lambda/queue/message.ts')
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
  consumed.length = 0
})
afterEach(() => jest.restoreAllMocks())

const HOUR = 3_600_000

type Placed = ReturnType<typeof purchasePlacedExample>

const placedAndSealed = eventContract('shop.purchase.placed.v2', z.object({ sealed: z.string() }))

/** The purchase of a later release, in a shape that this one cannot read. */
const ofLaterRelease = { ...purchasePlacedExample(), type: 'shop.purchase.placed.v2', data: { sealed: 'x' } }

function consumer(list: EventList<typeof purchasePlaced>) {
  return {
    messages: message.cloudEvents(list),
    identify: ({ data }: Placed) => ({ purchaseId: data.purchaseId }),
    consume: async ({ data }: Placed) => {
      consumed.push(data.customerId)
    },
  }
}

const placed: EventList<typeof purchasePlaced> = {
  takes: [purchasePlaced],
  ignores: ['shop.purchase.shipped'],
}

/** @param hours since the message was sent to a queue that keeps it for 96 */
function record(body: unknown, messageId: string, hours = 0, receiveCount = 1): SQSRecord {
  const made = sqsRecord(body, { messageId, receiveCount })
  made.attributes.SentTimestamp = String(Date.now() - hours * HOUR)
  made.attributes.ApproximateFirstReceiveTimestamp = made.attributes.SentTimestamp
  return made
}

const standard = (...records: SQSRecord[]) =>
  batch.standardQueueHandler(consumer(placed))(sqsEvent(...records), context)
const fifo = (...records: SQSRecord[]) =>
  batch.fifoQueueHandler(consumer(placed))(sqsEvent(...records), context)

describe('a version that this release does not know', () => {
  test('stays in the queue, says what it waits for, and is no dead letter', async () => {
    const { batchItemFailures } = await standard(record(ofLaterRelease, 'later'))
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'later' }])
    expect(log.hops).toMatchObject([
      {
        outcome: 'retry',
        waitsFor: 'release',
        event: 'shop.purchase.placed.v2',
        correlationId: ofLaterRelease.correlationid,
        reason: expect.stringMatching(/^NotThisRelease: .*"shop.purchase.placed.v2"/),
      },
    ])
    expect(await rig.arrived(deadLetters)).toEqual([])
  })

  test('counts as waiting for a release, which has an alarm, and not as failed', async () => {
    await standard(record(ofLaterRelease, 'counted'))
    expect(log.metrics).toContainEqual(
      expect.objectContaining({ WaitingRecords: 1, dependency: 'release', pipeline: 'test' }),
    )
    expect(log.metrics).toContainEqual(expect.objectContaining({ FailedRecords: 0, WaitingRecords: 1 }))
  })

  test('uses up no try, however often it comes', async () => {
    for (let receive = 1; receive <= 50; receive++) {
      const { batchItemFailures } = await standard(record(ofLaterRelease, 'patient', receive, receive))
      expect(batchItemFailures).toHaveLength(1)
    }
    expect(await rig.arrived(deadLetters)).toEqual([])
  })

  test('is a dead letter with its reason before the queue would delete it', async () => {
    const { batchItemFailures } = await standard(record(ofLaterRelease, 'old', 73))
    expect(batchItemFailures).toEqual([])
    const [letter] = await rig.arrived(deadLetters)
    expect(letter).toMatchObject({
      Body: JSON.stringify(ofLaterRelease),
      MessageAttributes: { reason: { StringValue: expect.stringContaining('NotThisRelease') } },
    })
  })

  test('is taken by the release that knows it', async () => {
    const handle = batch.standardQueueHandler({
      messages: message.cloudEvents({ takes: [purchasePlaced, placedAndSealed], ignores: [] }),
      identify: () => ({}),
      consume: async event => {
        consumed.push(event.type === placedAndSealed.type ? event.data.sealed : event.data.customerId)
      },
    })
    const again = sqsEvent(record(ofLaterRelease, 'released', 2, 9), record(purchasePlacedExample(), 'known'))
    expect(await handle(again, context)).toEqual({ batchItemFailures: [] })
    expect(consumed.toSorted()).toEqual(['customer-1', 'x'])
  })

  test('holds up nobody on a standard queue, even a flood of it', async () => {
    const flood = Array.from({ length: 9 }, (_, index) => record(ofLaterRelease, `flood-${index}`))
    const { batchItemFailures } = await standard(...flood, record(purchasePlacedExample(), 'known'))
    expect(batchItemFailures).toHaveLength(9)
    expect(consumed).toEqual(['customer-1'])
  })

  test('holds its own group on a FIFO queue, so that the order stays, and no other', async () => {
    const of = (body: unknown, group: string, messageId: string) =>
      sqsRecord(body, { queue: 'work.fifo', group, messageId })
    const { batchItemFailures } = await fifo(
      of(ofLaterRelease, 'ada', 'ada-1'),
      of(purchasePlacedExample({ customerId: 'ada' }), 'ada', 'ada-2'),
      of(purchasePlacedExample({ customerId: 'bob' }), 'bob', 'bob-1'),
    )
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['ada-1', 'ada-2'])
    expect(consumed).toEqual(['bob'])
    expect(log.hops).toContainEqual(
      expect.objectContaining({ messageId: 'ada-2', reason: expect.stringContaining('HeldBack') }),
    )
  })
})

test('an ignored event that a filter let through is done, and nobody consumes it', async () => {
  const shipped = { ...purchasePlacedExample(), type: 'shop.purchase.shipped.v1', data: {} }
  expect(await standard(record(shipped, 'ignored'))).toEqual({ batchItemFailures: [] })
  expect(log.hops).toMatchObject([
    { outcome: 'done', event: 'shop.purchase.shipped.v1', reason: expect.stringMatching(/^Ignored/) },
  ])
  expect(consumed).toEqual([])
})
