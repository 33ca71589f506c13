import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { AthenaClient, UpdateWorkGroupCommand } from '@aws-sdk/client-athena'
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { Clickstream } from '../../tools/clients/clickstream/clickstream.ts'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { developerEnvironment } from '../developer-environment.ts'
import { Messaging } from './messaging.ts'

/** Ten seconds before an hour begins. */
const START = Date.parse('2026-11-29T10:59:50.000Z')

let messaging: Messaging<SteppedClock>
let outputs: StackOutputs
let kinesis: KinesisClient
let s3: S3Client

beforeAll(async () => {
  messaging = await Messaging.on(new SteppedClock(START))
  outputs = await messaging.outputs('Clickstream')
  kinesis = new KinesisClient(messaging.connection)
  s3 = new S3Client({ ...messaging.connection, forcePathStyle: true })
  await fillTheLake()
})

afterAll(async () => {
  kinesis.destroy()
  s3.destroy()
  await messaging.close()
})

interface Sent {
  id: string
  /** When it happened. */
  time: string
  kind?: 'product.viewed' | 'basket.item-added' | 'product.purchased' | 'cart.emptied'
  sessionId?: string
  sku?: string
}

/** An event that is put into the stream at the present of the clock. */
function event({ id, time, kind = 'product.viewed', sessionId = 'ada', sku = 'mug' }: Sent): string {
  const members = {
    'product.viewed': { sessionId, sku },
    'basket.item-added': { sessionId, sku, quantity: 1 },
    'product.purchased': {
      sessionId,
      sku,
      purchaseId: '01920000-0000-7000-8000-000000000001',
      quantity: 3,
      amount: { amount: 1990, currency: 'EUR' },
    },
    'cart.emptied': { sessionId },
  }
  return JSON.stringify({
    specversion: '1.0',
    id,
    type: `clickstream.${kind}.v1`,
    source: 'urn:test',
    subject: sku,
    time,
    datacontenttype: 'application/json',
    correlationid: sessionId,
    recordedtime: new Date(messaging.clock.now()).toISOString(),
    data: members[kind],
  })
}

/** Past what the readers need to get the records, and what counting them takes. */
async function put(...texts: string[]): Promise<void> {
  await kinesis.send(
    new PutRecordsCommand({
      StreamName: outputs('StreamName'),
      Records: texts.map(text => ({ PartitionKey: 'ada', Data: Buffer.from(text) })),
    }),
  )
  await messaging.clock.advanceBy({ seconds: 5 })
  await messaging.idle(...(await messaging.functionNames()))
}

const NOT_JSON = '{"oops": 1'
const NOT_THESE_TYPES = JSON.stringify({ id: 7, type: 'clickstream.product.viewed.v1', time: [], data: 'x' })

/** The hours of 10 and 11, by arrival: what is late, twice, at a border, malformed or unknown is in them. */
async function fillTheLake(): Promise<void> {
  const before = { id: 'a', time: '2026-11-29T10:59:49.000Z' }
  await put(event(before), event({ id: 'b', time: '2026-11-29T10:59:50.000Z', kind: 'basket.item-added' }))
  // 11:00:05. It arrives in the hour after its own, and so does the next; both are in the object of the hour before.
  await messaging.clock.advanceBy({ seconds: 10 })
  await put(
    event({ id: 'c', time: '2026-11-29T10:59:59.900Z', sku: 'kettle' }),
    event({ id: 'd', time: '2026-11-29T11:00:04.000Z', sessionId: 'bob' }),
  )
  await messaging.clock.advanceBy({ minutes: 6 })
  // 11:06:10, for another object, of hour 11.
  await put(
    event({ id: 'e', time: '2026-11-29T10:59:59.999Z', kind: 'product.purchased' }),
    // Again, as a client does that had no answer.
    event(before),
    event({ id: 'late', time: '2026-11-29T10:10:00.000Z' }),
    event({ id: 'too-late', time: '2026-11-29T09:30:00.000Z', sku: 'globe' }),
    event({ id: 'ahead', time: '2026-11-29T11:20:00.000Z' }),
    event({ id: 'emptied', time: '2026-11-29T11:06:00.000Z', kind: 'cart.emptied' }),
    NOT_JSON,
    NOT_THESE_TYPES,
  )
  await messaging.clock.advanceBy({ minutes: 6 })
}

interface LakeObject {
  key: string
  lines: string[]
}

async function objectsOf({ connection }: Messaging<SteppedClock>, Bucket: string): Promise<LakeObject[]> {
  const s3 = new S3Client({ ...connection, forcePathStyle: true })
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'events/' }))
  return Promise.all(
    Contents.map(async ({ Key = '' }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      const text = gunzipSync((await Body?.transformToByteArray()) ?? '').toString()
      return { key: Key, lines: text.split('\n') }
    }),
  )
}

/** Runs `npm run lake`, as somebody does who is not at a terminal. */
function lake(...args: string[]): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const command = [join(process.cwd(), 'tools/lake/main.ts'), ...args, '--local', messaging.aws.endpoint]
  return new Promise(resolve => {
    execFile(
      process.execPath,
      command,
      { env: developerEnvironment(messaging.aws) },
      (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }),
    )
  })
}

