import { KinesisClient, PutRecordsCommand, StartStreamEncryptionCommand } from '@aws-sdk/client-kinesis'
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import type { Context } from 'aws-lambda'
import { readStreamEvent } from '../../../lambda/clickstream/stream-event.ts'
import { eventsAccepted, eventsPartlyAccepted } from '../../../lambda/contracts/clickstream-api.ts'
import type { ClickstreamEvent } from '../../../lambda/contracts/clickstream-events.ts'
import { clickstreamTrends } from '../../../lambda/contracts/consumers/clickstream-trends.ts'
import { FunctionRig } from '../function-rig.ts'
import { apiRequest, context, SENT_AT } from '../invocation.ts'
import { Log } from '../log.ts'
import { view, views } from './client-event.ts'

const rig = new FunctionRig()
let log: Log
let handler: typeof import('../../../lambda/clickstream/functions/ingest.ts').handler

beforeAll(async () => {
  await rig.open('clickstream-ingest')
  rig.environment({ STREAM_NAME: 'clickstream' })
  ;({ handler } = await import('../../../lambda/clickstream/functions/ingest.ts'))
})
afterAll(() => rig.close())
beforeEach(async () => {
  await rig.stream('clickstream')
  log = new Log()
})
afterEach(async () => {
  jest.restoreAllMocks()
  await rig.deleteStream('clickstream')
})

/** A context of a function that has so many milliseconds left. */
const withTime = (ms: number): Context => ({ ...context, getRemainingTimeInMillis: () => ms })

async function post(body: unknown, given: Context = context) {
  const {
    statusCode,
    headers,
    body: text,
  } = await handler(apiRequest({ body, route: 'POST /events' }), given)
  return { statusCode, headers, body: JSON.parse(text ?? '') }
}

/** Whose records fill a shard. */
const OTHERS = 'others'

/** The events in the stream, as its readers see them. */
async function events() {
  const records = await rig.records('clickstream')
  return records
    .filter(({ PartitionKey }) => PartitionKey !== OTHERS)
    .map(({ Data, PartitionKey }) => {
      const event = readStreamEvent(Data as Uint8Array, new Date(), clickstreamTrends) as ClickstreamEvent
      return { ...event, partitionKey: PartitionKey }
    })
}

const idsOf = (found: { id?: string }[]) => found.map(({ id }) => id)

/** Uses up all that the one shard takes in this second, save `room` records. */
async function fillShard(room: number): Promise<void> {
  const Records = Array.from({ length: 500 }, () => ({ Data: Buffer.from('{}'), PartitionKey: OTHERS }))
  for (const batch of [Records, Records.slice(room)]) {
    await rig.kinesis.send(new PutRecordsCommand({ StreamName: 'clickstream', Records: batch }))
  }
}

/** Pauses of 100, 200 and 400 ms, the last of which a patience of 600 ms ends. */
function longestPauses(): void {
  jest.spyOn(Math, 'random').mockReturnValue(1)
}

/** What the function sends from here on: the ids of each request. `before` is awaited before each of them goes out. */
function requests(before: (request: number) => Promise<unknown> = async () => {}): string[][] {
  const sent: string[][] = []
  const send = KinesisClient.prototype.send as (this: KinesisClient, ...given: unknown[]) => Promise<unknown>
  jest.spyOn(Math, 'random').mockReturnValue(0)
  jest.spyOn(KinesisClient.prototype, 'send').mockImplementation(async function (
    this: KinesisClient,
    command: unknown,
    ...rest: unknown[]
  ) {
    if (command instanceof PutRecordsCommand) {
      const { Records = [] } = command.input
      sent.push(Records.map(({ Data }) => JSON.parse(Buffer.from(Data as Uint8Array).toString()).id))
      await before(sent.length)
    }
    return send.call(this, command, ...rest)
  } as never)
  return sent
}

