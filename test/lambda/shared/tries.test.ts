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
  stage.environment({ DEAD_LETTER_QUEUE_URL: deadLetters, MAXIMUM_TRIES: '5', MAXIMUM_RECEIVES: '10' })
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

async function receive(receiveCount: number, body: unknown = purchasePlacedExample()) {
  const handler = batch.standardQueueHandler({
    messages: message.cloudEvents(purchasePlaced),
    identify: ({ data }) => ({ purchaseId: data.purchaseId }),
    consume,
    giveUp,
  })
  const { batchItemFailures } = await handler(sqsEvent(sqsRecord(body, { receiveCount })), context)
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

it('a message that only waits has not failed: it goes on waiting', async () => {
  consume.mockRejectedValue(new retryLater.RetryLater('it is not the time'))
  expect(await receive(9)).toEqual({ comesAgain: true, letters: [] })
})

it('a message that came too often without a result is a dead letter untried, long before SQS moves it without a reason', async () => {
  const reason = expect.stringMatching(/^Unanswered: received 10 times without a result/)
  expect(await receive(10)).toEqual({ comesAgain: false, letters: [{ reason, attempts: '10' }] })
  expect(consume).not.toHaveBeenCalled()
  expect(giveUp).toHaveBeenCalledTimes(1)
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
})

it('… and waits in the queue until then', async () => {
  giveUp.mockRejectedValue(new Error('the topic is gone'))
  expect(await receive(40)).toEqual({ comesAgain: true, letters: [] })
  giveUp.mockResolvedValue()
  expect((await receive(40)).letters).toHaveLength(1)
})

it('a message that ends its function even when it is only read is a dead letter unread at last', async () => {
  const reason = expect.stringMatching(/^Unanswered: received 41 times/)
  expect(await receive(41)).toEqual({ comesAgain: false, letters: [{ reason, attempts: '41' }] })
  expect(giveUp).not.toHaveBeenCalled()
})

it('a message that breaks its contract is about nothing that could be told', async () => {
  expect((await receive(1, '{')).letters).toHaveLength(1)
  expect(giveUp).not.toHaveBeenCalled()
})

it('of a batch whose tries are used up one message is taken, and the rest comes again unread', async () => {
  consume.mockResolvedValue()
  const handler = batch.standardQueueHandler({
    messages: message.cloudEvents(purchasePlaced),
    identify: ({ data }) => ({ purchaseId: data.purchaseId }),
    consume,
  })
  const records = ['a', 'b', 'c'].map(messageId => sqsRecord('{', { messageId, receiveCount: 6 }))
  const { batchItemFailures } = await handler(sqsEvent(...records), context)
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['b', 'c'])
  expect(log.hops.map(({ outcome, messageId }) => [messageId, outcome])).toEqual([
    ['a', 'dead-lettered'],
    ['b', 'retry'],
    ['c', 'retry'],
  ])
  expect(log.hops[1]).toMatchObject({ reason: expect.stringMatching(/^LeftAside: /) })
  await stage.arrived(deadLetters)
})
