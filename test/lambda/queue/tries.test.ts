import { BatchWriteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DeleteMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import type { Delivery } from '../../../lambda/queue/delivery.ts'
import type { Tries } from '../../../lambda/queue/tries-table.ts'
import { purchasePlacedExample } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let own: string
let deadLetters: string
let batch: typeof import('../../../lambda/queue/batch.ts')
let message: typeof import('../../../lambda/queue/message.ts')
let retryLater: typeof import('../../../lambda/queue/retry-later.ts')
let unavailable: typeof import('../../../lambda/runtime/unavailable.ts')
let triesTable: typeof import('../../../lambda/queue/tries-table.ts')
const consume = jest.fn<Promise<void>, [unknown, Delivery]>()
const giveUp = jest.fn<Promise<void>, [unknown, Delivery]>()

beforeAll(async () => {
  await rig.open('test-consumer')
  deadLetters = await rig.queue('dead-letters')
  own = await rig.queue('work')
  rig.environment({ DEAD_LETTER_QUEUE_URL: deadLetters, QUEUE_URL: own, RETENTION_SECONDS: '345600' })
  batch = await import('../../../lambda/queue/batch.ts')
  message = await import('../../../lambda/queue/message.ts')
  retryLater = await import('../../../lambda/queue/retry-later.ts')
  unavailable = await import('../../../lambda/runtime/unavailable.ts')
  triesTable = await import('../../../lambda/queue/tries-table.ts')
})
afterAll(() => rig.close())
beforeEach(async () => {
  log = new Log()
  consume.mockReset().mockRejectedValue(new Error('it cannot be done'))
  giveUp.mockReset().mockResolvedValue()
  id = `m${++messages}`
})
afterEach(() => jest.restoreAllMocks())

const HOUR = 3_600_000

let messages = 0
/** The message of the test. */
let id: string

function handle(...records: SQSRecord[]) {
  const handler = batch.standardQueueHandler({
    messages: message.cloudEvents({ takes: [purchasePlaced], ignores: [] }),
    identify: ({ data }) => ({ purchaseId: data.purchaseId }),
    consume,
    giveUp,
  })
  return handler(sqsEvent(...records), context)
}

/** @param hours since the message was sent to a queue that keeps it for 96 */
function record(receiveCount: number, hours = 1, body: unknown = purchasePlacedExample(), messageId = id) {
  const made = sqsRecord(body, { receiveCount, messageId })
  made.attributes.SentTimestamp = String(Date.now() - hours * HOUR)
  made.attributes.ApproximateFirstReceiveTimestamp = made.attributes.SentTimestamp
  return made
}

/** What becomes of the message at a receive. */
async function receive(receiveCount: number, hours = 1, body: unknown = purchasePlacedExample()) {
  const { batchItemFailures } = await handle(record(receiveCount, hours, body))
  const letters = await rig.arrived(deadLetters)
  return {
    comesAgain: batchItemFailures.length > 0,
    letters: letters.map(({ MessageAttributes }) => ({
      reason: MessageAttributes?.reason?.StringValue,
      attempts: MessageAttributes?.attempts?.StringValue,
    })),
  }
}

const comesAgain = { comesAgain: true, letters: [] }
const done = { comesAgain: false, letters: [] }
const dead = (reason: unknown, attempts: string) => ({ comesAgain: false, letters: [{ reason, attempts }] })

async function written(messageId = id): Promise<Tries | undefined> {
  return (await triesTable.readTries([messageId])).get(messageId)
}

const write = (tries: Tries, messageId = id) => triesTable.writeTries(new Map([[messageId, tries]]))

const outage = () => new unavailable.Unavailable('dynamodb', 'the table is gone')

test.each<[Tries, object]>([
  [{ failed: 2 }, { failed: 2, turn: 'together' }],
  [
    { failed: 2, begun: 'together' },
    { failed: 2, turn: 'alone' },
  ],
  [
    { failed: 2, begun: 'alone' },
    { failed: 3, turn: 'alone' },
  ],
  [
    { failed: 3, begun: 'alone' },
    { failed: 4, turn: 'alone' },
  ],
  [
    { failed: 4, begun: 'alone' },
    { failed: 5, turn: 'give up', written: { failed: 4, begun: 'alone' } },
  ],
  [
    { failed: 5, begun: 'giving up' },
    { failed: 5, turn: 'give up unread', written: { failed: 5, begun: 'giving up' } },
  ],
])('%j says how the message stands', async (tries, standing) => {
  const { standingOf } = await import('../../../lambda/queue/tries.ts')
  expect(standingOf(tries)).toEqual(standing)
})

test('ends of tries that could not be recorded are recorded with the next ones', async () => {
  const send = DynamoDBClient.prototype.send as (this: DynamoDBClient, command: unknown) => Promise<object>
  let writes = 0
  const denying = jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBClient,
    command: unknown,
  ) {
    // The beginning is written; the end is not.
    if (command instanceof BatchWriteItemCommand && ++writes === 2) throw new Error('timed out')
    return send.call(this, command)
  } as never)
  await handle(record(2))
  expect(await written()).toEqual({ failed: 0, begun: 'alone' })
  expect(log.text).toContain('"reason":"Error: timed out"')
  denying.mockRestore()

  await handle(record(2, 1, undefined, `${id}-other`))
  expect(await written()).toEqual({ failed: 1 })
})

