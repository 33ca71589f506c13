import { gzipSync } from 'node:zlib'
import type { StreamRecord } from '../../../lambda/clickstream/stream-record.ts'
import type { ClickstreamEvent } from '../../../lambda/contracts/clickstream-events.ts'
import { Log } from '../log.ts'
import { LAKE_ENVIRONMENT, LakeBucket } from './lake-bucket.ts'
import { ReplayRig } from './replay-rig.ts'
import { added, purchased } from './stream-events.ts'

const rig = new ReplayRig()
let lake: LakeBucket
let log: Log

beforeAll(async () => {
  await rig.open()
  lake = await LakeBucket.of(rig.functions)
})
afterAll(async () => {
  lake.close()
  await rig.close()
})
beforeEach(async () => {
  rig.functions.environment(LAKE_ENVIRONMENT)
  await rig.renew()
  await lake.empty()
  log = new Log()
})
afterEach(() => {
  jest.restoreAllMocks()
})

const LAKE = 'lake'
const DAYS_BACK = 3
const DAY_MINUTES = 24 * 60

/** As its producer puts it into the stream. */
function recorded(event: ClickstreamEvent): ClickstreamEvent {
  return { ...event, recordedtime: new Date().toISOString() }
}

const put = (event: ClickstreamEvent) => rig.put(recorded(event))

/** Records that arrive now, in an object of the lake but not in the stream; gives the object's key. */
function deliver(...contents: (ClickstreamEvent | string)[]): Promise<string> {
  const texts = contents.map(each => (typeof each === 'string' ? each : JSON.stringify(recorded(each))))
  return lake.deliver(texts.map(text => ({ data: Buffer.from(text), arrivedAt: new Date() })))
}

const days = (count: number) => rig.advanceBy({ hours: 24 * count })

async function advance(generation: string, looks?: number) {
  const answer = await rig.step('advanced', { action: 'advance', generation, part: LAKE }, rig.turn(looks))
  return answer.part
}

/** Steps to a minute before the next full hour. */
async function toEndOfHour(): Promise<void> {
  const minutes = 59 - new Date().getUTCMinutes()
  await rig.advanceBy({ minutes, seconds: 59 - new Date().getUTCSeconds() })
}

