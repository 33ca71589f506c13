/* Runs as a process of its own: `kinesis-load <endpoint> <seconds> sdk|raw http1|http2` prints the rates as JSON. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { type JsonConnection, KINESIS_SERVICE } from './json-connection.ts'
import { clientOf } from './load.ts'
import { RawConnection } from './raw-connection.ts'
import { RawHttp2Connection } from './raw-http2-connection.ts'
import { SdkConnection } from './sdk-connection.ts'

const CLIENTS = 16
const RECORDS_A_CALL = 100
/** So many that no shard meets its limits: 1,000 records a second in, 5 calls a second out. */
const SHARDS = 1_000

const [endpoint = '', duration = '3', client, protocol] = process.argv.slice(2)

function open(): Promise<JsonConnection> | JsonConnection {
  if (client === 'raw')
    return protocol === 'http2'
      ? RawHttp2Connection.open(endpoint, KINESIS_SERVICE)
      : RawConnection.open(endpoint, KINESIS_SERVICE)
  // HTTP/2 is what the SDK's client of Kinesis speaks by itself.
  const requestHandler = protocol === 'http1' ? new NodeHttpHandler() : undefined
  return new SdkConnection(new Kinesis({ ...clientOf(endpoint), requestHandler }))
}

const connections = await Promise.all(Array.from({ length: CLIENTS }, open))
const first = connections[0] as JsonConnection
const StreamName = `load-${process.pid}`
await first.call('CreateStream', { StreamName, ShardCount: SHARDS })
// DescribeStreamSummary takes 20 calls a second.
for (let status = ''; status !== 'ACTIVE'; await sleep(100)) {
  const { StreamDescriptionSummary } = await first.call<{
    StreamDescriptionSummary: { StreamStatus: string }
  }>('DescribeStreamSummary', { StreamName })
  status = StreamDescriptionSummary.StreamStatus
}

/** Gives how many records a call was about; undefined when there are no more. */
type Turn = (connection: JsonConnection, client: number) => Promise<number | undefined>

/** All clients at once until the time is over or `turn` has nothing left; records per second. */
async function rate(turn: Turn): Promise<number> {
  const start = performance.now()
  const end = start + Number(duration) * 1000
  let records = 0
  const clients = connections.map(async (connection, index) => {
    let done: number | undefined = 0
    while (done !== undefined && performance.now() < end) {
      done = await turn(connection, index)
      records += done ?? 0
    }
  })
  await Promise.all(clients)
  return records / ((performance.now() - start) / 1000)
}

const text = Buffer.from(JSON.stringify({ type: 'bench.message.v1', text: 'x'.repeat(160) }))
const Data = client === 'raw' ? text.toString('base64') : text
let turns = 0
const put = await rate(async connection => {
  const turn = turns++
  const Records = Array.from({ length: RECORDS_A_CALL }, (_, index) => ({
    Data,
    PartitionKey: `session-${turn}-${index}`,
  }))
  const { FailedRecordCount } = await connection.call<{ FailedRecordCount?: number }>('PutRecords', {
    StreamName,
    Records,
  })
  if (FailedRecordCount) throw new Error(`${FailedRecordCount} of ${RECORDS_A_CALL} records were refused.`)
  return RECORDS_A_CALL
})

const { Shards = [] } = await first.call<{ Shards: { ShardId: string }[] }>('ListShards', { StreamName })
const iterators = await Promise.all(
  connections.map(async (connection, index) => {
    const own: string[] = []
    for (const { ShardId } of Shards.filter((_, shard) => shard % CLIENTS === index)) {
      const request = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }
      own.push((await connection.call<{ ShardIterator: string }>('GetShardIterator', request)).ShardIterator)
    }
    return own
  }),
)
const got = await rate(async (connection, index) => {
  const own = iterators[index] ?? []
  const ShardIterator = own.shift()
  if (ShardIterator === undefined) return undefined
  const { Records, NextShardIterator } = await connection.call<{
    Records: unknown[]
    NextShardIterator: string
  }>('GetRecords', { ShardIterator, Limit: RECORDS_A_CALL })
  // A shard that is read to its end is left, and the next one read.
  if (Records.length === RECORDS_A_CALL) own.push(NextShardIterator)
  return Records.length
})
for (const connection of connections) connection.close()
console.log(JSON.stringify({ put, got }))