async function rowsOf(...args: string[]): Promise<unknown[]> {
  const { status, stdout, stderr } = await lake(...args, '--json')
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout).rows
}

const saved = (name: string, from: string, to: string, ...args: string[]) =>
  rowsOf('--saved', name, '--param', `from=2026-11-29-${from}`, '--param', `to=2026-11-29-${to}`, ...args)

test('every record is a line, in the object of the hour in which its oldest record arrived', async () => {
  const [first, second, ...others] = await objectsOf(messaging, outputs('LakeBucketName'))
  expect(others).toEqual([])
  expect(first?.key).toMatch(/^events\/hour=2026-11-29-10\/.*\.json\.gz$/)
  expect(second?.key).toMatch(/^events\/hour=2026-11-29-11\/.*\.json\.gz$/)
  const ids = ({ lines }: LakeObject) => lines.slice(0, 4).map(line => JSON.parse(line).id)
  // Also what arrived in the next hour, and happened in it.
  expect(first && ids(first)).toEqual(['a', 'b', 'c', 'd'])
  expect(first?.lines.slice(4)).toEqual([''])
  expect(second && ids(second)).toEqual(['e', 'a', 'late', 'too-late'])
  expect(second?.lines.slice(6)).toEqual([NOT_JSON, NOT_THESE_TYPES, ''])
})

describe('a saved query', () => {
  test('counts an event in the hour in which it happened, wherever its object is', async () => {
    expect(await saved('top-products', '10', '10')).toEqual([
      { event_hour: '2026-11-29-10', place: 1, sku: 'mug', views: 2, baskets: 1, purchases: 1, units: 3 },
      { event_hour: '2026-11-29-10', place: 2, sku: 'kettle', views: 1, baskets: 0, purchases: 0, units: 0 },
    ])
    expect(await saved('top-products', '11', '11')).toEqual([
      { event_hour: '2026-11-29-11', place: 1, sku: 'mug', views: 1, baskets: 0, purchases: 0, units: 0 },
    ])
  })

  test('tells the conversion', async () => {
    expect(await saved('conversion', '10', '11')).toEqual([
      { sku: 'mug', views: 3, baskets: 1, purchases: 1, basket_percent: 33.3, conversion_percent: 33.3 },
      { sku: 'kettle', views: 1, baskets: 0, purchases: 0, basket_percent: 0, conversion_percent: 0 },
    ])
  })

  test('counts sessions', async () => {
    const hour = (at: string, counts: number[]) => {
      const [sessions, with_views, with_baskets, with_purchases] = counts
      return { event_hour: `2026-11-29-${at}`, sessions, with_views, with_baskets, with_purchases }
    }
    expect(await saved('sessions', '09', '12')).toEqual([hour('10', [1, 1, 1, 1]), hour('11', [1, 1, 0, 0])])
  })

  test('shows what came too late, by the hour in which it came', async () => {
    expect(await saved('late-events', '11', '11')).toEqual([
      {
        recorded_hour: '2026-11-29-11',
        type: 'clickstream.product.viewed.v1',
        events: 1,
        earliest_time: '2026-11-29T09:30:00.000Z',
        most_minutes_late: 96,
      },
    ])
    expect(await saved('late-events', '10', '10')).toEqual([])
  })

  test('shows the path of a session, with what came too late', async () => {
    const path = await saved('session-path', '09', '11', '--param', 'session=ada')
    expect(path).toMatchObject([
      { sku: 'globe', late: true },
      { time: '2026-11-29T10:10:00.000Z', late: false },
      { time: '2026-11-29T10:59:49.000Z' },
      { type: 'clickstream.basket.item-added.v1', quantity: 1 },
      { sku: 'kettle' },
      { type: 'clickstream.product.purchased.v1', quantity: 3, amount: 1990, currency: 'EUR' },
      { time: '2026-11-29T11:20:00.000Z' },
    ])
    expect(path).toHaveLength(7)
    expect(await saved('session-path', '09', '11', '--param', "session=ada' OR '1'='1")).toEqual([])
  })

  test('is one of those that are listed', async () => {
    const { stdout } = await lake('--list')
    expect(stdout).toMatch(/^ {2}conversion +from, to +How many views/m)
    expect(stdout).toMatch(/^ {2}session-path +from, to, session +/m)
    const unknown = await lake('--saved', 'top')
    expect(unknown).toMatchObject({ status: 2, stdout: '' })
    expect(unknown.stderr).toContain(
      'No saved query is called "top". There are conversion, late-events, session-path, sessions, top-products.',
    )
  })
})