describe('the whole', () => {
  /** Late, ahead, twice, at the borders of an hour, broken, unknown, purchases: as they arrive in the stream. */
  async function mixture(): Promise<StreamRecord[]> {
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString()
    const records: StreamRecord[] = []
    const take = async (event: ClickstreamEvent | string) => {
      records.push(await rig.put(typeof event === 'string' ? event : recorded(event)))
    }
    const twice = rig.view('twice')
    await take(twice)
    await take(rig.view('1'))
    await take(added({ id: '2', sku: 'tea', time: at(-30), quantity: 2 }))
    await take(rig.view('ahead', -5))
    await take(rig.view('too-far-ahead', -6))
    await take(rig.view('late', 61))
    await rig.advanceBy({ seconds: 2 })
    await take(purchased({ id: 'p-1', sku: 'tea', time: at(-1), quantity: 2, amount: 400 }))
    await take(rig.view('at-the-border', 60))
    await take('{"oops": 1')
    await take(JSON.stringify({ ...rig.view('unknown'), type: 'clickstream.search.made.v1' }))
    await take(JSON.stringify({ ...rig.view('invalid'), recordedtime: 'yesterday' }))
    await take(JSON.stringify(rig.view('in-lines'), undefined, 2))
    await take(`${JSON.stringify(recorded(rig.view('with-a-line-break')))}\n`)
    await rig.advanceBy({ minutes: 70 })
    await take(twice)
    await take(rig.view('3', 0, { sku: 'coffee', sessionId: 'visit-2' }))
    return records
  }

  test('live, replayed from the stream and replayed from the lake are equal', async () => {
    await toEndOfHour()
    const from = rig.minute(62)
    const records = await mixture()
    const to = rig.minute(-6)
    await rig.count(records)
    const live = await rig.figures()
    expect(Object.keys(live).length).toBeGreaterThan(5)
    expect(JSON.stringify(live)).toContain('"late":1')

    expect((await rig.replayAll(from)).comparison).toMatchObject({ rose: 0, fell: 0 })
    expect(await rig.figures()).toEqual(live)

    // Some of the second hour are in an object of the first, as where an hour ends in a buffer.
    for (const some of [records.slice(0, 3), records.slice(3, 9), records.slice(9, 13), records.slice(13)]) {
      await lake.deliver(some)
    }
    await days(DAYS_BACK)
    await rig.step('refused', { action: 'begin', from })
    const { comparison } = await rig.replayAll(from, to, 'lake')
    expect(await rig.figures()).toEqual(live)
    expect(comparison).toMatchObject({ rose: 0, fell: 0 })
    expect((await rig.step('status', { action: 'status' })).segments).toMatchObject([
      { from: '', generation: '0' },
      { from, generation: '2' },
      { from: to, generation: '1' },
    ])
  })

  test('what Firehose has not delivered yet is read from the stream, and what is in both counts once', async () => {
    await deliver(rig.view('long-ago'))
    await days(1)
    const minute = rig.minute(0)
    const delivered = [await put(rig.view('1')), await put(rig.view('2'))]
    await lake.deliver(delivered)
    await rig.advanceBy({ minutes: 10 })
    await put(rig.view('3', 10))
    const begun = await rig.begin(minute, rig.minute(5), 'lake')
    expect(begun.parts).toMatchObject([
      { part: LAKE, parents: [] },
      { part: 'shardId-000000000000', parents: [LAKE] },
    ])
    await rig.advanceAll(begun)
    await rig.finish(begun)
    expect(Object.values(await rig.figures())).toEqual([{ views: 3 }])
  })

  test('with an end, events that came late for weeks are counted as late, as they were live', async () => {
    const [minute, from] = [rig.minute(0), rig.minute(1)]
    await deliver(rig.view('1'))
    await days(20)
    await deliver(rig.view('late', 20 * DAY_MINUTES))
    await days(11)
    await deliver(rig.view('later', 31 * DAY_MINUTES))
    await days(300)
    await rig.replayAll(from, rig.minute(331 * DAY_MINUTES - 10), 'lake')
    expect(await rig.figures()).toEqual({ [`tea ${minute}`]: { views: 1, late: 1 } })
  })

  test('live events go on being counted, in both', async () => {
    await deliver(rig.view('1'))
    await days(DAYS_BACK)
    const ago = DAYS_BACK * DAY_MINUTES
    const begun = await rig.begin(rig.minute(ago + 1), rig.minute(ago - 1), 'lake')
    await rig.count([await put(rig.view('2', ago))])
    await rig.advanceAll(begun)
    await rig.finish(begun)
    await rig.count([await put(rig.view('3', ago))])
    expect(Object.values(await rig.figures())).toEqual([{ views: 1, late: 2 }])
  })
})

