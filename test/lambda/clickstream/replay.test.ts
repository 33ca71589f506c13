import { GetRecordsCommand, GetShardIteratorCommand, SplitShardCommand } from '@aws-sdk/client-kinesis'
import { Log } from '../log.ts'
import { ReplayRig } from './replay-rig.ts'

const rig = new ReplayRig()
let log: Log

beforeAll(() => rig.open())
afterAll(() => rig.close())
beforeEach(async () => {
  await rig.renew()
  log = new Log()
})
afterEach(() => {
  jest.restoreAllMocks()
})

const SHARD = 'shardId-000000000000'
const down = () => Promise.reject(Object.assign(new Error('down'), { code: 'ECONNREFUSED' }))

/** Splits the first shard; what is put after goes into one of its two children. */
async function split(): Promise<void> {
  const half = String(2n ** 127n)
  await rig.functions.kinesis.send(
    new SplitShardCommand({ StreamName: rig.stream, ShardToSplit: SHARD, NewStartingHashKey: half }),
  )
  await rig.advanceBy({ seconds: 1 })
}

describe('the whole', () => {
  test('a replay counts what the live counting missed, and says so', async () => {
    const minute = rig.minute(5)
    const seen = await rig.put(rig.view('1', 5))
    await rig.put(rig.view('2', 5))
    await rig.count([seen])
    const { comparison } = await rig.replayAll(rig.minute(10))
    expect(await rig.figures()).toEqual({ [`tea ${minute}`]: { views: 2 } })
    expect(comparison).toMatchObject({
      productMinutes: 1,
      rose: 1,
      fell: 0,
      examples: [{ minute, sku: 'tea', figures: { views: { live: '1', replayed: '2' } } }],
    })
    expect(log.text).toContain('"message":"replay"')
  })

  test('only minutes in the range are counted again; the others stay unchanged', async () => {
    const [before, within, after] = [rig.minute(12), rig.minute(8), rig.minute(3)]
    const records = [
      await rig.put(rig.view('1', 12)),
      await rig.put(rig.view('2', 8)),
      await rig.put(rig.view('3', 3)),
    ]
    await rig.count(records)
    await rig.replayAll(rig.minute(10), rig.minute(5))
    expect(await rig.figures('1')).toEqual({ [`tea ${within}`]: { views: 1 } })
    expect(await rig.figures()).toEqual({
      [`tea ${before}`]: { views: 1 },
      [`tea ${within}`]: { views: 1 },
      [`tea ${after}`]: { views: 1 },
    })
  })

  test('an event that arrived late is late again, regardless of when it is counted', async () => {
    const [minute, lateMinute] = [rig.minute(30), rig.minute(61)]
    await rig.put(rig.view('in-time', 30))
    await rig.put(rig.view('late', 61))
    await rig.advanceBy({ hours: 1 })
    await rig.replayAll(rig.minute(140))
    expect(await rig.figures()).toEqual({
      [`tea ${minute}`]: { views: 1 },
      [`tea ${lateMinute}`]: { late: 1 },
    })
  })

  test('invalid records are skipped, counted and logged', async () => {
    await rig.put('no event')
    await rig.put(rig.view('1', 1))
    const begun = await rig.begin(rig.minute(10))
    const request = { action: 'advance', generation: begun.generation, part: SHARD }
    const { part } = await rig.step('advanced', request)
    expect(part).toMatchObject({ done: true, records: 2, events: 1, poison: 1 })
    expect(log.text).toMatch(/"message":"replay skips a record".*UnparseableMessage/)
  })

  test('an empty stream is replayed at once', async () => {
    expect((await rig.replayAll(rig.minute(10))).comparison).toMatchObject({ productMinutes: 0 })
  })
})

