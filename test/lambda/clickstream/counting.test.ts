import {
  type CancellationReason,
  DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb'
import type { StreamEvent } from '../../../lambda/clickstream/stream-record.ts'
import { Log } from '../log.ts'
import { added, arrival, MINUTE, purchased, viewed } from './stream-events.ts'
import { TrendsRig } from './trends-rig.ts'

const rig = new TrendsRig()
let counting: typeof import('../../../lambda/clickstream/counting.ts')
let generation = 0

beforeAll(async () => {
  await rig.openTables('clickstream-trends')
  counting = await import('../../../lambda/clickstream/counting.ts')
})
afterAll(() => rig.close())
beforeEach(() => {
  new Log()
  generation++
})
afterEach(() => {
  rig.undisturbed()
  jest.restoreAllMocks()
})

async function count(...events: StreamEvent[]) {
  const { outcomes, failures } = await counting.countEvents(events, String(generation))
  return events.map(event => outcomes.get(event) ?? failures.get(event))
}

const counted = () => rig.counted(String(generation))

const SLOT = `skis-3 ${MINUTE}`

describe('the figures that an event adds', () => {
  test('is a view, a basket or a purchase with its units and revenue, of its product and minute', async () => {
    const outcomes = await count(
      arrival(viewed({ id: 'v-1' })),
      arrival(viewed({ id: 'v-2', sku: 'a.b.c' })),
      arrival(added({ id: 'b-1', quantity: 3 })),
      arrival(purchased({ id: 'p-1', quantity: 2, amount: 3998 })),
    )
    expect(outcomes).toEqual(['counted', 'counted', 'counted', 'counted'])
    expect(await counted()).toEqual({
      [SLOT]: { views: 1, baskets: 1, purchases: 1, units: 2, 'revenue#EUR': 3998 },
      [`a.b.c ${MINUTE}`]: { views: 1 },
    })
  })

  test('is revenue by currency', async () => {
    const prices = [
      { amount: 1999, currency: 'EUR' },
      { amount: 5, currency: 'JPY' },
      { amount: 1, currency: 'EUR' },
      { amount: 70, currency: 'KWD' },
    ]
    await count(...prices.map((price, index) => arrival(purchased({ id: `p-${index}`, ...price }))))
    expect(await counted()).toEqual({
      [SLOT]: { purchases: 4, units: 4, 'revenue#EUR': 2000, 'revenue#JPY': 5, 'revenue#KWD': 70 },
    })
  })

  test('is exact beyond what a double holds', async () => {
    const amount = Number.MAX_SAFE_INTEGER
    await count(...[1, 2, 3].map(id => arrival(purchased({ id: `p-${id}`, amount }))))
    const [item] = (await rig.items('trends')).filter(({ product }) =>
      product?.S?.startsWith(`${generation}#`),
    )
    expect(item?.['revenue#EUR']).toEqual({ N: String(3n * BigInt(amount)) })
  })

  test.each([
    ['first millisecond of its minute', '2026-11-29T10:15:00.000Z'],
    ['last millisecond of its minute', '2026-11-29T10:15:59.999Z'],
    ['last moment of its minute, in nanoseconds', '2026-11-29T10:15:59.999999999Z'],
    ['minute, without seconds', '2026-11-29T10:15Z'],
  ])('counts at the %s', async (_, time) => {
    await count(arrival(viewed({ time })))
    expect(await counted()).toEqual({ [SLOT]: { views: 1 } })
  })

  test('is kept for 30 days from its arrival on, its mark until no dead letter can bring it back', async () => {
    await count(arrival(viewed({ id: 'marked' }), { arrivedAt: '2026-11-29T10:15:31.900Z' }))
    const arrived = Date.parse('2026-11-29T10:15:31Z') / 1_000
    const [item] = (await rig.items('trends')).filter(({ product }) => product?.S === `${generation}#skis-3`)
    expect(item?.expiresAt).toEqual({ N: String(arrived + 30 * 86_400) })
    const mark = (await rig.items('counted')).find(({ event }) => event?.S?.startsWith(`${generation}#`))
    expect(mark).toEqual({
      event: { S: `${generation}#visit-1#clickstream.product.viewed.v1#marked` },
      record: { S: 'shardId-000000000000:1' },
      expiresAt: { N: String(arrived + 86_400 + 3_600 + 15 * 86_400) },
    })
  })
})

describe('an event that came', () => {
  test('as late as is allowed is counted in its minute', async () => {
    expect(await count(arrival(viewed(), { arrivedAt: '2026-11-29T11:15:30.000Z' }))).toEqual(['counted'])
    expect(await counted()).toEqual({ [SLOT]: { views: 1 } })
  })

  test('later is counted as late, once, and nothing else of it', async () => {
    const late = arrival(purchased(), { arrivedAt: '2026-11-29T11:15:30.001Z' })
    expect(await count(late)).toEqual(['late'])
    expect(await count(late)).toEqual(['redelivered'])
    expect(await counted()).toEqual({ [SLOT]: { late: 1 } })
  })
})

describe('an event whose producer says when it put it into the stream', () => {
  const recorded = (recordedtime: string, arrivedAt: string) =>
    arrival({ ...viewed(), recordedtime }, { arrivedAt })

  test.each([
    ['long before its arrival', '2026-11-29T11:15:30.000Z', '2026-12-02T10:00:00.000Z', 'counted'],
    ['after its arrival', '2026-11-29T11:15:30.001Z', '2026-11-29T10:15:31.000Z', 'late'],
    ['just before its arrival', '2026-11-29T11:15:30.000Z', '2026-11-29T11:15:30.200Z', 'counted'],
  ])('%s is late or not by that time', async (_, recordedtime, arrivedAt, outcome) => {
    expect(await count(recorded(recordedtime, arrivedAt))).toEqual([outcome])
    expect(await counted()).toEqual({ [SLOT]: outcome === 'late' ? { late: 1 } : { views: 1 } })
  })
})

describe('a repeated event', () => {
  test('in the same record is counted once', async () => {
    const events = [arrival(viewed()), arrival(viewed({ id: 'e-2' }), { sequenceNumber: 2 })]
    await count(...events)
    expect(await count(...events)).toEqual(['redelivered', 'redelivered'])
    expect(await counted()).toEqual({ [SLOT]: { views: 2 } })
  })

  test('in another record of the batch is counted once, as the first says', async () => {
    const first = arrival(added({ id: 'twice' }))
    const second = arrival(added({ id: 'twice', sku: 'other' }), { sequenceNumber: 2 })
    expect(await count(first, second)).toEqual(['counted', 'duplicate'])
    expect(await count(first, second)).toEqual(['redelivered', 'duplicate'])
    expect(await counted()).toEqual({ [SLOT]: { baskets: 1 } })
  })

  test('in a record of a later batch, of another shard or in another minute, is counted once', async () => {
    const later = { sequenceNumber: 9, shardId: 'shardId-000000000007' }
    await count(arrival(viewed()))
    expect(await count(arrival(viewed({ time: '2026-11-29T10:20:00.000Z' }), later))).toEqual(['duplicate'])
    expect(await counted()).toEqual({ [SLOT]: { views: 1 } })
  })

  test('is counted for each type, and for each session, that uses its id', async () => {
    const others = [viewed(), added(), viewed({ sessionId: 'visit-2' })]
    expect(await count(...others.map(event => arrival(event)))).toEqual(['counted', 'counted', 'counted'])
  })

  test('is told from a copy that was counted before it', async () => {
    const [skipped, copy] = [arrival(viewed()), arrival(viewed(), { sequenceNumber: 2 })]
    await count(copy)
    expect(await count(skipped, copy)).toEqual(['duplicate', 'redelivered'])
  })
})

describe('transactions', () => {
  const transactions = () =>
    rig.calls.map(
      ({ input }) => (input as { TransactItems: { Put?: object; Update?: object }[] }).TransactItems,
    )

  test('have at most 100 actions, and one update for all events of an item', async () => {
    const products = Array.from({ length: 250 }, (_, index) => `sku-${index % 3}`)
    const events = products.map((sku, index) => arrival(viewed({ id: `e-${index}`, sku })))
    await count(...events)
    expect(transactions().map(actions => actions.length)).toEqual([85, 84, 84])
    expect(transactions().map(actions => actions.filter(({ Update }) => Update).length)).toEqual([1, 1, 1])
    expect(await counted()).toEqual({
      [`sku-0 ${MINUTE}`]: { views: 84 },
      [`sku-1 ${MINUTE}`]: { views: 83 },
      [`sku-2 ${MINUTE}`]: { views: 83 },
    })
  })

  test('of shards that are read side by side add to items of their own', async () => {
    const shards = Array.from({ length: 8 }, (_, shard) => `shardId-${String(shard + 11).padStart(12, '0')}`)
    await Promise.all(shards.map(shardId => count(arrival(viewed({ id: shardId }), { shardId }))))
    const items = (await rig.items('trends')).filter(({ product }) =>
      product?.S?.startsWith(`${generation}#`),
    )
    expect(new Set(items.map(({ slot }) => slot?.S)).size).toBe(8)
    expect(await counted()).toEqual({ [SLOT]: { views: 8 } })
  })

  test('are made again without what is marked already', async () => {
    const [known, fresh] = [arrival(viewed()), arrival(purchased({ id: 'fresh' }), { sequenceNumber: 2 })]
    await count(known)
    rig.calls.length = 0
    expect(await count(known, fresh)).toEqual(['redelivered', 'counted'])
    expect(transactions().map(actions => actions.length)).toEqual([3, 2])
    expect(await counted()).toEqual({ [SLOT]: { views: 1, purchases: 1, units: 1, 'revenue#EUR': 1999 } })
  })

  test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'that DynamoDB cancels for %s are made again',
    async Code => {
      let cancelled = 0
      rig.interference = (_, proceed) =>
        cancelled++ < 2 ? Promise.reject(cancellation({ Code })) : proceed()
      expect(await count(arrival(viewed()))).toEqual(['counted'])
      expect(await counted()).toEqual({ [SLOT]: { views: 1 } })
    },
  )

  test('that are still under way, as far as DynamoDB knows, are made again', async () => {
    rig.interference = async (_, proceed) => {
      rig.undisturbed()
      await proceed()
      throw new TransactionInProgressException({ $metadata: {}, message: 'in progress' })
    }
    expect(await count(arrival(viewed()))).toEqual(['redelivered'])
    expect(await counted()).toEqual({ [SLOT]: { views: 1 } })
  })

  test('that are cancelled again and again wait for DynamoDB', async () => {
    rig.interference = () => Promise.reject(cancellation({ Code: 'TransactionConflict' }))
    const [failure] = await count(arrival(viewed()))
    expect(failure).toMatchObject({ name: 'Unavailable', dependency: 'dynamodb' })
    expect(rig.calls).toHaveLength(8)
  })

  test('count all the others where DynamoDB refuses one item', async () => {
    await breakItem('broken')
    const broken = arrival(viewed({ id: 'e-2', sku: 'broken' }))
    const [good, failure] = await count(arrival(viewed()), broken)
    expect(good).toBe('counted')
    expect(failure).toMatchObject({
      name: 'WriteRefused',
      message: expect.stringContaining('ValidationError'),
    })
    expect(await counted()).toMatchObject({ [SLOT]: { views: 1 } })
  })

  test('end when something is down, and leave the rest unasked', async () => {
    rig.interference = () => Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    const events = Array.from({ length: 2_000 }, (_, index) =>
      arrival(viewed({ id: `e-${index}`, sku: `s-${index}` })),
    )
    const ends = await count(...events)
    expect(ends).toEqual(events.map(() => expect.objectContaining({ code: 'ECONNRESET' })))
    expect(rig.calls.length).toBeLessThanOrEqual(10)
  })

  /** Somebody wrote text where a number is added. */
  async function breakItem(sku: string) {
    const key = { product: { S: `${generation}#${sku}` }, slot: { S: `${MINUTE}#0` } }
    const Item = { ...key, minuteSlot: { S: `${generation}#${MINUTE}#0` }, views: { S: 'many' } }
    await new DynamoDBClient(rig.client).send(new PutItemCommand({ TableName: 'trends', Item }))
  }
})

function cancellation(...CancellationReasons: CancellationReason[]) {
  return new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons })
}