describe('figures of long ago', () => {
  test('are kept from the replay on, and so are the marks that count an event once', async () => {
    const minute = rig.minute(0)
    await deliver(rig.view('1'), rig.view('1'))
    await days(300)
    const ago = 300 * DAY_MINUTES
    const { comparison } = await rig.replayAll(rig.minute(ago + 1), rig.minute(ago - 1), 'lake')
    expect(comparison).toMatchObject({ productMinutes: 0, rose: 0, fell: 0, expired: 2 })
    const expiries = async (table: string) =>
      (await rig.functions.items(table)).map(
        ({ expiresAt }) => (Number(expiresAt?.N) * 1_000 - Date.now()) / 86_400_000,
      )
    for (const left of await expiries('trends')) expect(left).toBeCloseTo(30, 1)
    for (const left of await expiries('counted')) expect(left).toBeGreaterThan(15)
    expect(await rig.figures()).toEqual({ [`tea ${minute}`]: { views: 1 } })

    // Another replay forgets segments without figures; this one has some, for 30 days.
    await days(29)
    await rig.replayAll(rig.minute(10))
    expect(await rig.figures()).toEqual({ [`tea ${minute}`]: { views: 1 } })
    expect((await rig.readGenerations()).liveAt(minute)).toBe('1')
    await days(3)
    await rig.replayAll(rig.minute(10))
    expect((await rig.readGenerations()).liveAt(minute)).not.toBe('1')
  })

  test('are compared with those of an earlier replay that are still kept', async () => {
    await deliver(rig.view('1'))
    await days(60)
    const ago = 60 * DAY_MINUTES
    const range = [rig.minute(ago + 10), rig.minute(ago - 10)] as const
    await rig.replayAll(...range, 'lake')
    await deliver(rig.view('2', ago))
    await rig.advanceBy({ minutes: 1 })
    const { comparison } = await rig.replayAll(...range, 'lake')
    expect(comparison).toMatchObject({ productMinutes: 1, rose: 0, fell: 0 })
    expect(comparison?.expired).toBeUndefined()
  })
})