describe('what is asked for', () => {
  test.each([
    [{}, 'must have an "action": begin, advance, finish, status or abandon'],
    [{ action: 'restart' }, 'must have an "action"'],
    ['begin', 'The request is not valid'],
    [{ action: 'begin' }, '#/from must be a minute in UTC such as 2026-11-29T10:15Z, not nothing'],
    [{ action: 'begin', from: 'yesterday' }, 'not "yesterday"'],
    [{ action: 'begin', from: '2026-02-30T10:15Z' }, 'not "2026-02-30T10:15Z"'],
    [{ action: 'begin', from: '2026-01-01T10:15Z', to: '2026-01-01T10:15Z' }, '#/to must be after "from"'],
    [{ action: 'begin', from: '2026-01-01T10:15Z', shard: 1 }, '#/shard is not a known member'],
    [{ action: 'finish', generation: 3 }, `must be a generation's number as text, such as "3", not 3`],
    [{ action: 'abandon', generation: '0' }, 'not "0"'],
    [{ action: 'advance', generation: '1', part: 'no part' }, '#/part'],
  ])('%j is refused: %s', async (request, reason) => {
    const answer = await rig.step('refused', request as object)
    expect(answer.reason).toContain(reason)
  })

  test('a minute of which events may have expired is refused, with the earliest that may be replayed', async () => {
    const { reason } = await rig.step('refused', { action: 'begin', from: rig.minute(24 * 60 - 10) })
    const [, earliest = ''] = /the earliest minute that can be replayed is (\S+)\.$/.exec(reason) ?? []
    expect(earliest).toBe(rig.minute(24 * 60 - 12))
    await rig.step('begun', { action: 'begin', from: earliest })
  })

  test('a minute in the future is refused', async () => {
    const { reason } = await rig.step('refused', { action: 'begin', from: rig.minute(-1) })
    expect(reason).toContain('which is in the future')
  })

  test('the same range goes on, another is refused with what to do', async () => {
    const from = rig.minute(10)
    await rig.step('begun', { action: 'begin', from })
    await rig.step('continued', { action: 'begin', from })
    const { reason } = await rig.step('refused', { action: 'begin', from, to: rig.minute(5) })
    expect(reason).toContain(`A replay of ${from} and all that follows has been in progress`)
    expect(reason).toContain('Continue it, or abandon it')
  })

  test('of two that begin at once, one begins and the other goes on with it', async () => {
    const request = { action: 'begin', from: rig.minute(10) }
    const answers = await Promise.all([rig.replay(request), rig.replay(request)])
    expect(answers.map(({ state }) => state).sort()).toEqual(['begun', 'continued'])
    expect(answers).toMatchObject([{ replay: { generation: '1' } }, { replay: { generation: '1' } }])
  })

  test('a shard or generation that there is not is named, with those that there are', async () => {
    const { generation } = await rig.begin(rig.minute(10))
    const shard = await rig.step('refused', { action: 'advance', generation, part: 'shard-9' })
    expect(shard.reason).toContain(`does not read the part shard-9: use one of ${SHARD}.`)
    const other = await rig.step('refused', { action: 'advance', generation: '7', part: SHARD })
    expect(other.reason).toContain('Generation 7 is not being built, generation 1 is')
  })
})