describe('not this one: a message that fails', () => {
  test('is tried as often as its queue says, and is a dead letter with its last reason then', async () => {
    for (const tries of [1, 2, 3, 4]) {
      expect(await receive(tries)).toEqual(comesAgain)
      expect(await written()).toEqual({ failed: tries, begun: undefined })
    }
    expect(giveUp).not.toHaveBeenCalled()
    consume.mockRejectedValue(new Error('it still cannot be done'))
    expect(await receive(5)).toEqual(dead('Error: it still cannot be done', '5'))
    expect(giveUp).toHaveBeenCalledTimes(1)
    expect(log.metrics.at(-1)).toMatchObject({ FailedRecords: 0, DeadLetteredRecords: 1 })
    expect(await written()).toBeUndefined()
  })

  test('has as many tries as failed, however often it was received', async () => {
    await receive(1)
    consume.mockRejectedValue(outage())
    for (let receives = 2; receives <= 40; receives++) await receive(receives)
    consume.mockRejectedValue(new Error('it cannot be done'))
    for (const receives of [41, 42, 43]) expect(await receive(receives)).toEqual(comesAgain)
    expect(await receive(44)).toEqual(dead('Error: it cannot be done', '5'))
  })

  test('leaves nothing behind when it succeeds after all', async () => {
    await receive(1)
    consume.mockResolvedValue()
    expect(await receive(2)).toEqual(done)
    expect(await written()).toBeUndefined()
  })
})

test('a record of another form is ignored, and delays no other message of its batch', async () => {
  const other = `${id}-other`
  await write({ failed: 2 }, other)
  await new DynamoDBClient(rig.client).send(
    new PutItemCommand({
      TableName: process.env.TRIES_TABLE,
      Item: { messageId: { S: id }, failed: { S: '2' }, begun: { S: 'in haste' } },
    }),
  )
  await handle(record(3), record(3, 1, purchasePlacedExample(), other))
  expect(consume).toHaveBeenCalledTimes(2)
  expect(await written()).toEqual({ failed: 1 })
  expect(await written(other)).toEqual({ failed: 3 })
  expect(log.text).toContain('#/failed must be of type number')
})

describe('not now: a message whose dependency is down', () => {
  test('waits, whatever the number of its receives, and the log and a metric name the dependency', async () => {
    consume.mockRejectedValue(outage())
    for (const [receives, hours] of [
      [1, 1],
      [5, 2],
      [500, 71],
    ]) {
      expect(await receive(receives as number, hours)).toEqual(comesAgain)
    }
    expect(log.hops.at(-1)).toMatchObject({
      outcome: 'retry',
      reason: 'Unavailable: the table is gone',
      waitsFor: 'dynamodb',
    })
    expect(log.metrics).toContainEqual(expect.objectContaining({ dependency: 'dynamodb', WaitingRecords: 1 }))
    expect(log.metrics.at(-1)).toMatchObject({ FailedRecords: 0, WaitingRecords: 1 })
    expect(await written()).toBeUndefined()
    consume.mockResolvedValue()
    expect(await receive(501, 71)).toEqual(done)
  })

  it.each<[string, () => Error, string]>([
    ['a dependency that is down', outage, 'Unavailable: the table is gone'],
    ['another time', () => new retryLater.RetryLater('it is not the time'), 'RetryLater: it is not the time'],
  ])('waits for %s for three quarters of its time', async (_, error, reason) => {
    consume.mockRejectedValue(error())
    expect(await receive(300, 71)).toEqual(comesAgain)
    expect(await receive(301, 72)).toEqual(dead(reason, '1'))
  })

  it.each<[string, () => Error, boolean]>([
    ['waits for what is down, does not leave', outage, false],
    ['is postponed, does not leave', () => new retryLater.RetryLater('it is not the time'), false],
    ['fails, leaves', () => new Error('it cannot be done'), true],
  ])('one that %s in the log where in the code that was', async (_, error, isLeft) => {
    consume.mockRejectedValue(error())
    expect(await receive(1)).toEqual(comesAgain)
    expect(log.text.includes('"stack":')).toBe(isLeft)
  })

  test('is a dead letter with its reason before SQS would make it one without', async () => {
    consume.mockRejectedValue(outage())
    expect(await receive(959, 50)).toEqual(comesAgain)
    expect(await receive(960, 50)).toEqual(dead('Unavailable: the table is gone', '1'))
  })

  test('waits, too, if its number of tries cannot be read', async () => {
    consume.mockResolvedValue()
    await rig.deleteTable('tries')
    expect(await receive(2)).toEqual(comesAgain)
    expect(consume).not.toHaveBeenCalled()
    expect(log.hops.at(-1)).toMatchObject({ waitsFor: 'dynamodb' })
    // No message is a dead letter untried: one whose time is over is tried all the same.
    expect(await receive(3, 72)).toEqual(done)
    await rig.table('tries', 'messageId')
    expect(await receive(4)).toEqual(done)
  })
})

