import type { MetricDatum, Metrics } from '../../ports.ts'

export const NAMESPACE = 'AWS/Firehose'
/** How long the freshness of a delivery counts: metrics are published each minute. */
const PUBLISHED_MS = 60_000

export const DELIVERY_KINDS = ['DeliveryToS3', 'BackupToS3'] as const

/** Which of the two deliveries to S3 a metric is about. */
export type DeliveryKind = (typeof DELIVERY_KINDS)[number]

/** The metrics of one delivery stream: "Monitor Amazon Data Firehose with CloudWatch metrics", developer guide. */
export class StreamMetrics {
  readonly #metrics: Metrics
  readonly #dimensions: Record<string, string>

  constructor(metrics: Metrics, streamName: string) {
    this.#metrics = metrics
    this.#dimensions = { DeliveryStreamName: streamName }
  }

  put(name: string, value: number, unit: string): void {
    this.#metrics.put(this.#datum(name, value, unit))
  }

  /** Counts what `PutRecord` or `PutRecordBatch` took in. */
  incoming(operation: 'PutRecord' | 'PutRecordBatch', records: number, bytes: number): void {
    this.put('IncomingPutRequests', 1, 'Count')
    this.put(`${operation}.Requests`, 1, 'Count')
    this.put(`${operation}.Bytes`, bytes, 'Bytes')
    if (operation === 'PutRecordBatch') this.put('PutRecordBatch.Records', records, 'Count')
    this.put('IncomingRecords', records, 'Count')
    this.put('IncomingBytes', bytes, 'Bytes')
  }

  /** Counts one GetRecords of the source. */
  read(records: number, bytes: number, millisBehindLatest: number): void {
    if (records > 0) {
      this.put('DataReadFromKinesisStream.Records', records, 'Count')
      this.put('DataReadFromKinesisStream.Bytes', bytes, 'Bytes')
    }
    this.put('KinesisMillisBehindLatest', millisBehindLatest, 'Milliseconds')
  }

  /** Counts an object. */
  delivered(kind: DeliveryKind, object: { records: number; bytes: number; ageMs: number }): void {
    this.put(`${kind}.Success`, 1, 'Count')
    this.put(`${kind}.Records`, object.records, 'Count')
    this.put(`${kind}.Bytes`, object.bytes, 'Bytes')
    this.#metrics.put(this.freshness(kind, object.ageMs))
  }

  /** `DataFreshness`: "the age (from getting into Firehose to now) of the oldest record in Firehose". */
  freshness(kind: DeliveryKind, ageMs: number): MetricDatum {
    return this.#datum(`${kind}.DataFreshness`, Math.max(0, Math.round(ageMs / 1000)), 'Seconds')
  }

  #datum(name: string, value: number, unit: string): MetricDatum {
    return { namespace: NAMESPACE, name, dimensions: this.#dimensions, value, unit }
  }
}

/** The greatest age at which records were delivered during the last minute. */
export class RecentFreshness {
  #ageMs = 0
  #at = Number.NEGATIVE_INFINITY

  add(ageMs: number, now: number): void {
    this.#ageMs = Math.max(ageMs, this.ageMs(now) ?? 0)
    this.#at = now
  }

  /** Undefined where nothing was delivered. */
  ageMs(now: number): number | undefined {
    return now - this.#at < PUBLISHED_MS ? this.#ageMs : undefined
  }
}
