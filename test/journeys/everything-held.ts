import { gunzipSync } from 'node:zlib'
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient, paginateListTables, paginateScan } from '@aws-sdk/client-dynamodb'
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-kinesis'
import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { DeleteMessageBatchCommand, paginateListQueues, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { BatchGetTracesCommand, paginateGetTraceSummaries, XRayClient } from '@aws-sdk/client-xray'
import type { Clock } from '@messaging-on-aws/local-aws'
import type { Messaging } from './messaging.ts'

/** The texts that each store of an account holds, by its name: `table Messaging-dev-Shop-Shipments`. */
export type Held = Map<string, string[]>

/** Reads all tables, buckets, queues, streams, logs and traces. What is in the queues is gone afterwards. */
export async function everythingHeld(messaging: Messaging<Clock>): Promise<Held> {
  const held: Held = new Map()
  const add = (store: string, text: string) => held.set(store, [...(held.get(store) ?? []), text])
  const readers = [readTables, readBuckets, readQueues, readStreams, readLogs, readTraces]
  for (const read of readers) await read(messaging, add)
  return held
}

/** The stores with a text that holds one of these as whole words, in any case, and in how many texts. */
export function holders(held: Held, ...texts: readonly string[]): Record<string, number> {
  const wanted = texts.map(text => new RegExp(`(?<![\\w-])${text.replaceAll('.', '\\.')}(?![\\w-])`, 'i'))
  const counts = [...held].map(([store, all]) => {
    const hits = all.filter(text => wanted.some(each => each.test(text)))
    return [store, hits.length] as const
  })
  return Object.fromEntries(counts.filter(([, hits]) => hits > 0))
}

type Add = (store: string, text: string) => void

async function readTables({ connection }: Messaging<Clock>, add: Add): Promise<void> {
  const client = new DynamoDBClient(connection)
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) {
    for (const TableName of TableNames) {
      for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
        for (const item of Items) add(`table ${TableName}`, JSON.stringify(item))
      }
    }
  }
  client.destroy()
}

async function readBuckets({ connection }: Messaging<Clock>, add: Add): Promise<void> {
  const client = new S3Client({ ...connection, forcePathStyle: true })
  const { Buckets = [] } = await client.send(new ListBucketsCommand())
  for (const { Name: Bucket = '' } of Buckets) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
      for (const { Key = '' } of Contents) {
        const { Body, Metadata } = await client.send(new GetObjectCommand({ Bucket, Key }))
        const content = readable((await Body?.transformToByteArray()) ?? new Uint8Array())
        add(`bucket ${Bucket}`, `${Key} ${JSON.stringify(Metadata)} ${content}`)
      }
    }
  }
  client.destroy()
}

/** Uncompressed, and with what is in Base64 behind it. */
function readable(bytes: Uint8Array): string {
  const text = Buffer.from(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString()
  const encoded = text.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? []
  return [text, ...encoded.map(each => Buffer.from(each, 'base64').toString())].join('\n')
}

async function readQueues({ sqs }: Messaging<Clock>, add: Add): Promise<void> {
  for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs }, {})) {
    for (const QueueUrl of QueueUrls) {
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: 10,
            WaitTimeSeconds: 0,
            MessageAttributeNames: ['All'],
            MessageSystemAttributeNames: ['All'],
          }),
        )
        if (Messages.length === 0) break
        for (const message of Messages) add(`queue ${QueueUrl.split('/').at(-1)}`, JSON.stringify(message))
        const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
      }
    }
  }
}

async function readStreams({ connection }: Messaging<Clock>, add: Add): Promise<void> {
  const client = new KinesisClient(connection)
  const { StreamNames = [] } = await client.send(new ListStreamsCommand())
  for (const StreamName of StreamNames) {
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }))
    for (const { ShardId } of Shards) {
      const from = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const }
      const { ShardIterator } = await client.send(new GetShardIteratorCommand(from))
      const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }))
      for (const { Data } of Records) add(`stream ${StreamName}`, Buffer.from(Data ?? []).toString())
    }
  }
  client.destroy()
}

async function readLogs({ connection }: Messaging<Clock>, add: Add): Promise<void> {
  const client = new CloudWatchLogsClient(connection)
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName } of logGroups) {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
        for (const { message = '' } of events) add(`log ${logGroupName}`, message)
      }
    }
  }
  client.destroy()
}

const DAY_MS = 86_400_000
/** "You can specify up to five trace IDs" (X-Ray, BatchGetTraces). */
const TRACES = 5

async function readTraces({ connection, clock }: Messaging<Clock>, add: Add): Promise<void> {
  const client = new XRayClient(connection)
  const now = clock.now()
  const day = { StartTime: new Date(now - DAY_MS), EndTime: new Date(now) }
  const ids: string[] = []
  for await (const { TraceSummaries = [] } of paginateGetTraceSummaries({ client }, day)) {
    ids.push(...TraceSummaries.flatMap(({ Id = [] }) => Id))
  }
  for (let first = 0; first < ids.length; first += TRACES) {
    const TraceIds = ids.slice(first, first + TRACES)
    const { Traces = [] } = await client.send(new BatchGetTracesCommand({ TraceIds }))
    for (const { Segments = [] } of Traces) for (const { Document = '' } of Segments) add('traces', Document)
  }
  client.destroy()
}
