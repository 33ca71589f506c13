import { gunzipSync } from 'node:zlib'
import {
  type CreateDeliveryStreamCommandInput,
  type ExtendedS3DestinationConfiguration,
  Firehose as FirehoseClient,
} from '@aws-sdk/client-firehose'
import { Kinesis as KinesisClient } from '@aws-sdk/client-kinesis'
import { KMS } from '@aws-sdk/client-kms'
import { S3 as S3Client } from '@aws-sdk/client-s3'
import type { Happening } from '../../../src/activity.ts'
import { AwsError } from '../../../src/aws-error.ts'
import type { Functions, Invocation, Queues, Topics } from '../../../src/ports.ts'
import { CloudWatch } from '../../../src/services/cloudwatch/cloudwatch.ts'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Firehose } from '../../../src/services/firehose/firehose.ts'
import { Kinesis } from '../../../src/services/kinesis/kinesis.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { CloudWatchLogs } from '../../../src/services/logs/logs.ts'
import { S3 } from '../../../src/services/s3/s3.ts'
import { Rig } from '../../rig.ts'
import { administratorRole } from '../../role-policies.ts'

export const BUCKET = 'lake'
export const ROLE = 'delivery'
export const ROLE_ARN = `arn:aws:iam::000000000000:role/${ROLE}`

/** The event that a transforming function gets. */
export interface TransformationEvent {
  records: { recordId: string; data: string }[]
}

/** An object that was delivered. */
export interface DeliveredObject {
  key: string
  content: string
}

const NO_TOPICS: Topics = { publish() {} }