describe('what ends the function', () => {
  /** The function is ended in the middle of an invocation. What it does after that is done by nobody. */
  async function ends(...records: SQSRecord[]): Promise<string[]> {
    const tried: string[] = []
    const begun = Promise.withResolvers<void>()
    consume.mockImplementation(async (_, { messageId }) => {
      tried.push(messageId)
      if (messageId === id) begun.resolve()
      await new Promise<never>(() => {})
    })
    void handle(...records)
    await begun.promise
    return tried
  }

  test('is found out: alone, written down before it is tried, and a dead letter after its tries', async () => {
    const others = ['x', 'y'].map(name => `${id}-${name}`)
    const all = (receives: number) => [
      ...others.map(other => record(receives, 1, undefined, other)),
      record(receives),
    ]
    // At the first receive nothing is written down, at the second who was there.
    await ends(...all(1))
    expect(await written()).toBeUndefined()
    await ends(...all(2))
    for (const messageId of [...others, id]) {
      expect(await written(messageId)).toEqual({ failed: 0, begun: 'together' })
    }
    // From there on they are tried one by one.
    consume.mockReset().mockResolvedValue()
    for (const [index, other] of others.entries()) {
      const left = all(3 + index).slice(index)
      const { batchItemFailures } = await handle(...left)
      expect(consume.mock.lastCall?.[1].messageId).toBe(other)
      expect(batchItemFailures).toHaveLength(left.length - 1)
    }
    for (let tries = 1; tries <= 5; tries++) {
      expect(await ends(record(4 + tries))).toEqual([id])
      expect(await written()).toEqual({ failed: tries - 1, begun: 'alone' })
    }
    consume.mockReset()
    const reason = expect.stringMatching(
      /^FunctionEnded: the function was ended in each of 5 tries of this message alone/,
    )
    expect(await receive(10)).toEqual(dead(reason, '5'))
    expect(consume).not.toHaveBeenCalled()
    expect(giveUp).toHaveBeenCalledTimes(1)
    expect(await written()).toBeUndefined()
  })

  test('is a dead letter unread, should reading it be what ends the function', async () => {
    await write({ failed: 5, begun: 'giving up' })
    const reason = expect.stringMatching(/^FunctionEnded: /)
    expect(await receive(10)).toEqual(dead(reason, '5'))
    expect(giveUp).not.toHaveBeenCalled()
  })

  test('is given up as carefully the next time, where that could not be told', async () => {
    await write({ failed: 4, begun: 'alone' })
    giveUp.mockRejectedValue(outage())
    expect(await receive(10)).toEqual(comesAgain)
    expect(await written()).toEqual({ failed: 4, begun: 'alone' })
    giveUp.mockRejectedValue(new Error('it cannot be told'))
    expect(await receive(11)).toEqual(comesAgain)
    expect(await written()).toEqual({ failed: 4, begun: 'alone' })
    expect(consume).not.toHaveBeenCalled()
  })

  test('is innocent if it succeeds alone', async () => {
    await write({ failed: 1, begun: 'alone' })
    consume.mockResolvedValue()
    expect(await receive(7)).toEqual(done)
    expect(await written()).toBeUndefined()
  })

  test('lets the rest of its batch go back to the queue at once, before it is tried', async () => {
    await write({ failed: 0, begun: 'together' })
    await rig.send(own, purchasePlacedExample())
    const [received] = await rig.received(own)
    const beside = {
      ...record(1, 1, undefined, `${id}-beside`),
      receiptHandle: received?.ReceiptHandle ?? '',
    }
    let seen: unknown[] = []
    consume.mockImplementation(async () => {
      seen = await rig.received(own)
    })
    await handle(beside, record(3))
    expect(consume).toHaveBeenCalledTimes(1)
    expect(seen).toHaveLength(1)
    expect(log.hops.find(({ messageId }) => messageId === beside.messageId)).toMatchObject({
      outcome: 'retry',
      reason: expect.stringMatching(/^LeftAside: /),
    })
    expect(log.metrics.at(-1)).toMatchObject({ ProcessedRecords: 1, PostponedRecords: 1, FailedRecords: 0 })
    await emptied(own)
  })
})

