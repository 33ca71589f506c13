/* Runs as a process of its own: `firehose-load <rounds>` prints the processor time of each round as JSON. */
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  FirehoseClient,
} from '@aws-sdk/client-firehose'
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  KinesisClient,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { SteppedClock } from '../src/clock.ts'
import { administratorAccess } from '../src/identity/managed-policies.ts'
import { compilePolicy, type Policy } from '../src/identity/policies/policy.ts'
import { LocalAws } from '../src/local-aws.ts'

const EVENTS = 100_000
const SHARDS = 20
const EVENTS_A_CALL = 500
/** A shard takes 1,000 records a second. */
const EVENTS_A_SECOND = SHARDS * 1000
/** Compressing goes on meanwhile. */
const POLL_MS = 5
const OBJECT_BYTES = 5 * 1024 * 1024

const ROLE = 'delivery'
const RoleARN = `arn:aws:iam::000000000000:role/${ROLE}`
const TRUST = compilePolicy(
  {
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'firehose.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  },
  { name: ROLE, kind: 'trust' },
)
const NO_READING = compilePolicy(
  { Statement: { Effect: 'Deny', Action: 'kinesis:GetRecords', Resource: '*' } },
  { name: 'no-reading', kind: 'identity' },
)
const NEWLINE = Buffer.from('\n')
const events = Array.from({ length: EVENTS }, (_, index) => Buffer.from(event(index)))
const encoded = events.map(data => data.toString('base64'))

const clock = new SteppedClock()
const aws = await LocalAws.start({ clock })
const connection = { endpoint: aws.endpoint, region: aws.account.region, credentials: aws.developer }
const kinesis = new KinesisClient(connection)
const firehose = new FirehoseClient(connection)
const s3 = new S3Client({ ...connection, forcePathStyle: true })
let delivered = 0
aws.account.activity.watch(happening => {
  if (happening.kind === 'object') delivered += happening.records
})

const rounds: { firehoseSeconds: number; bareSeconds: number }[] = []
// The first one warms both up.
for (let round = 0; round <= Number(process.argv[2] ?? '5'); round++) {
  const name = `round-${round}`
  await fill(name)
  const firehoseSeconds = await timed(() => deliver())
  const bareSeconds = await timed(async () => compress())
  if (round > 0) rounds.push({ firehoseSeconds, bareSeconds })
  await firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: name }))
  await kinesis.send(new DeleteStreamCommand({ StreamName: name }))
}
for (const client of [kinesis, firehose, s3]) client.destroy()
await aws.stop()
console.log(JSON.stringify({ events: EVENTS, rounds }))

/** About as long as an event of a clickstream is. */
function event(index: number): string {
  return JSON.stringify({
    specversion: '1.0',
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    type: 'clickstream.product.viewed.v1',
    source: 'shop',
    subject: `session-${(index * 7919) % 5000}`,
    time: new Date(Date.UTC(2026, 0, 1) + index * 37).toISOString(),
    data: { productId: `product-${(index * 104_729) % 700}`, page: '/products', referrer: 'search' },
  })
}

/** In seconds of the processor: compressing has threads of its own. */
async function timed(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

function setPolicies(...identity: Policy[]): void {
  const role = { arn: RoleARN, id: 'AROA1', trust: TRUST, maxSessionSeconds: 3600 }
  aws.account.authorization.setRole(ROLE, { ...role, identity })
}

/** Puts all events into a new stream that Firehose may not read yet. */
async function fill(name: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: name }))
  await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: SHARDS }))
  await clock.advanceBy({ seconds: 1 })
  setPolicies(administratorAccess)
  await firehose.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: name,
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: {
        KinesisStreamARN: aws.account.arn('kinesis', `stream/${name}`),
        RoleARN,
      },
      ExtendedS3DestinationConfiguration: {
        ...{ RoleARN, BucketARN: `arn:aws:s3:::${name}`, CompressionFormat: 'GZIP' },
        BufferingHints: { SizeInMBs: OBJECT_BYTES / 1024 / 1024, IntervalInSeconds: 1 },
        ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' }] },
      },
    }),
  )
  setPolicies(administratorAccess, NO_READING)
  for (let start = 0; start < EVENTS; start += EVENTS_A_CALL) {
    if (start % EVENTS_A_SECOND === 0) await clock.advanceBy({ seconds: 2 })
    const Records = events.slice(start, start + EVENTS_A_CALL).map((Data, index) => ({
      Data,
      PartitionKey: 'session',
      ExplicitHashKey: String((2n ** 128n / BigInt(SHARDS)) * BigInt(index % SHARDS)),
    }))
    const { FailedRecordCount } = await kinesis.send(new PutRecordsCommand({ StreamName: name, Records }))
    if (FailedRecordCount) throw new Error(`${FailedRecordCount} records were refused.`)
  }
}

async function deliver(): Promise<void> {
  delivered = 0
  setPolicies(administratorAccess)
  while (delivered < EVENTS) {
    await clock.advanceBy({ seconds: 1 })
    await sleep(POLL_MS)
  }
}

/** What the work would be without a service: decoding, joining, compressing. */
function compress(): void {
  let lines: Buffer[] = []
  let bytes = 0
  for (const text of encoded) {
    const data = Buffer.from(text, 'base64')
    lines.push(data, NEWLINE)
    bytes += data.length
    if (bytes < OBJECT_BYTES) continue
    gzipSync(Buffer.concat(lines))
    lines = []
    bytes = 0
  }
  gzipSync(Buffer.concat(lines))
}