/** Firehose, its sources and destinations behind a front door, with clients and a stepped clock. */
export class FirehoseRig {
  readonly rig = Rig.stepped()
  readonly clock = this.rig.clock
  readonly account = this.rig.account
  readonly metrics = new MetricStore(this.account)
  readonly kms = new Kms(this.account)
  readonly logs = new CloudWatchLogs(this.account, this.metrics)
  readonly kinesis = new Kinesis(this.account, this.kms, this.metrics)
  readonly cloudWatch = new CloudWatch(this.account, this.metrics, NO_TOPICS)
  readonly happenings: Happening[] = []
  /** The function `arn:aws:lambda:…:function:transform`. */
  transform: (event: TransformationEvent) => Invocation = () => {
    throw new AwsError('ResourceNotFoundException', 'Function not found: transform')
  }
  readonly #functions: Functions = {
    invoke: async (_name, event) => this.transform(event as TransformationEvent),
    invokeAsynchronously() {},
    checkInvocable() {},
    timeoutSeconds: () => 3,
  }
  readonly s3 = new S3(this.account, this.rig.credentials, {
    queues: {} as Queues,
    topics: NO_TOPICS,
    functions: this.#functions,
    keys: this.kms,
  })
  readonly service = new Firehose(this.account, this.rig.credentials, this.metrics, {
    streams: this.kinesis,
    buckets: this.s3,
    functions: this.#functions,
    keys: this.kms,
    logs: this.logs,
  })
  #clients: readonly { destroy(): void }[] = []
  #firehose: FirehoseClient | undefined
  #streams: KinesisClient | undefined
  #objects: S3Client | undefined
  #keys: KMS | undefined

  async open(): Promise<void> {
    this.allow()
    const services = [this.service, this.kinesis, this.kms, this.logs, this.s3, this.cloudWatch]
    await this.rig.open(services.map(({ api }) => api))
    this.account.activity.watch(happening => this.happenings.push(happening))
    this.#firehose = new FirehoseClient(this.rig.client)
    this.#streams = new KinesisClient(this.rig.client)
    this.#objects = new S3Client({ ...this.rig.client, forcePathStyle: true })
    this.#keys = new KMS(this.rig.client)
    this.#clients = [this.#firehose, this.#streams, this.#objects, this.#keys]
    this.s3.buckets.create(BUCKET)
  }

  async close(): Promise<void> {
    this.service.close()
    for (const client of this.#clients) client.destroy()
    await this.rig.close()
  }

  get client(): FirehoseClient {
    return opened(this.#firehose)
  }

  get streams(): KinesisClient {
    return opened(this.#streams)
  }

  get keys(): KMS {
    return opened(this.#keys)
  }

  get objects(): S3Client {
    return opened(this.#objects)
  }

  arn(streamName: string): string {
    return this.account.arn('kinesis', `stream/${streamName}`)
  }

  /** Lets what is CREATING, UPDATING or DELETING be done. */
  async settle(): Promise<void> {
    await this.clock.advanceBy({ seconds: 1 })
  }

  /** A new delivery stream of this name that is ACTIVE; records are put into it. */
  async stream(
    name: string,
    destination: Partial<ExtendedS3DestinationConfiguration> = {},
    settings: Partial<CreateDeliveryStreamCommandInput> = {},
  ): Promise<string> {
    await this.client.createDeliveryStream({
      DeliveryStreamName: name,
      ExtendedS3DestinationConfiguration: {
        RoleARN: ROLE_ARN,
        BucketARN: `arn:aws:s3:::${BUCKET}`,
        Prefix: `${name}/`,
        ...destination,
      },
      ...settings,
    })
    await this.settle()
    return name
  }

  /** A new delivery stream that reads a new Kinesis stream of the same name. */
  async reader(
    name: string,
    destination: Partial<ExtendedS3DestinationConfiguration> = {},
    shards = 1,
  ): Promise<string> {
    await this.streams.createStream({ StreamName: name, ShardCount: shards })
    await this.settle()
    return this.stream(name, destination, {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: this.arn(name), RoleARN: ROLE_ARN },
    })
  }

  async put(DeliveryStreamName: string, ...texts: (string | Buffer)[]): Promise<void> {
    for (const text of texts) {
      await this.client.putRecord({ DeliveryStreamName, Record: { Data: Buffer.from(text) } })
    }
  }

  /** Puts records into a Kinesis stream; the text is the partition key, too. */
  async produce(StreamName: string, ...texts: string[]): Promise<void> {
    for (const text of texts) {
      await this.streams.putRecord({ StreamName, Data: Buffer.from(text), PartitionKey: text })
    }
  }

  /** The objects below a prefix, uncompressed, ordered by key. */
  async delivered(Prefix = '', Bucket = BUCKET): Promise<DeliveredObject[]> {
    const { Contents = [] } = await this.objects.listObjectsV2({ Bucket, Prefix })
    return Promise.all(
      Contents.map(async ({ Key = '' }) => {
        const { Body } = await this.objects.getObject({ Bucket, Key })
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? [])
        return { key: Key, content: (Key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1') }
      }),
    )
  }

  /** The contents of the objects below a prefix, in the order of their keys. */
  async contents(Prefix = ''): Promise<string[]> {
    return (await this.delivered(Prefix)).map(({ content }) => content)
  }

  /** A client with credentials of a role; the test destroys it. */
  as(role: string): FirehoseClient {
    const credentials = this.rig.credentials.assumeRole(`arn:aws:iam::000000000000:role/${role}`, 'session')
    return new FirehoseClient({ ...this.rig.client, credentials })
  }

  /** Denies actions to the role of Firehose, for all resources unless some are named. */
  deny(actions: string | string[], Resource = '*'): void {
    administratorRole(this.account, ROLE, { Action: actions, Resource })
  }

  allow(): void {
    administratorRole(this.account, ROLE)
  }

  /** A new key of KMS. */
  async key(): Promise<{ arn: string; disable(): Promise<unknown>; enable(): Promise<unknown> }> {
    const { KeyMetadata } = await this.keys.createKey({})
    const KeyId = KeyMetadata?.KeyId
    return {
      arn: KeyMetadata?.Arn ?? '',
      disable: () => this.keys.disableKey({ KeyId }),
      enable: () => this.keys.enableKey({ KeyId }),
    }
  }

  /** The greatest value of a metric of a delivery stream in each minute that has one. */
  values(streamName: string, name: string): number[] {
    return this.#minutes(streamName, name).map(minute => minute.maximum)
  }

  /** The sum of all values of a metric of a delivery stream. */
  sum(streamName: string, name: string): number {
    return this.#minutes(streamName, name).reduce((sum, minute) => sum + minute.sum, 0)
  }

  #minutes(streamName: string, name: string) {
    this.metrics.sampleGauges(this.clock.now())
    const dimensions = { DeliveryStreamName: streamName }
    const [series] = this.metrics.series({ namespace: 'AWS/Firehose', name, dimensions })
    return [...(series?.stretches.values() ?? [])]
  }
}

function opened<Client>(client: Client | undefined): Client {
  if (client) return client
  throw new Error('Open the rig first.')
}