describe('an object', () => {
  const AGO = DAYS_BACK * DAY_MINUTES
  const begin = async (since = rig.minute(AGO + 1)) =>
    (await rig.begin(since, rig.minute(AGO - 10), 'lake')).generation
  const live = async (generation: string) => {
    await rig.advanceAll((await rig.step('status', { action: 'status' })).replay as never)
    await rig.step('live', { action: 'finish', generation })
    return Object.values(await rig.figures())
  }

  test('may hold events of the next hour', async () => {
    await toEndOfHour()
    const records = [await put(rig.view('1'))]
    await rig.advanceBy({ minutes: 4 })
    records.push(await put(rig.view('2')))
    const from = rig.minute(0)
    await lake.deliver(records)
    await days(DAYS_BACK)
    await rig.replayAll(from, rig.minute(AGO - 1), 'lake')
    expect(Object.keys(await rig.figures())).toEqual([`tea ${from}`])
  })

  test('is read on where it was left by a function that was killed', async () => {
    const views = Array.from({ length: 5_000 }, (_, index) => rig.view(`many-${index}`))
    await deliver(...views)
    await days(DAYS_BACK)
    const generation = await begin()
    expect(await advance(generation, 1)).toMatchObject({ done: false, records: 2_000, events: 2_000 })
    // In the middle of the second page: some of it is counted, and no progress is kept.
    let calls = 0
    rig.interference = (operation, proceed) => {
      if (operation !== 'TransactWriteItems' || ++calls < 5) return proceed()
      return Promise.reject(new Error('the function was killed'))
    }
    await expect(advance(generation)).rejects.toThrow('the function was killed')
    rig.interference = (_, proceed) => proceed()
    expect(await advance(generation, 1)).toMatchObject({ done: false, records: 4_000, events: 4_000 })
    expect(await advance(generation)).toMatchObject({ done: true, records: 5_000, events: 5_000, poison: 0 })
    expect(await live(generation)).toEqual([{ views: 5_000 }])
  })

  test('that is corrupt is poison; what is before in it and the others are counted', async () => {
    const whole = Array.from({ length: 200 }, (_, index) =>
      JSON.stringify(recorded(rig.view(`cut-${index}`))),
    )
    const cut = gzipSync(`${whole.join('\n')}\n`)
    const cutKey = await lake.put(cut.subarray(0, cut.length - 20), new Date())
    const noGzip = await lake.put(Buffer.from(JSON.stringify(rig.view('2'))), new Date())
    await rig.advanceBy({ seconds: 1 })
    await deliver(rig.view('3'))
    await days(DAYS_BACK)
    const generation = await begin()
    const part = await advance(generation)
    expect(part).toMatchObject({ done: true, poison: 2 })
    expect(part.events).toBeGreaterThan(1)
    expect(part.events).toBeLessThanOrEqual(201)
    for (const key of [cutKey, noGzip]) {
      expect(log.text).toContain(`"recordId":"lake:${key}","reason":"CorruptObject: `)
    }
    expect(await live(generation)).toEqual([{ views: part.events }])
  })

  test('may have lines that are corrupt, empty or too long', async () => {
    const key = await deliver(
      'no event',
      '',
      ' \r',
      '{}',
      'x'.repeat(11 * 1024 * 1024),
      '\ud800',
      rig.view('1'),
    )
    await days(DAYS_BACK)
    const generation = await begin()
    expect(await advance(generation)).toMatchObject({ done: true, records: 4, events: 1, poison: 4 })
    expect(log.text).toContain(`"recordId":"lake:${key}:1","reason":"UnparseableMessage: `)
    expect(log.text).toContain(`"recordId":"lake:${key}:5","reason":"LineTooLong: `)
    expect(await live(generation)).toEqual([{ views: 1 }])
  })

  test('with an event that says nothing of when it was recorded has it by the object', async () => {
    const at = (id: string, ago: number) => JSON.stringify(rig.view(id, ago))
    await lake.deliver(
      [at('in-time', 59), at('late', 61), at('ahead', -4), at('too-far-ahead', -6)].map(text => ({
        data: Buffer.from(text),
        arrivedAt: new Date(),
      })),
    )
    await days(DAYS_BACK)
    const generation = await begin(rig.minute(AGO + 70))
    expect(await advance(generation)).toMatchObject({ done: true, records: 4, events: 3, poison: 1 })
    expect(await live(generation)).toEqual(expect.arrayContaining([{ late: 1 }, { views: 1 }, { views: 1 }]))
  })

  test('without bytes, without a name of Firehose or outside any hour does not matter', async () => {
    const hour = new Date().toISOString().slice(0, 13).replace('T', '-')
    const line = gzipSync(JSON.stringify(recorded(rig.view('1'))))
    await lake.putAs(`events/hour=${hour}/`, Buffer.alloc(0))
    await lake.putAs(`events/hour=${hour}/empty.json.gz`, Buffer.alloc(0))
    await lake.putAs(`events/hour=${hour}/by-hand.json.gz`, line)
    await lake.putAs('events/hour=__HIVE_DEFAULT_PARTITION__/x.json.gz', line)
    await lake.putAs('results/x.csv', line)
    await days(DAYS_BACK)
    const generation = await begin(rig.minute(AGO + 60))
    expect(await advance(generation)).toMatchObject({ done: true, records: 1, poison: 1 })
    expect(await live(generation)).toEqual([{ views: 1 }])
  })

  test('that goes between listing and reading is poison', async () => {
    const key = await deliver(rig.view('1'))
    await rig.advanceBy({ seconds: 1 })
    await deliver(rig.view('2'))
    await days(DAYS_BACK)
    const generation = await begin()
    rig.interference = async (operation, proceed) => {
      if (operation === 'GetObject') await lake.delete(key)
      return proceed()
    }
    expect(await advance(generation)).toMatchObject({ done: true, events: 1, poison: 1 })
    expect(log.text).toContain('ObjectGone')
  })

  test('is tried again while S3 is down, and where it stays down nothing is kept as read', async () => {
    await deliver(rig.view('1'))
    await days(DAYS_BACK)
    const generation = await begin()
    let calls = 0
    rig.interference = (operation, proceed) =>
      operation === 'GetObject' && calls++ < 7
        ? Promise.reject(Object.assign(new Error('down'), { code: 'ECONNREFUSED' }))
        : proceed()
    await expect(advance(generation)).rejects.toThrow('down')
    expect(await advance(generation)).toMatchObject({ done: true, records: 1, events: 1 })
  })
})

