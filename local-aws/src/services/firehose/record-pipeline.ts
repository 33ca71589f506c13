import type { Functions } from '../../ports.ts'
import type { Transformation } from './processing/processors.ts'
import { RecordTransformation } from './processing/record-transformation.ts'
import { S3Delivery } from './s3-delivery.ts'
import type { S3Destination } from './s3-destination.ts'
import type { SourceRecord } from './source-record.ts'
import type { StreamConfiguration } from './stream-configuration.ts'
import type { StreamContext } from './stream-context.ts'
import type { DeliveryKind } from './stream-metrics.ts'

/** So much is held beside a full buffer; a source stream keeps the rest. */
const SPARE_BYTES = 16 * 1024 * 1024

const NEVER = Number.POSITIVE_INFINITY

/**
 * The way of a delivery stream's records: through a function, if one transforms them, and to S3; and as they came to the
 * backup bucket.
 */
export class RecordPipeline {
  readonly #context: StreamContext
  readonly #functions: Functions
  readonly #configuration: () => StreamConfiguration
  readonly #sourceStreamArn: string | undefined
  readonly #delivery: S3Delivery
  readonly #failures: S3Delivery
  #backup: S3Delivery | undefined
  #transformation: RecordTransformation | undefined

  /** @param configuration asked each time, since an update changes it */
  constructor(
    context: StreamContext,
    functions: Functions,
    configuration: () => StreamConfiguration,
    sourceStreamArn: string | undefined,
  ) {
    this.#context = context
    this.#functions = functions
    this.#configuration = configuration
    this.#sourceStreamArn = sourceStreamArn
    const destination = () => configuration().destination
    this.#delivery = new S3Delivery(context, {
      ...{ kind: 'DeliveryToS3', destination },
      delimiter: () => configuration().processing.delimiter,
    })
    this.#failures = new S3Delivery(context, {
      ...{ kind: 'DeliveryToS3', destination, errorOutputType: 'processing-failed' },
      delimiter: () => '',
    })
  }

  /** Whether so much is on the way that a source should keep the rest. */
  get isFull(): boolean {
    const held = [this.#delivery, this.#failures, this.#backup, this.#transformation]
    const bytes = held.reduce((sum, part) => sum + (part?.heldBytes ?? 0), 0)
    return bytes >= this.#configuration().destination.buffering.bytes + SPARE_BYTES
  }

  /** How old the oldest record is, or was when it was delivered in the last minute; in ms. */
  freshnessMs(kind: DeliveryKind): number | undefined {
    const delivery = kind === 'DeliveryToS3' ? this.#delivery : this.#backup
    const before = kind === 'DeliveryToS3' ? this.#transformation : undefined
    const oldest = Math.min(delivery?.oldestArrival ?? NEVER, before?.oldestArrival ?? NEVER)
    const heldMs = this.#context.account.clock.now() - oldest
    const recentMs = delivery?.recentAgeMs
    return oldest === NEVER ? recentMs : Math.max(heldMs, recentMs ?? 0)
  }

  add(records: readonly SourceRecord[]): void {
    const { backup, processing } = this.#configuration()
    for (const record of records) {
      if (backup) this.#backupTo(backup).add(record)
      if (processing.transformation) this.#transformBy(processing.transformation).add(record)
      else this.#delivery.add(record)
    }
  }

  /** Applies a configuration that has changed. */
  adjust(): void {
    for (const delivery of [this.#delivery, this.#failures, this.#backup]) delivery?.adjust()
    if (this.#configuration().processing.transformation) this.#transformation?.adjust()
    else void this.#transformation?.flush()
  }

  /** Delivers what is on the way, if that succeeds at once. */
  async close(): Promise<void> {
    await this.#transformation?.flush()
    for (const delivery of [this.#delivery, this.#failures, this.#backup]) delivery?.close()
  }

  logError(errorCode: string, message: string, processor?: string): void {
    const { errorLog, arn, version, callerIn } = this.#context
    const { bucketArn, roleArn, errorLog: target } = this.#configuration().destination
    const entry = {
      ...{ deliveryStreamARN: arn, destination: bucketArn, deliveryStreamVersionId: version() },
      ...{ message, errorCode, processor },
    }
    errorLog.write(target, entry, callerIn(roleArn))
  }

  /** A backup cannot be disabled: the first one serves until there is another. */
  #backupTo(first: S3Destination): S3Delivery {
    this.#backup ??= new S3Delivery(this.#context, {
      kind: 'BackupToS3',
      destination: () => this.#configuration().backup ?? first,
      delimiter: () => '',
    })
    return this.#backup
  }

  /** Records that are on the way when the transformation is disabled are still transformed by it. */
  #transformBy(first: Transformation): RecordTransformation {
    this.#transformation ??= new RecordTransformation(this.#context, {
      functions: this.#functions,
      transformation: () => this.#configuration().processing.transformation ?? first,
      roleArn: () => this.#configuration().destination.roleArn,
      sourceStreamArn: this.#sourceStreamArn,
      take: ({ delivered, failed }) => {
        for (const record of delivered) this.#delivery.add(record)
        for (const record of failed) this.#failures.add(record)
      },
      failed: ({ code, message }, functionArn) => this.logError(code, message, functionArn),
    })
    return this.#transformation
  }
}