async function emptied(QueueUrl: string): Promise<void> {
  await rig.clock.advanceBy({ seconds: 30 })
  const sqs = new SQSClient(rig.client)
  for (const { ReceiptHandle } of await rig.received(QueueUrl)) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  }
}

test('none is begun that the function has no time for: it comes again untried', async () => {
  const remaining = [30_000, 15_000, 14_999]
  const running = { ...context, getRemainingTimeInMillis: () => remaining.shift() ?? 14_999 }
  consume.mockResolvedValue()
  const handler = batch.fifoQueueHandler({
    messages: message.cloudEvents({ takes: [purchasePlaced], ignores: [] }),
    identify: ({ data }) => ({ purchaseId: data.purchaseId }),
    consume,
  })
  const records = ['a', 'b', 'c'].map(name =>
    sqsRecord(purchasePlacedExample(), { queue: 'work.fifo', group: 'ada', messageId: `${id}-${name}` }),
  )
  const { batchItemFailures } = await handler(sqsEvent(...records), running)
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([`${id}-b`, `${id}-c`])
  expect(log.hops.map(({ reason }) => String(reason).split(':')[0])).toEqual([
    'undefined',
    'NoTimeLeft',
    'HeldBack',
  ])
  expect(log.metrics.at(-1)).toMatchObject({ ProcessedRecords: 1, PostponedRecords: 2, FailedRecords: 0 })
})

describe('when a message comes again', () => {
  async function visibleAfter(error: Error, receiveCount = 1): Promise<number> {
    await rig.send(own, purchasePlacedExample())
    const [received] = await rig.received(own)
    consume.mockRejectedValue(error)
    await handle({ ...record(receiveCount, 0), receiptHandle: received?.ReceiptHandle ?? '' })
    for (let seconds = 0; ; seconds++) {
      const [again] = await rig.received(own)
      if (again) {
        await emptied(own)
        return seconds
      }
      await rig.clock.advanceBy({ seconds: 1 })
    }
  }

  test('after a blip that is within seconds, whatever kind of failure it was', async () => {
    expect(await visibleAfter(new Error('a blip'))).toBeLessThanOrEqual(4)
    expect(await visibleAfter(outage())).toBeLessThanOrEqual(4)
  })

  test('is when whoever postpones it says', async () => {
    expect(await visibleAfter(new retryLater.RetryLater('in a while', 17))).toBe(17)
  })
})

test('a message is given up only when that could be told', async () => {
  await write({ failed: 4 })
  giveUp.mockRejectedValue(new Error('the topic is gone'))
  expect(await receive(5)).toEqual(comesAgain)
  expect(log.hops).toEqual([
    expect.objectContaining({
      outcome: 'retry',
      reason: expect.stringMatching(
        /^Error: it cannot be done; nobody could be told that it is given up: Error: the topic is gone$/,
      ),
    }),
  ])
  expect(await receive(399, 71)).toEqual(comesAgain)
  giveUp.mockResolvedValue()
  expect((await receive(400, 71)).letters).toHaveLength(1)
})

test('… unless SQS would delete it before: then it is a dead letter, and the log says who was not told', async () => {
  giveUp.mockRejectedValue(new Error('the topic is gone'))
  expect((await receive(399, 72)).letters).toHaveLength(1)
  expect(log.text).toContain('a message is given up, and nobody could be told')
})

test('a message that breaks its contract is about nothing that could be told', async () => {
  expect(await receive(1, 1, '{')).toEqual(dead('UnparseableMessage: the body is not JSON', '1'))
  expect(giveUp).not.toHaveBeenCalled()
})