describe('reading a shard', () => {
  test('an invocation reads for as long as its turn takes, and the next one reads on', async () => {
    await rig.putMany(2_500, 20)
    const begun = await rig.begin(rig.minute(10))
    const request = { action: 'advance', generation: begun.generation, part: SHARD }
    const first = await rig.step('advanced', request, rig.turn(1))
    expect(first.part).toMatchObject({ done: false, records: 2_000 })
    const { replay } = await rig.step('status', { action: 'status' })
    expect(replay?.parts).toEqual([first.part])
    expect((await rig.step('advanced', request)).part).toMatchObject({ done: true, records: 2_500 })
    expect((await rig.step('advanced', request)).part).toMatchObject({ done: true, records: 2_500 })
  })

  test('it takes at most a page of a second', async () => {
    await rig.putMany(4_500, 20)
    const begun = await rig.begin(rig.minute(10))
    const times: number[] = []
    rig.interference = (operation, proceed) => {
      if (operation === 'GetRecords') times.push(Date.now())
      return proceed()
    }
    await rig.advanceAll(begun)
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(pauses).toHaveLength(3)
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1_000)
  })

  test('a shard that others read at its limit is waited for', async () => {
    await rig.put(rig.view('1', 1))
    const begun = await rig.begin(rig.minute(10))
    const { kinesis } = rig.functions
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({
        StreamName: rig.stream,
        ShardId: SHARD,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    )
    for (let read = 0; read < 5; read++) await kinesis.send(new GetRecordsCommand({ ShardIterator }))
    const start = Date.now()
    await rig.advanceAll(begun)
    expect(Date.now() - start).toBeGreaterThan(500)
    await rig.finish(begun)
    expect(Object.values(await rig.figures())).toEqual([{ views: 1 }])
  })

  test('an iterator that expires between two pages is renewed where the last one ended', async () => {
    await rig.putMany(2_500, 20)
    const { generation } = await rig.begin(rig.minute(10))
    const iterators: unknown[] = []
    rig.interference = (operation, proceed, input) => {
      if (operation === 'GetShardIterator') iterators.push(input.ShardIteratorType)
      return proceed()
    }
    const slow = { isLeft: () => true, wait: () => rig.advanceBy({ minutes: 6 }) }
    const request = { action: 'advance', generation, part: SHARD }
    const { part } = await rig.step('advanced', request, slow)
    expect(part).toMatchObject({ done: true, records: 2_500 })
    expect(iterators.slice(0, 2)).toEqual(['AT_TIMESTAMP', 'AFTER_SEQUENCE_NUMBER'])
  })

  test('a time without records is passed once', async () => {
    const begun = await rig.begin(rig.minute(600))
    const request = { action: 'advance', generation: begun.generation, part: SHARD }
    const since: unknown[] = []
    rig.interference = async (operation, proceed, input) => {
      if (operation === 'GetShardIterator') since.push(input.Timestamp)
      if (operation !== 'GetRecords') return proceed()
      const output = { Records: [], NextShardIterator: 'next', MillisBehindLatest: 3 * 3_600_000 }
      return { output, response: {} }
    }
    await rig.step('advanced', request, rig.turn(1))
    const reached = new Date(Date.now() - 3 * 3_600_000)
    await rig.step('advanced', request, rig.turn(1))
    // A minute is for clocks that differ.
    expect(since[1]).toEqual(new Date(reached.getTime() - 60_000))
  })

  test('parents are read before their children', async () => {
    await rig.put(rig.view('1', 1))
    await split()
    const child = await rig.put(rig.view('2', 1))
    const begun = await rig.begin(rig.minute(10))
    expect(begun.parts.map(({ parents }) => parents)).toEqual([[], [SHARD], [SHARD]])
    const advance = (part: string) =>
      rig.step('advanced', { action: 'advance', generation: begun.generation, part })
    expect(await advance(child.shardId)).toMatchObject({ waitsFor: [SHARD], part: { records: 0 } })
    expect(await advance(SHARD)).toMatchObject({ waitsFor: [], part: { done: true, records: 1 } })
    expect(await advance(child.shardId)).toMatchObject({ waitsFor: [], part: { done: true, records: 1 } })
  })

  test('a stream that is resharded meanwhile is replayed whole: children have only events counted twice', async () => {
    const before = await rig.put(rig.view('1', 1))
    const begun = await rig.begin(rig.minute(10))
    await split()
    const after = await rig.put(rig.view('2', 1))
    await rig.count([before, after])
    await rig.advanceAll(begun)
    await rig.finish(begun)
    expect(Object.values(await rig.figures())).toEqual([{ views: 2 }])
  })

  test('a shard that is never quiet is read to a minute after the beginning', async () => {
    await rig.putMany(3, 2)
    const begun = await rig.begin(rig.minute(10))
    let id = 0
    // Always behind, as a reader is that never catches up.
    rig.interference = async (operation, proceed) => {
      if (operation !== 'GetRecords') return proceed()
      await rig.put(rig.view(`busy-${id++}`))
      const answer = (await proceed()) as { output: { MillisBehindLatest: number } }
      answer.output.MillisBehindLatest = 1
      return answer
    }
    await rig.advanceAll(begun)
    expect(Date.now() - Date.parse(begun.startedAt)).toBeGreaterThan(60_000)
    expect(Date.now() - Date.parse(begun.startedAt)).toBeLessThan(70_000)
  })

  test('events that expired before they were read end the replay, with the reason', async () => {
    await rig.put(rig.view('1', 1))
    const { generation } = await rig.begin(rig.minute(5))
    await rig.advanceBy({ hours: 23, minutes: 55 })
    const { reason } = await rig.step('refused', { action: 'advance', generation, part: SHARD })
    expect(reason).toMatch(/shard shardId-000000000000 is read to .+ have expired since: abandon the replay/)
  })

  test('a shard that the stream no longer has ends the replay, with the reason', async () => {
    const { generation } = await rig.begin(rig.minute(5))
    const { ResourceNotFoundException } = await import('@aws-sdk/client-kinesis')
    const gone = new ResourceNotFoundException({ $metadata: {}, message: 'Shard does not exist' })
    rig.interference = (operation, proceed) =>
      operation === 'GetShardIterator' ? Promise.reject(gone) : proceed()
    const { reason } = await rig.step('refused', { action: 'advance', generation, part: SHARD })
    expect(reason).toContain('no longer has the shard')
  })

  test('an outage of DynamoDB is waited for, and where it lasts nothing is kept as read', async () => {
    await rig.put(rig.view('1', 1))
    const { generation } = await rig.begin(rig.minute(10))
    const request = { action: 'advance', generation, part: SHARD }
    let calls = 0
    rig.interference = (operation, proceed) =>
      operation === 'TransactWriteItems' && calls++ < 3 ? down() : proceed()
    const { part } = await rig.step('advanced', request, rig.turn(3))
    expect(part).toMatchObject({ done: false, records: 0 })
    expect(await rig.step('advanced', request)).toMatchObject({ part: { done: true, events: 1 } })
    expect(calls).toBe(4)
  })

  test('of two that advance a shard, the slower one stops where the other has read on', async () => {
    await rig.putMany(2_500, 20)
    await rig.put(rig.view('1', 1))
    const { generation } = await rig.begin(rig.minute(10))
    const request = { action: 'advance', generation, part: SHARD }
    await Promise.all([rig.replay(request), rig.replay(request)])
    expect((await rig.step('advanced', request)).part).toMatchObject({ records: 2_501, events: 1 })
    await rig.step('live', { action: 'finish', generation })
    expect(Object.values(await rig.figures())).toEqual([{ views: 1 }])
  })
})

