import { Log } from '../log.ts'

let log: Log
let hops: typeof import('../../../lambda/runtime/hop.ts')

const arrival = {
  messageId: 'm-1',
  group: 'ada',
  receiveCount: 2,
  sentAt: new Date('2026-01-02T03:04:05.678Z'),
  receivedAt: new Date('2026-01-02T03:04:06.000Z'),
}

beforeAll(async () => {
  process.env.POWERTOOLS_SERVICE_NAME = 'test'
  hops = await import('../../../lambda/runtime/hop.ts')
})
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

/** The line of a hop that sends this. */
async function lineOf(send: () => void) {
  const hop = new hops.Hop(arrival)
  await hops.duringHop(hop, async () => send())
  hop.end('done')
  return log.hops[0]
}

test('a hop says what arrived when, how it ended and what it needs', () => {
  const hop = new hops.Hop(arrival)
  hop.facts = { purchaseId: 'p-1' }
  hop.correlationId = 'c-1'
  hop.event = 'shop.purchase.placed.v1'
  hop.waitsFor = 's3'
  hop.end('retry', 'Error: no')
  expect(log.hops).toEqual([
    {
      level: 'INFO',
      message: 'hop',
      timestamp: expect.any(String),
      service: 'test',
      purchaseId: 'p-1',
      correlationId: 'c-1',
      event: 'shop.purchase.placed.v1',
      traceId: 'd1b238e185471b19e28d8632b70b0a8f',
      messageId: 'm-1',
      group: 'ada',
      receiveCount: 2,
      sentAt: '2026-01-02T03:04:05.678Z',
      receivedAt: '2026-01-02T03:04:06.000Z',
      doneAt: expect.stringMatching(/^\d{4}-.*Z$/),
      outcome: 'retry',
      reason: 'Error: no',
      waitsFor: 's3',
    },
  ])
})

describe('what a hop sent', () => {
  test.each([
    ['https://sqs.us-east-1.amazonaws.com/000000000000/emails', 'emails'],
    ['arn:aws:sns:us-east-1:000000000000:purchases.fifo', 'purchases.fifo'],
    ['events', 'events'],
  ])('went to %s by the name of %s', async (to, name) => {
    expect(await lineOf(() => hops.noteSent(to, 'a'))).toMatchObject({ sent: [{ to: name, event: 'a' }] })
  })

  test('is counted together where it has no id; one is no count, and none is nothing', async () => {
    const line = await lineOf(() => {
      hops.noteSent('emails', 'a', { count: 2 })
      hops.noteSent('emails', 'a')
      hops.noteSent('emails', 'b')
      hops.noteSent('others', 'a', { count: 0 })
    })
    expect(line?.sent).toEqual([
      { to: 'emails', event: 'a', count: 3 },
      { to: 'emails', event: 'b' },
    ])
  })

  test('is once what was sent twice under one id', async () => {
    const line = await lineOf(() => {
      for (const id of ['1', '1', '2']) hops.noteSent('emails', 'a', { id })
    })
    expect(line?.sent).toEqual([
      { to: 'emails', event: 'a', id: '1' },
      { to: 'emails', event: 'a', id: '2' },
    ])
  })

  test('is an object each by its key', async () => {
    const line = await lineOf(() => {
      for (const key of ['a', 'b']) hops.noteSent('videos', 's3:ObjectCreated:Put', { key, by: 'client' })
    })
    expect(line?.sent).toEqual([
      { to: 'videos', event: 's3:ObjectCreated:Put', key: 'a', by: 'client' },
      { to: 'videos', event: 's3:ObjectCreated:Put', key: 'b', by: 'client' },
    ])
  })

  test('is not said where nothing was sent, nor outside of a hop', async () => {
    hops.noteSent('emails', 'a')
    expect(await lineOf(() => {})).not.toHaveProperty('sent')
  })
})

test('a text in the log has 2,000 characters at most', async () => {
  const { logger } = await import('../../../lambda/runtime/logger.ts')
  logger.info('hop', { longest: 'x'.repeat(2_000), longer: 'x'.repeat(2_001), number: 12_345 })
  expect(log.hops).toEqual([
    expect.objectContaining({ longest: 'x'.repeat(2_000), longer: 'x'.repeat(2_000), number: 12_345 }),
  ])
})
