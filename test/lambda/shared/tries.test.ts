import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import type { Delivery } from '../../../lambda/shared/delivery.ts'
import { purchasePlacedExample } from '../examples.ts'
import { FunctionStage } from '../function-stage.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const stage = new FunctionStage()
let log: Log
let deadLetters: string
let batch: typeof import('../../../lambda/shared/batch.ts')
let message: typeof import('../../../lambda/shared/message.ts')
let retryLater: typeof import('../../../lambda/shared/retry-later.ts')
const consume = jest.fn<Promise<void>, []>()
const giveUp = jest.fn<Promise<void>, [unknown, Delivery]>()

beforeAll(async () => {
  await stage.open('test-consumer')
  deadLetters = await stage.queue('dead-letters')
  stage.environment({ DEAD_LETTER_QUEUE_URL: deadLetters, MAXIMUM_TRIES: '5', RETENTION_SECONDS: '345600' })
  batch = await import('../../../lambda/shared/batch.ts')
  message = await import('../../../lambda/shared/message.ts')
  retryLater = await import('../../../lambda/shared/retry-later.ts')
})
afterAll(() => stage.close())
beforeEach(() => {
  log = new Log()
  consume.mockReset().mockRejectedValue(new Error('the table is gone'))
  giveUp.mockReset().mockResolvedValue()
})
afterEach(() => jest.restoreAllMocks())

const HOUR = 3_600_000

/** @param hours since the message was sent to a queue that keeps it for 96 */
async function receive(receiveCount: number, hours = 1, body: unknown = purchasePlacedExample()) {
  const handler = batch.standardQueueHandler({
    messages: message.cloudEvents(purchasePlaced),
    identify: ({ data }) => ({ purchaseId: data.purchaseId }),
    consume,
    giveUp,
  })
  const record = sqsRecord(body, { receiveCount })
  record.attributes.SentTimestamp = String(Date.now() - hours * HOUR)
  const { batchItemFailures } = await handler(sqsEvent(record), context)
  const letters = await stage.arrived(deadLetters)
  return {
    comesAgain: batchItemFailures.length > 0,
    letters: letters.map(({ MessageAttributes }) => ({
      reason: MessageAttributes?.reason?.StringValue,
      attempts: MessageAttributes?.attempts?.StringValue,
    })),
  }
}

const failed = { reason: 'Error: the table is gone', attempts: '5' }

it.each([1, 4])('a message that fails comes again after try %i', async receiveCount => {
  expect(await receive(receiveCount)).toEqual({ comesAgain: true, letters: [] })
  expect(giveUp).not.toHaveBeenCalled()
})

it('a message that fails at its last try is a dead letter with its last reason, and that is told', async () => {
  expect(await receive(5)).toEqual({ comesAgain: false, letters: [failed] })
  expect(giveUp).toHaveBeenCalledTimes(1)
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'dead-lettered', reason: failed.reason })])
  expect(log.metrics).toEqual([expect.objectContaining({ FailedRecords: 0, DeadLetteredRecords: 1 })])
})

it('a message that comes after its tries, because receives were none, is tried', async () => {
  consume.mockResolvedValue()
  expect(await receive(7)).toEqual({ comesAgain: false, letters: [] })
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'done' })])
})

it('a message that only waits has not failed: it goes on waiting, for three quarters of its time', async () => {
  consume.mockRejectedValue(new retryLater.RetryLater('it is not the time'))
  expect(await receive(300, 71)).toEqual({ comesAgain: true, letters: [] })
  const reason = 'RetryLater: it is not the time'
  expect(await receive(301, 72)).toEqual({ comesAgain: false, letters: [{ reason, attempts: '301' }] })
})

describe('a message that came for long without a result', () => {
  it.each([
    [8, 23],
    [478, 23],
    [481, 1],
    [13, 90],
  ])('is still tried at receive %i, after %i hours', async (receiveCount, hours) => {
    consume.mockResolvedValue()
    expect(await receive(receiveCount, hours)).toEqual({ comesAgain: false, letters: [] })
    expect(consume).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['a day has passed', 32, 24],
    ['SQS would move it before long, without a reason', 480, 1],
  ])('is a dead letter without another try once %s', async (_, receiveCount, hours) => {
    const reason = expect.stringMatching(`^Unanswered: received ${receiveCount} times without a result`)
    const attempts = String(receiveCount)
    expect(await receive(receiveCount, hours)).toEqual({ comesAgain: false, letters: [{ reason, attempts }] })
    expect(consume).not.toHaveBeenCalled()
    expect(giveUp).toHaveBeenCalledTimes(1)
  })

  it('is one unread at last, should reading it be what ends the function', async () => {
    expect((await receive(64, 30)).letters).toHaveLength(1)
    expect(giveUp).not.toHaveBeenCalled()
  })
})

it('a message is given up only when that could be told', async () => {
  giveUp.mockRejectedValue(new Error('the topic is gone'))
  expect(await receive(5)).toEqual({ comesAgain: true, letters: [] })
  expect(log.hops).toEqual([
    expect.objectContaining({
      outcome: 'retry',
      reason: expect.stringMatching(
        /^Error: the table is gone; .* could not be told: Error: the topic is gone$/,
      ),
    }),
  ])
  expect(await receive(399, 71)).toEqual({ comesAgain: true, letters: [] })
  giveUp.mockResolvedValue()
  expect((await receive(399, 71)).letters).toHaveLength(1)
})

it('… unless SQS would delete it before: then it is a dead letter, and the log says who was not told', async () => {
  giveUp.mockRejectedValue(new Error('the topic is gone'))
  expect((await receive(399, 72)).letters).toHaveLength(1)
  expect(log.text).toContain('a message is given up, and that could not be told')
})

it('a message that breaks its contract is about nothing that could be told', async () => {
  expect((await receive(1, 1, '{')).letters).toHaveLength(1)
  expect(giveUp).not.toHaveBeenCalled()
})

it('of a batch whose tries are used up one message is taken, and the rest comes again unread: postponed, not failed', async () => {
  const handler = batch.standardQueueHandler({
    messages: message.cloudEvents(purchasePlaced),
    identify: ({ data }) => ({ purchaseId: data.purchaseId }),
    consume,
  })
  const records = ['a', 'b', 'c'].map(messageId => sqsRecord('{', { messageId, receiveCount: 7 }))
  const { batchItemFailures } = await handler(sqsEvent(...records), context)
  const left = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
  expect(left).toHaveLength(2)
  expect(Object.fromEntries(log.hops.map(({ outcome, messageId }) => [messageId, outcome]))).toEqual(
    Object.fromEntries(['a', 'b', 'c'].map(id => [id, left.includes(id) ? 'retry' : 'dead-lettered'])),
  )
  expect(log.hops.at(-1)).toMatchObject({ reason: expect.stringMatching(/^LeftAside: /) })
  expect(log.metrics).toEqual([
    expect.objectContaining({ FailedRecords: 0, PostponedRecords: 2, DeadLetteredRecords: 1 }),
  ])
  await stage.arrived(deadLetters)
})