describe('POST /events', () => {
  test('puts what clients saw into the stream', async () => {
    const viewed = view()
    const added = view({ id: 'e-2', type: 'basket-item-added', quantity: 3 })
    const answer = await post({ events: [viewed, added] })
    expect(answer).toMatchObject({ statusCode: 202, body: { accepted: 2 } })
    expect(eventsAccepted.parse(answer.body)).toEqual(answer.body)

    const about = { source: 'urn:messaging:clickstream:ingest', subject: 'skis-3', correlationid: 'visit-1' }
    expect(await events()).toEqual([
      expect.objectContaining({
        ...about,
        id: 'e-1',
        type: 'clickstream.product.viewed.v1',
        time: viewed.time,
        data: { sessionId: 'visit-1', sku: 'skis-3' },
        partitionKey: 'visit-1',
      }),
      expect.objectContaining({
        ...about,
        id: 'e-2',
        type: 'clickstream.basket.item-added.v1',
        time: added.time,
        data: { sessionId: 'visit-1', sku: 'skis-3', quantity: 3 },
        partitionKey: 'visit-1',
      }),
    ])
  })

  test('puts the customer whose basket it is into the stream', async () => {
    const added = view({ type: 'basket-item-added', quantity: 1, customerId: 'customer-1' })
    expect(await post({ events: [added] })).toMatchObject({ statusCode: 202, body: { accepted: 1 } })
    const [event] = await events()
    expect(event?.data).toEqual({
      sessionId: 'visit-1',
      customerId: 'customer-1',
      sku: 'skis-3',
      quantity: 1,
    })
    expect(log.text).not.toContain('customer-1')
  })

  test('takes 500 events, and keeps those of a session in one shard and in the order they came', async () => {
    await rig.deleteStream('clickstream')
    await rig.stream('clickstream', 4)
    const sent = Array.from({ length: 500 }, (_, index) =>
      view({ id: `e-${index}`, sessionId: `visit-${index % 7}` }),
    )
    expect(await post({ events: sent })).toMatchObject({ statusCode: 202, body: { accepted: 500 } })
    const found = await events()
    expect(found).toHaveLength(500)
    for (let visit = 0; visit < 7; visit++) {
      const of = (each: { id?: string }) => Number(each.id?.slice(2)) % 7 === visit
      expect(idsOf(found.filter(of))).toEqual(idsOf(sent.filter(of)))
    }
    const shards = await rig.records('clickstream')
    expect(new Set(shards.map(({ PartitionKey }) => PartitionKey)).size).toBe(7)
  })

  test('puts an event that comes twice there twice, under the same id: its readers count it once', async () => {
    const event = view()
    expect((await post({ events: [event, event] })).body).toEqual({ accepted: 2 })
    expect((await post({ events: [event] })).body).toEqual({ accepted: 1 })
    const [first, ...others] = (await events()).map(({ recordedtime: _, ...rest }) => rest)
    expect(others).toHaveLength(2)
    for (const other of others) expect(other).toEqual(first)
  })

  test('puts an event there with the time that it does so, whatever the time of the event', async () => {
    const before = new Date().toISOString()
    await post({ events: [view({ time: '2020-01-01T00:00:00Z' })] })
    const [event] = await events()
    expect(event?.recordedtime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(String(event?.recordedtime) >= before).toBe(true)
    expect(String(event?.recordedtime) <= new Date().toISOString()).toBe(true)
  })

  test('logs one hop and counts what became of the events', async () => {
    await post({ events: [view(), view({ sku: '' })] })
    expect(log.hops).toEqual([
      expect.objectContaining({
        event: 'POST /events',
        accepted: '1',
        refused: '1',
        messageId: 'api-request-1',
        sentAt: SENT_AT.toISOString(),
        outcome: 'done',
      }),
    ])
    expect(log.metrics).toEqual([
      expect.objectContaining({
        AcceptedEvents: 1,
        InvalidEvents: 1,
        ThrottledEvents: 0,
        UnavailableEvents: 0,
      }),
    ])
  })
})

describe('one event that breaks the contract', () => {
  test('is refused, and the others are not', async () => {
    const sent = [view({ id: 'e-0' }), view({ id: 'e-1', sku: 'skis 3' }), view({ id: 'e-2' })]
    const answer = await post({ events: sent })
    expect(answer).toMatchObject({ statusCode: 207, body: { accepted: 2, refused: 1 } })
    expect(eventsPartlyAccepted.parse(answer.body)).toEqual(answer.body)
    expect(answer.body.events).toEqual([
      { index: 1, id: 'e-1', status: 400, reason: expect.stringContaining('#/sku must match') },
    ])
    expect(idsOf(await events())).toEqual(['e-0', 'e-2'])
  })

  test.each([
    ['null', null],
    ['a text', 'ada@mail.example'],
    ['a number', 5],
    ['a list', [[]]],
    ['an id that ends a part of a key', view({ id: 'a#b' })],
    ['a huge id', view({ id: 'i'.repeat(100_000) })],
    ['an id of the wrong type', view({ id: { toString: 'x' } })],
    ['an e-mail address for a session', view({ sessionId: 'ada@mail.example' })],
    ['a key of the prototype', JSON.parse(JSON.stringify(view()).replace('{', '{"__proto__":{"sku":"x"},'))],
    ['the type of a prototype', view({ type: 'constructor' })],
    ['a purchase', view({ type: 'product-purchased', quantity: 1 })],
    ['a member that nobody knows', view({ 'ada@mail.example': 1 })],
    ['a quantity of a view', view({ quantity: 1 })],
    ['a time of recording, which is ours alone to say', view({ recordedtime: '2020-01-01T00:00:00.000Z' })],
    ['a lone surrogate', view({ sku: '\ud800' })],
  ])('may be %s', async (_, event) => {
    const answer = await post({ events: [event, view({ id: 'good' })] })
    expect(answer).toMatchObject({ statusCode: 207, body: { accepted: 1, refused: 1 } })
    expect(answer.body.events).toEqual([expect.objectContaining({ index: 0, status: 400 })])
    expect(eventsPartlyAccepted.safeParse(answer.body).success).toBe(true)
    expect(JSON.stringify(answer.body) + log.text).not.toMatch(/ada@/)
    expect(JSON.stringify(answer.body).length).toBeLessThan(2_000)
    expect(idsOf(await events())).toEqual(['good'])
  })

  test('is one whose time is more than five minutes ahead', async () => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
    const answer = await post({
      events: [view({ id: 'a', time: at(4.9) }), view({ id: 'b', time: at(5.1) })],
    })
    expect(answer.body).toEqual({
      accepted: 1,
      refused: 1,
      events: [{ index: 1, id: 'b', status: 400, reason: '#/time must be at most 300 s ahead of our clock' }],
    })
  })

  test('leaves nothing to put where all do', async () => {
    const sent = requests()
    const answer = await post({ events: [{}, {}] })
    expect(answer).toMatchObject({ statusCode: 207, body: { accepted: 0, refused: 2 } })
    expect(sent).toEqual([])
  })
})

