import { type CreateStreamCommandInput, Kinesis as KinesisClient, type Shard } from '@aws-sdk/client-kinesis'
import { KMS } from '@aws-sdk/client-kms'
import type { MetricDatum, Metrics } from '../../../src/ports.ts'
import { Kinesis } from '../../../src/services/kinesis/kinesis.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { Rig } from '../../rig.ts'
import { signedFetch } from '../../signed-request.ts'

/** Remembers what was reported. */
class RecordedMetrics implements Metrics {
  readonly data: MetricDatum[] = []

  put(datum: MetricDatum): void {
    this.data.push(datum)
  }

  observe(): void {}

  values(streamName: string, name: string): number[] {
    return this.data
      .filter(datum => datum.name === name && datum.dimensions.StreamName === streamName)
      .map(({ value }) => value)
  }
}

/** The largest hash key: 2^128 − 1. */
export const LAST_HASH_KEY = 2n ** 128n - 1n

/** Kinesis and KMS behind a front door, with clients and a stepped clock. */
export class KinesisRig {
  readonly rig = Rig.stepped()
  readonly clock = this.rig.clock
  readonly metrics = new RecordedMetrics()
  readonly kms = new Kms(this.rig.account)
  readonly service = new Kinesis(this.rig.account, this.kms, this.metrics)
  /** Who calls in process. */
  readonly caller = this.rig.caller
  #clients: { kinesis: KinesisClient; keys: KMS } | undefined

  async open(): Promise<void> {
    await this.rig.open([this.service.api, this.kms.api])
    this.#clients = {
      kinesis: new KinesisClient(this.rig.client),
      keys: new KMS(this.rig.client),
    }
  }

  async close(): Promise<void> {
    this.#clients?.kinesis.destroy()
    this.#clients?.keys.destroy()
    await this.rig.close()
  }

  get client(): KinesisClient {
    return this.#opened.kinesis
  }

  get keys(): KMS {
    return this.#opened.keys
  }

  get #opened() {
    if (!this.#clients) throw new Error('Open the rig first.')
    return this.#clients
  }

  arn(name: string): string {
    return this.rig.account.arn('kinesis', `stream/${name}`)
  }

  /** Lets what is CREATING, UPDATING or DELETING be done. */
  async settle(): Promise<void> {
    await this.clock.advanceBy({ seconds: 1 })
  }

  /** A new stream of this name that is ACTIVE. */
  async stream(
    name: string,
    shards = 1,
    settings: Partial<CreateStreamCommandInput> = { ShardCount: shards },
  ): Promise<string> {
    await this.client.createStream({ StreamName: name, ...settings })
    await this.settle()
    return name
  }

  async shards(StreamName: string): Promise<Shard[]> {
    return (await this.client.listShards({ StreamName })).Shards ?? []
  }

  /** The sequence number of a new record; the text is its partition key too. */
  async put(StreamName: string, text: string, ExplicitHashKey?: string): Promise<string> {
    const Data = Buffer.from(text)
    const put = await this.client.putRecord({ StreamName, Data, PartitionKey: text, ExplicitHashKey })
    return put.SequenceNumber as string
  }

  /**
   * Sends a request whose body is JSON already. For requests that are sent a thousand times: a client would encode and
   * sign each.
   *
   * @throws Error with what the service answered, where that is an error
   */
  async post(operation: string, body: string): Promise<Record<string, unknown>> {
    const response = await signedFetch(this.rig.target, 'kinesis', '/', {
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Kinesis_20131202.${operation}`,
      },
      body,
    })
    const answer = await response.text()
    if (!response.ok) throw new Error(answer)
    return JSON.parse(answer)
  }

  /** An iterator of the first shard, unless another is named. */
  async iterator(
    StreamName: string,
    position: { type?: string; sequence?: string; at?: Date; shard?: number } = {},
  ): Promise<string> {
    const { type = 'TRIM_HORIZON', sequence, at, shard = 0 } = position
    const { ShardIterator } = await this.client.getShardIterator({
      StreamName,
      ShardId: shardId(shard),
      ShardIteratorType: type as 'LATEST',
      StartingSequenceNumber: sequence,
      Timestamp: at,
    })
    return ShardIterator as string
  }

  /** The texts of the records that a read at an iterator gets. */
  async texts(ShardIterator: string, Limit?: number): Promise<string[]> {
    const { Records = [] } = await this.client.getRecords({ ShardIterator, Limit })
    return Records.map(({ Data }) => Buffer.from(Data as Uint8Array).toString())
  }
}

export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`
}