describe('SQL of your own', () => {
  test('is answered in a table, with what it read and cost', async () => {
    const { status, stdout, stderr } = await lake(
      "SELECT type, count(*) AS records FROM events WHERE hour = '2026-11-29-11' GROUP BY type ORDER BY records DESC, type",
    )
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: [
        'type                              records',
        'clickstream.product.viewed.v1           5',
        'clickstream.cart.emptied.v1             1',
        'clickstream.product.purchased.v1        1',
        'NULL                                    1',
        '',
      ].join('\n'),
    })
    expect(stderr).toMatch(/4 rows\. It read \d+ bytes in .* and costs 0\.00005 USD in us-east-1\.\n$/)
  })

  test('is answered in CSV, as many rows as are asked for', async () => {
    const { stdout, stderr } = await lake(
      "SELECT id, data.sku FROM events WHERE hour = '2026-11-29-10' ORDER BY id",
      '--csv',
      '--limit',
      '2',
    )
    expect(stdout).toBe('id,sku\r\na,mug\r\nb,mug\r\n')
    expect(stderr).toContain('2 rows, and there are more (--limit 2).')
  })

  test('reads the hours that it names', async () => {
    const read = async (where: string) => {
      const { stdout } = await lake(`SELECT count(*) FROM events ${where}`, '--json')
      return JSON.parse(stdout).bytesScanned
    }
    const [all, ten, eleven] = [
      await read(''),
      await read("WHERE hour = '2026-11-29-10'"),
      await read("WHERE hour >= '2026-11-29-11'"),
    ]
    expect(ten).toBeGreaterThan(0)
    expect(ten + eleven).toBe(all)
  })

  test.each([
    ['SELECT nonsense FROM events', 1, 'npm run lake -- "DESCRIBE events"'],
    ['SELECT * FROM elsewhere', 1, 'The lake has one table: events.'],
    ['SELECT * FROM', 1, ''],
    ["SELECT * FROM read_text('/etc/passwd')", 1, ''],
    ["COPY events TO '/tmp/stolen'", 2, 'npm run lake only reads'],
    ['DROP TABLE events', 2, 'npm run lake only reads'],
    ['SELECT 1; DROP TABLE events', 1, ''],
    ['SELECT \u001b]0;owned\u0007', 1, ''],
  ])('that is wrong or hostile is refused: %j', async (sql, status, words) => {
    const answer = await lake(sql)
    expect(answer).toMatchObject({ status, stdout: '' })
    expect(answer.stderr).toContain(words)
    expect(answer.stderr).not.toBe('')
    expect(answer.stderr).not.toMatch(/root:|[^\P{C}\n]/u)
    expect(await rowsOf('SELECT count(*) AS records FROM events')).toEqual([{ records: 12 }])
  })
})

test('a query that would read more than the workgroup allows is stopped, with the remedy', async () => {
  const line = JSON.stringify({ id: randomBytes(8_000_000).toString('base64') })
  const Key = 'events/hour=2026-11-29-08/large.json.gz'
  await s3.send(new PutObjectCommand({ Bucket: outputs('LakeBucketName'), Key, Body: gzipSync(line) }))
  const athena = new AthenaClient(messaging.connection)
  const BytesScannedCutoffPerQuery = 10_000_000
  const WorkGroup = outputs('LakeWorkgroupName')
  const ConfigurationUpdates = { BytesScannedCutoffPerQuery }
  await athena.send(new UpdateWorkGroupCommand({ WorkGroup, ConfigurationUpdates }))
  await s3.send(
    new PutObjectCommand({ Bucket: outputs('LakeBucketName'), Key: `${Key}.gz`, Body: gzipSync(line) }),
  )

  const { status, stderr } = await lake('SELECT count(DISTINCT id) FROM events')
  expect(status).toBe(1)
  expect(stderr).toContain('A query may read 10,000,000 bytes')
  expect(stderr).toContain("WHERE hour BETWEEN '2026-11-29-09' AND '2026-11-29-12'")
  expect(await rowsOf("SELECT count(DISTINCT id) AS ids FROM events WHERE hour = '2026-11-29-10'")).toEqual([
    { ids: 4 },
  ])
})

describe('a page', () => {
  let present: Messaging<SteppedClock>
  // Requests are signed with the time of the machine.
  beforeAll(async () => {
    present = await Messaging.on(new SteppedClock(Date.now()))
  })
  afterAll(() => present.close())

  test('sends an event to the API, and it is a line of the lake as it is in the stream', async () => {
    const clickstreamOutputs = await present.outputs('Clickstream')
    const clickstream = new Clickstream(present.request, clickstreamOutputs('ClickstreamApiUrl'))
    const time = new Date(present.clock.now()).toISOString()
    const sent = { id: 'from-a-page', type: 'product-viewed', sessionId: 'eve', time, sku: 'lamp' } as const
    expect(await clickstream.send([sent])).toEqual({ accepted: 1, events: [] })
    await present.clock.advanceBy({ minutes: 6 })

    const [object] = await objectsOf(present, clickstreamOutputs('LakeBucketName'))
    expect(object?.lines.slice(1)).toEqual([''])
    expect(JSON.parse(object?.lines[0] ?? '')).toEqual({
      specversion: '1.0',
      type: 'clickstream.product.viewed.v1',
      id: 'from-a-page',
      source: 'urn:messaging:clickstream:ingest',
      subject: 'lamp',
      time,
      datacontenttype: 'application/json',
      correlationid: 'eve',
      recordedtime: expect.stringMatching(/Z$/),
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/),
      data: { sessionId: 'eve', sku: 'lamp' },
    })
  })
})
