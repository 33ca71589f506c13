import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import { toMilliseconds } from '../../clock.ts'
import type { Buckets, Functions, Metrics, Streams } from '../../ports.ts'
import type { ErrorLog } from './error-log.ts'
import { KinesisSource } from './kinesis-source/kinesis-source.ts'
import { RecordPipeline } from './record-pipeline.ts'
import type { RoleSessions } from './role-sessions.ts'
import { sourceRecords } from './source-record.ts'
import type { StreamConfiguration } from './stream-configuration.ts'
import type { StreamContext } from './stream-context.ts'
import { NOT_ENCRYPTED, type StreamEncryption } from './stream-encryption.ts'
import { StreamMetrics } from './stream-metrics.ts'
import { ThroughputLimits } from './throughput-limits.ts'

/** The services that delivery streams use. */
export interface StreamServices {
  readonly account: Account
  readonly streams: Streams
  readonly buckets: Buckets
  readonly functions: Functions
  readonly metrics: Metrics
  readonly errorLog: ErrorLog
  readonly roles: RoleSessions
}

/** Where a delivery stream gets its records from. */
export type StreamSource =
  | { readonly type: 'DirectPut'; readonly throughputHint: number | undefined }
  | { readonly type: 'KinesisStreamAsSource'; readonly streamArn: string; readonly roleArn: string }

export interface StreamDefinition {
  readonly name: string
  readonly source: StreamSource
  readonly configuration: StreamConfiguration
  readonly encryption: StreamEncryption | undefined
}

/** "For DirectPut Firehose streams, Firehose retains the records for 24 hours" (troubleshooting guide). */
const RETENTION_MS = toMilliseconds({ hours: 24 })

/** A delivery stream: its source, its destination, and what is on the way between them. */
export class DeliveryStream {
  readonly name: string
  readonly arn: string
  readonly source: StreamSource
  /** In ms since the epoch. */
  readonly createdAt: number
  readonly tags = new Map<string, string>()
  readonly limits: ThroughputLimits
  readonly metrics: StreamMetrics
  status: 'CREATING' | 'ACTIVE' | 'DELETING' = 'CREATING'
  encryption: StreamEncryption
  readonly #services: StreamServices
  readonly #pipeline: RecordPipeline
  readonly #reading: KinesisSource | undefined
  #configuration: StreamConfiguration
  #version = 1
  #updatedAt: number | undefined

  constructor(services: StreamServices, { name, source, configuration, encryption }: StreamDefinition) {
    const { account } = services
    this.#services = services
    this.#configuration = configuration
    this.name = name
    this.arn = account.arn('firehose', `deliverystream/${name}`)
    this.source = source
    this.createdAt = account.clock.now()
    this.encryption = encryption ?? NOT_ENCRYPTED
    this.limits = new ThroughputLimits(account.clock)
    this.metrics = new StreamMetrics(services.metrics, name)
    const sourceArn = source.type === 'DirectPut' ? undefined : source.streamArn
    this.#pipeline = new RecordPipeline(
      this.#context(),
      services.functions,
      () => this.#configuration,
      sourceArn,
    )
    this.#reading = this.#reader()
  }

  get configuration(): StreamConfiguration {
    return this.#configuration
  }

  get version(): number {
    return this.#version
  }

  /** When the destination was updated last, in ms since the epoch. */
  get updatedAt(): number | undefined {
    return this.#updatedAt
  }

  /** Since when the source is read, in ms since the epoch; undefined without a source stream. */
  get readingSince(): number | undefined {
    return this.#reading?.startedAt
  }

  get pipeline(): RecordPipeline {
    return this.#pipeline
  }

  /** Begins to read the source stream, from its latest record. */
  start(): void {
    this.#reading?.start()
  }

  /** Records that are on the way are delivered to the new destination. */
  update(configuration: StreamConfiguration): void {
    this.#configuration = configuration
    this.#version++
    this.#updatedAt = this.#services.account.clock.now()
    this.#pipeline.adjust()
  }

  /** Reads no more. */
  stop(): void {
    this.#reading?.stop()
  }

  /** Reads no more, and delivers what it holds if that succeeds at once. */
  async close(): Promise<void> {
    this.stop()
    await this.#pipeline.close()
  }

  #context(): StreamContext {
    const { account, buckets, errorLog, roles } = this.#services
    return {
      ...{ account, buckets, errorLog, metrics: this.metrics, name: this.name, arn: this.arn },
      version: () => this.#version,
      callerIn: roleArn => roles.callerIn(roleArn),
      retryHorizon: () => this.#retryHorizon(),
    }
  }

  #reader(): KinesisSource | undefined {
    const { source, metrics } = this
    if (source.type === 'DirectPut') return undefined
    const { account, streams, roles } = this.#services
    return new KinesisSource({
      ...{ account, streams, metrics, streamArn: source.streamArn },
      caller: () => roles.callerIn(source.roleArn),
      reader: {
        take: (shardId, records) => this.#pipeline.add(sourceRecords(shardId, records)),
        isFull: () => this.#pipeline.isFull,
        failed: error => this.#readFailed(source.streamArn, error),
      },
    })
  }

  #readFailed(streamArn: string, { code, message }: AwsError): void {
    this.#pipeline.logError(`Kinesis.${code}`, message)
    const reason = `${streamArn}: ${code}: ${message}`
    this.#services.account.activity.report({ kind: 'retry', name: this.name, reason })
  }

  /** A source stream that was deleted keeps nothing, but what was read from it is still delivered for a day. */
  #retryHorizon(): number {
    const dayAgo = this.#services.account.clock.now() - RETENTION_MS
    if (this.source.type === 'DirectPut') return dayAgo
    try {
      return this.#services.streams.byArn(this.source.streamArn).trimHorizon
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      return dayAgo
    }
  }
}