describe('a body that is not a list of 1 to 500 events', () => {
  test.each([
    ['an event alone', view()],
    ['a list', [view()]],
    ['no events', { events: [] }],
    ['501 events', { events: views(501) }],
    ['a number of events', { events: 5 }],
    ['a member beside them', { events: [view()], sessionId: 'visit-1' }],
    ['no JSON', '{"events":['],
  ])('%s is refused as a whole', async (_, body) => {
    const answer = await post(body)
    expect(answer).toMatchObject({
      statusCode: 400,
      headers: { 'content-type': 'application/problem+json' },
    })
    expect(await events()).toEqual([])
  })

  test('of 10 MB is refused unread', async () => {
    expect(await post(JSON.stringify({ events: 'x'.repeat(10_000_000) }))).toMatchObject({
      statusCode: 413,
      body: { detail: 'The body is larger than 393216 bytes.' },
    })
  })

  test('may be as long as 500 of the longest events are', async () => {
    const longest = {
      type: 'basket-item-added',
      quantity: 1_000,
      customerId: 'c'.repeat(128),
      sessionId: 's'.repeat(128),
      sku: 'k'.repeat(64),
      time: `${new Date().toISOString().slice(0, -1)}000000Z`,
    }
    const sent = views(500, 'i'.repeat(60), longest)
    expect(await post({ events: sent })).toMatchObject({ statusCode: 202 })
  })
})

