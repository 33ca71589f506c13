import type { Metrics } from '../../ports.ts'

const NAMESPACE = 'AWS/Kinesis'

/** Reports what happens in one stream: developer guide, "Monitoring the Amazon Kinesis Data Streams service with CloudWatch". */
export class StreamCounters {
  readonly #metrics: Metrics
  readonly #dimensions: Record<string, string>

  constructor(metrics: Metrics, streamName: string) {
    this.#metrics = metrics
    this.#dimensions = { StreamName: streamName }
  }

  /**
   * What one PutRecord or PutRecords wrote.
   *
   * @param bytes of the records that came in
   * @param rejected how many were throttled
   */
  wrote({ records, bytes, rejected }: { records: number; bytes: number; rejected: number }): void {
    if (records > 0) {
      this.#put('IncomingRecords', records, 'Count')
      this.#put('IncomingBytes', bytes, 'Bytes')
    }
    this.#put('WriteProvisionedThroughputExceeded', rejected, 'Count')
  }

  /**
   * What one GetRecords read.
   *
   * @param ageMs "the difference between the current time and when the last record of the GetRecords call was written
   *   to the stream"; 0 for who is "completely caught up with the stream"
   */
  read({ records, bytes, ageMs }: { records: number; bytes: number; ageMs: number }): void {
    this.#put('GetRecords.Records', records, 'Count')
    this.#put('GetRecords.Bytes', bytes, 'Bytes')
    this.#put('GetRecords.IteratorAgeMilliseconds', ageMs, 'Milliseconds')
    this.#put('ReadProvisionedThroughputExceeded', 0, 'Count')
  }

  /**
   * What one event brought to a consumer ("Enhanced fan-out metrics").
   *
   * @param ageMs as `MillisBehindLatest` of the event
   */
  pushed(
    consumerName: string,
    { records, bytes, ageMs }: { records: number; bytes: number; ageMs: number },
  ): void {
    const dimensions = { ...this.#dimensions, ConsumerName: consumerName }
    this.#put('SubscribeToShardEvent.Success', 1, 'Count', dimensions)
    this.#put('SubscribeToShardEvent.Records', records, 'Count', dimensions)
    this.#put('SubscribeToShardEvent.Bytes', bytes, 'Bytes', dimensions)
    this.#put('SubscribeToShardEvent.MillisBehindLatest', ageMs, 'Milliseconds', dimensions)
  }

  readThrottled(): void {
    this.#put('ReadProvisionedThroughputExceeded', 1, 'Count')
  }

  #put(name: string, value: number, unit: string, dimensions = this.#dimensions): void {
    this.#metrics.put({ namespace: NAMESPACE, name, dimensions, value, unit })
  }
}
