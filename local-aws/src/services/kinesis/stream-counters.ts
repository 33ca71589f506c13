import type { Metrics } from '../../ports.ts'

const NAMESPACE = 'AWS/Kinesis'

/**
 * Reports the metrics of one stream: developer guide, "Monitoring the Amazon Kinesis Data Streams service with
 * CloudWatch".
 */
export class StreamCounters {
  readonly #metrics: Metrics
  readonly #dimensions: Record<string, string>

  constructor(metrics: Metrics, streamName: string) {
    this.#metrics = metrics
    this.#dimensions = { StreamName: streamName }
  }

  /**
   * Counts the records of one PutRecord or PutRecords.
   *
   * @param bytes of the accepted records
   * @param rejected the number of throttled records
   */
  wrote({ records, bytes, rejected }: { records: number; bytes: number; rejected: number }): void {
    if (records > 0) {
      this.#put('IncomingRecords', records, 'Count')
      this.#put('IncomingBytes', bytes, 'Bytes')
    }
    this.#put('WriteProvisionedThroughputExceeded', rejected, 'Count')
  }

  /**
   * Counts the records of one GetRecords.
   *
   * @param ageMs "the difference between the current time and when the last record of the GetRecords call was written
   * to the stream"; 0 for a consumer that is "completely caught up with the stream"
   */
  read({ records, bytes, ageMs }: { records: number; bytes: number; ageMs: number }): void {
    this.#put('GetRecords.Records', records, 'Count')
    this.#put('GetRecords.Bytes', bytes, 'Bytes')
    this.#put('GetRecords.IteratorAgeMilliseconds', ageMs, 'Milliseconds')
    this.#put('ReadProvisionedThroughputExceeded', 0, 'Count')
  }

  /**
   * Counts the records of one event to a consumer ("Enhanced fan-out metrics").
   *
   * @param ageMs `MillisBehindLatest` of the event
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
