import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type Connection, localConnection } from '../../clients/connection.ts'
import { LocalAwsProcess } from '../../clients/local-aws-process.ts'
import { type StackOutputs, stackOutputs } from '../../clients/stack-outputs.ts'
import { AthenaQueries } from '../../lake/athena-queries.ts'
import { bytes } from '../../lake/price.ts'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../../terminal/temporary-directory.ts'
import { median, type Row, seconds } from '../report.ts'
import { madeHours } from './made-events.ts'

const HOURS = 24
const EVENTS_AN_HOUR = 50_000
const EVENTS = HOURS * EVENTS_AN_HOUR
/** How many times each query is timed, by turns. */
const ROUNDS = 3

/** Each in both dialects; both give the same rows. */
const QUERIES: readonly { what: string; sql: string }[] = [
  { what: 'count all events', sql: 'SELECT count(*) FROM events' },
  {
    what: 'events by type, each once',
    sql: 'SELECT type, count(DISTINCT id) AS events FROM events GROUP BY type ORDER BY type',
  },
  {
    what: 'ten products viewed most',
    sql: `SELECT data.sku AS sku, count(*) AS views FROM events WHERE type = 'clickstream.product.viewed.v1'
      GROUP BY data.sku ORDER BY views DESC, sku LIMIT 10`,
  },
  {
    what: 'sessions with a basket, by hour',
    sql: `SELECT substr(time, 1, 13) AS event_hour, count(DISTINCT data.sessionid) AS sessions FROM events
      WHERE type = 'clickstream.basket.item-added.v1' GROUP BY substr(time, 1, 13) ORDER BY event_hour`,
  },
]

/** Athena in the local AWS over more than a million events, beside DuckDB on the same files. */
export async function measureLake(assembly: string): Promise<Row[]> {
  const directory = makeTemporaryDirectory('lake')
  const local = await LocalAwsProcess.start({ assembly })
  try {
    const connection = localConnection(local.endpoint)
    const outputs = await stackOutputs(connection, 'Messaging-dev-Clickstream')
    const files = await writeEvents(connection, outputs('LakeBucketName'), directory)
    const athena = athenaOf(connection, outputs)
    const duckDb = await duckDbOf(files)
    const rows: Row[] = []
    for (const query of QUERIES) rows.push(await compare(query, athena, duckDb))
    return rows
  } finally {
    await local.stop()
    removeTemporaryDirectory(directory)
  }
}

/** Puts the events into the lake and into files. @returns the files' names */
async function writeEvents(connection: Connection, Bucket: string, directory: string): Promise<string[]> {
  const s3 = new S3Client({ ...connection, forcePathStyle: true })
  const files: string[] = []
  for (const { hour, object } of await madeHours(HOURS, EVENTS_AN_HOUR, Date.now())) {
    await s3.send(new PutObjectCommand({ Bucket, Key: `events/hour=${hour}/made.json.gz`, Body: object }))
    const file = join(directory, `${hour}.json.gz`)
    await writeFile(file, object)
    files.push(file)
  }
  return files
}

interface Answered {
  rows: string
  ms: number
  bytesScanned: number
}

type Ask = (sql: string) => Promise<Answered>

function athenaOf(connection: Connection, outputs: StackOutputs): Ask {
  const athena = new AthenaQueries(connection, outputs('LakeWorkgroupName'), outputs('LakeDatabaseName'))
  return async sql => {
    const query = { sql, parameters: [], limit: 100 }
    const { rows, elapsedMs: ms, bytesScanned } = await athena.run(query, new AbortController().signal)
    return { rows: JSON.stringify(rows), ms, bytesScanned }
  }
}

async function duckDbOf(files: readonly string[]): Promise<Ask> {
  const connection: DuckDBConnection = await (await DuckDBInstance.create()).connect()
  const list = files.map(file => `'${file}'`).join(', ')
  await connection.run(
    `CREATE VIEW events AS SELECT * FROM read_json([${list}], format = 'newline_delimited', columns = {
      id: 'VARCHAR', type: 'VARCHAR', source: 'VARCHAR', subject: 'VARCHAR', time: 'VARCHAR',
      correlationid: 'VARCHAR', recordedtime: 'VARCHAR', specversion: 'VARCHAR', datacontenttype: 'VARCHAR',
      data: 'STRUCT(sessionId VARCHAR, customerId VARCHAR, sku VARCHAR, quantity BIGINT, purchaseId VARCHAR, amount STRUCT(amount BIGINT, currency VARCHAR))'
    })`,
  )
  return async sql => {
    const start = performance.now()
    const rows = (await connection.runAndReadAll(sql)).getRows()
    const ms = performance.now() - start
    return { rows: JSON.stringify(rows.map(row => row.map(String))), ms, bytesScanned: 0 }
  }
}

async function compare({ what, sql }: (typeof QUERIES)[number], athena: Ask, duckDb: Ask): Promise<Row> {
  const times = { athena: [] as number[], duckDb: [] as number[] }
  let isSame = true
  let read = 0
  // The first time of each is not counted: it compiles.
  for (let round = -1; round < ROUNDS; round++) {
    const ours = await athena(sql)
    const theirs = await duckDb(sql)
    isSame &&= ours.rows === theirs.rows
    read = ours.bytesScanned
    if (round < 0) continue
    times.athena.push(ours.ms)
    times.duckDb.push(theirs.ms)
  }
  return {
    what: `${what}, of ${EVENTS.toLocaleString('en')} events (${bytes(read)})`,
    measured: `Athena ${seconds(median(times.athena))}`,
    beside: `DuckDB on the files ${seconds(median(times.duckDb))}`,
    ratio: median(times.athena) / median(times.duckDb),
    target: { text: 'the same rows', met: isSame },
  }
}