describe('a shard without room', () => {
  test('gets what it refused again, and nothing else, once it has room', async () => {
    await fillShard(3)
    const sent = requests(async request => {
      if (request === 2) await rig.clock.advanceBy({ seconds: 1 })
    })
    expect(await post({ events: views(10) })).toMatchObject({ statusCode: 202, body: { accepted: 10 } })
    expect(sent).toEqual([idsOf(views(10)), idsOf(views(10).slice(3))])
    expect(idsOf(await events())).toEqual(idsOf(views(10)))
  })

  test('gets some of it again several times', async () => {
    await fillShard(0)
    const sent = requests(async request => {
      // Room for two records more.
      if (request > 1) await rig.clock.advanceBy({ milliseconds: 2 })
    })
    expect(await post({ events: views(6) })).toMatchObject({ statusCode: 202, body: { accepted: 6 } })
    expect(sent.map(ids => ids.length)).toEqual([6, 6, 4, 2])
  })

  test('is reported for each event, whose id stays, when the time is over', async () => {
    await fillShard(2)
    longestPauses()
    const answer = await post({ events: [view({ id: 'bad', sku: '' }), ...views(4)] }, withTime(1_600))
    expect(answer).toMatchObject({ statusCode: 207, body: { accepted: 2, refused: 3 } })
    expect(eventsPartlyAccepted.parse(answer.body)).toEqual(answer.body)
    expect(answer.body.events).toEqual([
      expect.objectContaining({ index: 0, id: 'bad', status: 400 }),
      expect.objectContaining({ index: 3, id: 'e-2', status: 429, reason: expect.stringContaining('again') }),
      expect.objectContaining({ index: 4, id: 'e-3', status: 429 }),
    ])
    expect(log.metrics).toEqual([expect.objectContaining({ AcceptedEvents: 2, ThrottledEvents: 2 })])
    expect(idsOf(await events())).toEqual(['e-0', 'e-1'])
  })

  test('does not hold up the sessions of other shards', async () => {
    await rig.deleteStream('clickstream')
    await rig.stream('clickstream', 2)
    await fillShard(0)
    longestPauses()
    const sent = Array.from({ length: 20 }, (_, index) =>
      view({ id: `e-${index}`, sessionId: `visit-${index}` }),
    )
    const { body } = await post({ events: sent }, withTime(1_600))
    expect(body.accepted).toBeGreaterThan(0)
    expect(body.refused).toBeGreaterThan(0)
    const refused: { id: string; status: number }[] = body.events
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([429]))
    expect([...idsOf(await events()), ...idsOf(refused)].toSorted()).toEqual(idsOf(sent).toSorted())
  })
})

describe('a stream that is not available', () => {
  const unavailable = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      expect.objectContaining({ index, id: `e-${index}`, status: 503 }),
    )

  test('is reported for each event where the stream is gone, without its name', async () => {
    await rig.deleteStream('clickstream')
    const answer = await post({ events: views(3) })
    expect(answer).toMatchObject({ statusCode: 207, body: { accepted: 0, refused: 3 } })
    expect(answer.body.events).toEqual(unavailable(3))
    expect(JSON.stringify(answer.body)).not.toMatch(/clickstream|ResourceNotFound/)
    expect(log.text).toContain('"reason":"ResourceNotFoundException: ')
    expect(log.metrics).toEqual([expect.objectContaining({ AcceptedEvents: 0, UnavailableEvents: 3 })])
  })

  test('is reported for each event where its key is disabled', async () => {
    const keys = new KMSClient(rig.client)
    const { KeyMetadata } = await keys.send(new CreateKeyCommand({}))
    const key = { StreamName: 'clickstream', EncryptionType: 'KMS' as const, KeyId: KeyMetadata?.Arn }
    await rig.kinesis.send(new StartStreamEncryptionCommand(key))
    await rig.clock.advanceBy({ seconds: 1 })
    await keys.send(new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId }))
    const answer = await post({ events: [view({ id: 'e-0' })] })
    expect(answer.body).toEqual({ accepted: 0, refused: 1, events: unavailable(1) })
    expect(log.text).toContain('"reason":"KMSDisabledException: ')
  })

  test('is reported with what was put before it went, and for no event twice', async () => {
    await fillShard(2)
    requests(async request => {
      if (request === 2) await rig.deleteStream('clickstream')
    })
    const answer = await post({ events: views(4) })
    expect(answer.body).toMatchObject({ accepted: 2, refused: 2 })
    expect(answer.body.events).toEqual([
      expect.objectContaining({ index: 2, id: 'e-2', status: 503 }),
      expect.objectContaining({ index: 3, id: 'e-3', status: 503 }),
    ])
  })

  test.each([
    ['fails inside', { Records: [{ ErrorCode: 'InternalFailure' }] }, 'InternalFailure'],
    ['says nothing of a record', {}, 'NoResult'],
  ])('is reported where it %s, again and again', async (_, answer, reason) => {
    longestPauses()
    const send = jest.spyOn(KinesisClient.prototype, 'send').mockResolvedValue(answer as never)
    const { body } = await post({ events: views(1) }, withTime(1_600))
    expect(send).toHaveBeenCalledTimes(3)
    expect(body.events).toEqual(unavailable(1))
    expect(log.text).toContain(`"reason":"Unavailable: the stream did not take a record: ${reason}"`)
  })

  test('is reported where it does not answer in time', async () => {
    const abandoned = new AbortController()
    requests(() => new Promise(resolve => abandoned.signal.addEventListener('abort', resolve)))
    setTimeout(() => abandoned.abort(), 30)
    const answer = await post({ events: views(1) }, withTime(1_010))
    expect(answer.body.events).toEqual(unavailable(1))
    expect(log.text).toContain('the stream did not answer in time')
  })
})
