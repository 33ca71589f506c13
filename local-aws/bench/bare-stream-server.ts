/*
 * What the Kinesis rates are compared with: a Node server of HTTP/1.1 and HTTP/2 that parses each call, hashes each
 * partition key, keeps the records, and knows nothing of limits, sequence numbers' order, retention or encryption.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import type { AddressInfo } from 'node:net'

interface Input {
  ShardCount?: number
  ShardId?: string
  ShardIterator?: string
  Limit?: number
  Records?: { Data: string; PartitionKey: string }[]
}

let shards: {
  Data: string
  PartitionKey: string
  SequenceNumber: string
  ApproximateArrivalTimestamp: number
}[][] = []
let sequence = 0

function answer(
  action: string,
  { ShardCount = 1, ShardId, ShardIterator = '', Limit = 0, Records = [] }: Input,
): object {
  switch (action) {
    case 'CreateStream':
      shards = Array.from({ length: ShardCount }, () => [])
      return {}
    case 'DescribeStreamSummary':
      return { StreamDescriptionSummary: { StreamStatus: 'ACTIVE' } }
    case 'ListShards':
      return { Shards: shards.map((_, index) => ({ ShardId: String(index) })) }
    case 'GetShardIterator':
      return { ShardIterator: `${ShardId}:0` }
    case 'PutRecords':
      return { FailedRecordCount: 0, Records: Records.map(keep) }
    case 'GetRecords': {
      const [shard = 0, from = 0] = ShardIterator.split(':').map(Number)
      const records = shards[shard]?.slice(from, from + Limit) ?? []
      return {
        Records: records,
        NextShardIterator: `${shard}:${from + records.length}`,
        MillisBehindLatest: 0,
      }
    }
    default:
      throw new Error(`Nobody calls ${action}.`)
  }
}

function keep({ Data, PartitionKey }: { Data: string; PartitionKey: string }): object {
  const shard = createHash('md5').update(PartitionKey).digest().readUInt32BE() % shards.length
  const SequenceNumber = String(sequence++)
  shards[shard]?.push({ Data, PartitionKey, SequenceNumber, ApproximateArrivalTimestamp: Date.now() / 1000 })
  return { SequenceNumber, ShardId: String(shard) }
}

function serve(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
): void {
  const chunks: Buffer[] = []
  request
    .on('data', chunk => chunks.push(chunk))
    .on('end', () => {
      const action = String(request.headers['x-amz-target']).split('.')[1] ?? ''
      const body = JSON.stringify(answer(action, JSON.parse(Buffer.concat(chunks).toString())))
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      response.setHeader('content-length', Buffer.byteLength(body))
      response.end(body)
    })
}

const servers = [createServer(serve), createHttp2Server(serve)]
const ports = servers.map(
  server =>
    new Promise<number>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    ),
)
const [http1, http2] = await Promise.all(ports)
console.log(`ready http://127.0.0.1:${http1} http://127.0.0.1:${http2}`)