test('many objects are read in several pages and turns, in their order', async () => {
  for (let object = 0; object < 150; object++) await deliver(rig.view(`e-${object}`), rig.view('again'))
  await days(DAYS_BACK)
  const ago = DAYS_BACK * DAY_MINUTES
  const begun = await rig.begin(rig.minute(ago + 1), rig.minute(ago - 10), 'lake')
  expect(await advance(begun.generation, 1)).toMatchObject({ done: false, records: 200 })
  const { replay } = await rig.step('status', { action: 'status' })
  const [ofLake, ofShard] = replay?.parts ?? []
  expect(ofShard).toMatchObject({ readTo: ofLake?.readTo, records: 0 })
  expect(await advance(begun.generation)).toMatchObject({ done: true, records: 300 })
  await rig.advanceAll(begun)
  await rig.finish(begun)
  expect(Object.values(await rig.figures())).toEqual([{ views: 151 }])
})

describe('what is asked for', () => {
  const begin = (from: string, to?: string) => ({ action: 'begin', from, to, source: 'lake' })

  test('a stage without a lake is told so', async () => {
    delete process.env.LAKE_BUCKET
    const { reason } = await rig.step('refused', begin(rig.minute(10)))
    expect(reason).toContain('This stage has no lake')
    expect(reason).toContain('--source stream')
  })

  test('a source that there is not is refused', async () => {
    const { reason } = await rig.step('refused', { ...begin(rig.minute(10)), source: 'table' })
    expect(reason).toContain('#/source')
  })

  test('a minute in the future is refused', async () => {
    const { reason } = await rig.step('refused', begin(rig.minute(-1)))
    expect(reason).toContain('which is in the future')
  })

  test('a minute that the stream no longer has is refused with where it is', async () => {
    const { reason } = await rig.step('refused', { action: 'begin', from: rig.minute(2 * DAY_MINUTES) })
    expect(reason).toContain('--source lake')
    expect(reason).toMatch(/the earliest minute that can be replayed is \S+Z\.$/)
  })

  test('a minute of which events may have expired in the lake is refused, with the earliest', async () => {
    await deliver(rig.view('1'))
    await days(DAYS_BACK)
    process.env.LAKE_RETENTION_DAYS = '2'
    const { reason } = await rig.step('refused', begin(rig.minute(2 * DAY_MINUTES)))
    expect(reason).toContain('the lake, which keeps them for 2 days')
    const [, earliest = ''] = /the earliest minute that can be replayed is (\S+)\.$/.exec(reason) ?? []
    await rig.step('begun', begin(earliest))
  })

  test('events that expired in the lake before they were read end the replay, with the reason', async () => {
    await deliver(rig.view('1'))
    await days(DAYS_BACK)
    const { generation } = await rig.begin(rig.minute(DAYS_BACK * DAY_MINUTES + 1), undefined, 'lake')
    process.env.LAKE_RETENTION_DAYS = '2'
    const { reason } = await rig.step('refused', { action: 'advance', generation, part: LAKE })
    expect(reason).toMatch(/^The lake is read to .* have expired since: abandon the replay/)
  })

  test('an empty lake is told of where the stream does not reach, and does not matter where it does', async () => {
    const { reason } = await rig.step('refused', begin(rig.minute(2 * DAY_MINUTES)))
    expect(reason).toContain(
      'the lake is empty: the earliest minute that can be replayed, from the stream, is',
    )
    await put(rig.view('1', 5))
    await rig.replayAll(rig.minute(10), undefined, 'lake')
    expect(Object.values(await rig.figures())).toEqual([{ views: 1 }])
  })

  test('minutes that were counted live before the lake began are refused, with where it begins', async () => {
    await rig.count([await put(rig.view('0'))])
    const [from, minute] = [rig.minute(1), rig.minute(0)]
    await rig.advanceBy({ minutes: 20 })
    const [complete, begins] = [rig.minute(-5), new Date().toISOString().slice(0, 19)]
    await deliver(rig.view('1'))
    await days(DAYS_BACK)
    const to = rig.minute(DAYS_BACK * DAY_MINUTES - 10)
    const begun = await rig.begin(from, to, 'lake')
    await rig.advanceAll(begun)
    const { generation } = begun
    const { reason } = await rig.step('refused', { action: 'finish', generation })
    expect(reason).toContain(`The lake begins at ${begins}`)
    expect(reason).toContain(`lacks events of ${minute} that were counted live`)
    expect(reason).toContain(`one from a minute after ${complete}`)
    await rig.step('abandoned', { action: 'abandon', generation })
    expect(await rig.figures()).toEqual({ [`tea ${minute}`]: { views: 1 } })
  })

  test('events that came late when the lake was empty are in it all the same', async () => {
    const [from, minute] = [rig.minute(200), rig.minute(100)]
    await deliver(rig.view('late', 100))
    await days(DAYS_BACK)
    await rig.replayAll(from, rig.minute(DAYS_BACK * DAY_MINUTES + 90), 'lake')
    expect(await rig.figures()).toEqual({ [`tea ${minute}`]: { late: 1 } })
  })

  test('the source belongs to a replay: another is refused with what to do', async () => {
    const from = rig.minute(10)
    await rig.step('begun', { action: 'begin', from })
    const { reason } = await rig.step('refused', begin(from))
    expect(reason).toContain('(--source lake)')
    expect(reason).toContain('Continue it, or abandon it')
  })
})

