import { AwsError } from '../../aws-error.ts'
import type { Timer } from '../../clock.ts'
import { type BufferedRecord, bytesOf, oldestOf, RecordBuffer } from './record-buffer.ts'
import type { S3Destination } from './s3-destination.ts'
import type { StreamContext } from './stream-context.ts'
import { type DeliveryKind, RecentFreshness } from './stream-metrics.ts'

/** What one delivery writes, and where. */
export interface DeliveryTarget {
  readonly kind: DeliveryKind
  /** Asked at each attempt, since an update changes it. */
  readonly destination: () => S3Destination
  /** What follows each record in the objects. */
  readonly delimiter: () => string
  /** For records that go below `ErrorOutputPrefix`. */
  readonly errorOutputType?: 'processing-failed'
}

/** AWS does not document how long Firehose waits before it tries again. */
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000

/** "Amazon S3 data delivery errors", developer guide; other errors have the text of S3. */
const MESSAGES: Readonly<Record<string, string>> = {
  AccessDenied:
    'Access was denied. Ensure that the trust policy for the provided IAM role allows Firehose to assume the role, and the access policy allows access to the S3 bucket.',
  NoSuchBucket:
    'The specified bucket does not exist. Create the bucket or use a different bucket that does exist.',
}

/**
 * Buffers records and writes them as objects, one after the other. What cannot be written is tried again, with the
 * destination of that time, until it is delivered or too old; what comes later waits behind it.
 */
export class S3Delivery {
  readonly #context: StreamContext
  readonly #target: DeliveryTarget
  readonly #buffer: RecordBuffer<BufferedRecord>
  readonly #full: BufferedRecord[][] = []
  readonly #recent = new RecentFreshness()
  #waitingBytes = 0
  #failures = 0
  #delivering = false
  #closed = false
  #retry: Timer | undefined

  constructor(context: StreamContext, target: DeliveryTarget) {
    this.#context = context
    this.#target = target
    this.#buffer = new RecordBuffer(
      context.account.clock,
      () => target.destination().buffering,
      records => this.#enqueue(records),
    )
  }

  add(record: BufferedRecord): void {
    this.#buffer.add(record)
  }

  /** Of records that are not delivered yet. */
  get heldBytes(): number {
    return this.#waitingBytes + this.#buffer.bytes
  }

  /** When the oldest record that is held arrived, in ms since the epoch; infinite where none is. */
  get oldestArrival(): number {
    return Math.min(...[...this.#full, this.#buffer.records].map(oldestOf))
  }

  /** The greatest age at which records were delivered in the last minute, in ms; undefined where none were. */
  get recentAgeMs(): number | undefined {
    return this.#recent.ageMs(this.#now)
  }

  /** Applies a destination that has changed; what failed is tried at once. */
  adjust(): void {
    this.#buffer.adjust()
    this.#deliverSoon(0)
  }

  /** Delivers what is held, once; nothing is tried again. */
  close(): void {
    this.#closed = true
    this.#buffer.flush()
    this.#deliverSoon(0)
  }

  #enqueue(records: readonly BufferedRecord[]): void {
    this.#full.push([...records])
    this.#waitingBytes += bytesOf(records)
    if (this.#failures === 0) this.#deliverSoon(0)
  }

  #deliverSoon(delayMs: number): void {
    if (this.#delivering || this.#full.length === 0) return
    this.#retry?.cancel()
    if (delayMs === 0) void this.#deliver()
    else this.#retry = this.#context.account.clock.setTimer(delayMs, () => void this.#deliver())
  }

  async #deliver(): Promise<void> {
    this.#delivering = true
    let delayMs = 0
    for (let records = this.#full[0]; records && delayMs === 0; records = this.#full[0]) {
      if (await this.#isDone(records)) this.#forgetFirst()
      else delayMs = Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), LONGEST_RETRY_MS)
    }
    this.#delivering = false
    if (!this.#closed) this.#deliverSoon(delayMs)
  }

  #forgetFirst(): void {
    this.#waitingBytes -= bytesOf(this.#full.shift() ?? [])
    this.#failures = 0
  }

  /** Whether there is nothing more to do about these records. */
  async #isDone(records: BufferedRecord[]): Promise<boolean> {
    this.#dropExpired(records)
    if (records.length === 0) return true
    const destination = this.#target.destination()
    try {
      await this.#write(destination, records)
      return true
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      this.#failed(destination, error)
      return this.#closed
    }
  }

  async #write(destination: S3Destination, records: readonly BufferedRecord[]): Promise<void> {
    const { account, buckets, metrics, name, version, callerIn } = this.#context
    const { kind, delimiter, errorOutputType } = this.#target
    const oldestArrival = oldestOf(records)
    const key = destination.keys.keyOf({
      ...{ streamName: name, version: String(version()) },
      ...{ oldestArrival, errorOutputType },
    })
    const body = await destination.compression.compress(contentOf(records, delimiter()))
    const { bucket, kmsKey, roleArn } = destination
    await buckets.put(bucket, key, body, callerIn(roleArn), { kmsKey })
    const object = { records: records.length, bytes: body.length, ageMs: this.#now - oldestArrival }
    this.#recent.add(object.ageMs, this.#now)
    metrics.delivered(kind, object)
    account.activity.report({ kind: 'object', name, bucket, key, ...object })
  }

  #failed(destination: S3Destination, { code, message }: AwsError): void {
    const { account, metrics, errorLog, arn, version, name, callerIn } = this.#context
    this.#failures++
    metrics.put(`${this.#target.kind}.Success`, 0, 'Count')
    const entry = {
      ...{ deliveryStreamARN: arn, destination: destination.bucketArn, deliveryStreamVersionId: version() },
      message: MESSAGES[code] ?? message,
      errorCode: `S3.${code}`,
    }
    errorLog.write(destination.errorLog, entry, callerIn(destination.roleArn))
    if (this.#failures > 1) return
    account.activity.report({ kind: 'retry', name, reason: `${destination.bucketArn}: ${code}: ${message}` })
  }

  /** "Firehose keeps retrying until the retention period ends" (troubleshooting guide). */
  #dropExpired(records: BufferedRecord[]): void {
    const horizon = this.#context.retryHorizon()
    const kept = records.filter(({ arrivedAt }) => arrivedAt >= horizon)
    if (kept.length === records.length) return
    this.#waitingBytes -= bytesOf(records) - bytesOf(kept)
    const { account, name } = this.#context
    const dropped = records.length - kept.length
    account.activity.report({ kind: 'delivery', name, reason: `${dropped} records outlived the retention` })
    records.splice(0, records.length, ...kept)
  }

  get #now(): number {
    return this.#context.account.clock.now()
  }
}

function contentOf(records: readonly BufferedRecord[], delimiter: string): Buffer {
  const end = Buffer.from(delimiter)
  const content = Buffer.allocUnsafe(bytesOf(records) + records.length * end.length)
  let at = 0
  for (const { data } of records) {
    at += data.copy(content, at)
    at += end.copy(content, at)
  }
  return content
}