describe('the end', () => {
  test('shards that are not read to their ends are named', async () => {
    const { generation } = await rig.begin(rig.minute(10))
    const { reason } = await rig.step('refused', { action: 'finish', generation })
    expect(reason).toBe(`Generation 1 is not counted completely yet: advance ${SHARD} first.`)
  })

  test('a comparison that takes several turns goes on where it was', async () => {
    for (const ago of [9, 5, 1]) await rig.put(rig.view(`${ago}`, ago))
    const begun = await rig.begin(rig.minute(10))
    await rig.advanceAll(begun)
    const finish = { action: 'finish', generation: begun.generation }
    const first = await rig.step('comparing', finish, rig.turn(1))
    expect(first.comparison).toMatchObject({ comparedTo: rig.minute(6), productMinutes: 1 })
    const second = await rig.step('comparing', finish, rig.turn(1))
    expect(second.comparison).toMatchObject({ comparedTo: rig.minute(2), productMinutes: 2 })
    const last = await rig.finish(begun)
    expect(last.comparison).toMatchObject({ productMinutes: 3, rose: 3, fell: 0 })
    expect(await rig.finish(begun)).toEqual(last)
  })

  test('figures that the stream has no events of fall, and are replaced all the same', async () => {
    const record = await rig.put(rig.view('1', 1))
    const elsewhere = { ...record, data: Buffer.from(JSON.stringify(rig.view('2', 1))) }
    await rig.count([record, { ...elsewhere, sequenceNumber: '2' }])
    const { comparison } = await rig.replayAll(rig.minute(10))
    expect(comparison).toMatchObject({ rose: 0, fell: 1 })
    expect(Object.values(await rig.figures())).toEqual([{ views: 1 }])
  })

  test('events that are still being delivered do not count as a difference', async () => {
    const record = await rig.put(rig.view('1', 1))
    const begun = await rig.begin(rig.minute(10))
    await rig.advanceAll(begun)
    const turn = { isLeft: () => true, wait: () => rig.count([record]) }
    expect((await rig.finish(begun, turn)).comparison).toMatchObject({ productMinutes: 1, rose: 0 })
  })

  test('a replay that took a day is refused; another begins with a number of its own', async () => {
    const begun = await rig.begin(rig.minute(10))
    await rig.advanceAll(begun)
    await rig.advanceBy({ hours: 24, minutes: -1 })
    const { reason } = await rig.step('refused', { action: 'finish', generation: begun.generation })
    expect(reason).toContain(`had to be finished by ${begun.expiresAt}: abandon it and begin another.`)
    expect(await rig.step('status', { action: 'status' })).toMatchObject({ replay: { over: true } })
    expect(await rig.begin(rig.minute(10))).toMatchObject({ generation: '2' })
  })

  test('an abandoned replay changes nothing, and its number is not reused', async () => {
    const record = await rig.put(rig.view('1', 1))
    const { generation } = await rig.begin(rig.minute(10))
    await rig.step('abandoned', { action: 'abandon', generation })
    await rig.step('abandoned', { action: 'abandon', generation })
    await rig.count([record])
    expect(Object.values(await rig.figures())).toEqual([{ views: 1 }])
    expect(await rig.figures(generation)).toEqual({})
    const { reason } = await rig.step('refused', { action: 'finish', generation })
    expect(reason).toContain('it was abandoned or replaced')
    expect(await rig.begin(rig.minute(10))).toMatchObject({ generation: '2' })
  })

  test('a live replay cannot be abandoned', async () => {
    await rig.replayAll(rig.minute(10))
    const { reason } = await rig.step('refused', { action: 'abandon', generation: '1' })
    expect(reason).toContain('is live already and cannot be abandoned')
  })

  test('a swap whose response is lost is not a failure', async () => {
    const begun = await rig.begin(rig.minute(10))
    await rig.advanceAll(begun)
    await rig.step('comparing', { action: 'finish', generation: '1' }, rig.turn(2))
    await rig.finish(begun, rig.turn())
    expect(await rig.step('status', { action: 'status' })).toMatchObject({ segments: [{}, {}] })
  })

  test('a reader during the replacement sees the old figures or the new ones, never a mixture', async () => {
    const { trendsOfMinute } = await import('../../../lambda/clickstream/trends.ts')
    const seen = await rig.put(rig.view('1', 1))
    await rig.put(rig.view('2', 1, { sku: 'coffee' }))
    await rig.put(rig.view('3', 1))
    await rig.count([seen])
    const begun = await rig.begin(rig.minute(10))
    await rig.advanceAll(begun)
    const minute = rig.minute(1)
    const look = async () => {
      const { products } = await trendsOfMinute(await rig.readGenerations(), minute, 10)
      return products.map(({ sku, views }) => `${sku} ${views}`)
    }
    let queries = 0
    rig.interference = async (operation, proceed) => {
      if (operation === 'Query' && ++queries === 4) {
        rig.interference = (_, others) => others()
        await rig.finish(begun)
      }
      return proceed()
    }
    expect(await look()).toEqual(['tea 1'])
    expect(await look()).toEqual(['tea 2', 'coffee 1'])
  })
})