describe('a delivery that is behind', () => {
  test('by less than the stream keeps is made up for by the stream', async () => {
    const from = rig.minute(0)
    await deliver(rig.view('1'))
    await days(1)
    await deliver(rig.view('2', DAY_MINUTES))
    await rig.advanceBy({ hours: 20 })
    await put(rig.view('3', DAY_MINUTES + 20 * 60))
    await rig.advanceBy({ hours: 2 })
    await rig.replayAll(from, rig.minute(DAY_MINUTES + 22 * 60 - 1), 'lake')
    expect(Object.values(await rig.figures())).toEqual([{ views: 1, late: 2 }])
  })

  test('by more than that ends the replay, because events may be lost', async () => {
    const from = rig.minute(1)
    await deliver(rig.view('1'))
    await days(DAYS_BACK)
    await put(rig.view('2'))
    await rig.advanceBy({ hours: 2 })
    const { generation, parts } = await rig.begin(from, undefined, 'lake')
    await advance(generation)
    const shard = { action: 'advance', generation, part: parts[1]?.part }
    const { reason } = await rig.step('refused', shard)
    expect(reason).toContain('Firehose is behind by more than the stream keeps')
    expect(reason).toContain('repair the delivery')
  })

  test('does not matter to what the stream has from its beginning on, nor to what the lake has to its end', async () => {
    await put(rig.view('1', 5))
    await put(rig.view('2', 5))
    const inStream = rig.minute(10)
    await rig.advanceBy({ hours: 23, minutes: 20 })
    await rig.replayAll(inStream, rig.minute(23 * 60), 'lake')
    expect(Object.values(await rig.figures())).toEqual([{ views: 2 }])

    const [from, to] = [rig.minute(1), rig.minute(-1)]
    await deliver(rig.view('3'))
    await days(40)
    await put(rig.view('4'))
    await rig.advanceBy({ hours: 2 })
    await rig.replayAll(from, to, 'lake')
    expect(Object.values(await rig.figures())).toEqual(expect.arrayContaining([{ views: 1 }]))
  })

  test('by nothing, where nothing was to deliver for days, reads the stream from its beginning', async () => {
    const from = rig.minute(1)
    await deliver(rig.view('1'))
    await days(DAYS_BACK)
    await put(rig.view('2', DAYS_BACK * DAY_MINUTES))
    await rig.replayAll(from, rig.minute(DAYS_BACK * DAY_MINUTES - 1), 'lake')
    expect(Object.values(await rig.figures())).toEqual([{ views: 1, late: 1 }])
  })
})
