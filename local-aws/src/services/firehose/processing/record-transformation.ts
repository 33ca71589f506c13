import { AwsError } from '../../../aws-error.ts'
import { sleep } from '../../../clock.ts'
import type { Functions } from '../../../ports.ts'
import { type BufferedRecord, bytesOf, oldestOf, RecordBuffer } from '../record-buffer.ts'
import type { SourceRecord } from '../source-record.ts'
import type { StreamContext } from '../stream-context.ts'
import type { Transformation } from './processors.ts'
import { readAnswer, TransformationFailure } from './transformation-answer.ts'
import { transformationEvent } from './transformation-event.ts'

/** What a transformation gives, in the order of the records. */
export interface TransformedRecords {
  readonly delivered: readonly BufferedRecord[]
  /** The documents of those that failed, for `ErrorOutputPrefix`. */
  readonly failed: readonly BufferedRecord[]
}

export interface TransformationTarget {
  readonly functions: Functions
  /** Asked at each batch, since an update changes it. */
  readonly transformation: () => Transformation
  /** ARN of the destination's role. */
  readonly roleArn: () => string
  readonly sourceStreamArn: string | undefined
  readonly take: (records: TransformedRecords) => void
  readonly failed: (failure: TransformationFailure, functionArn: string) => void
}

/** AWS does not document how long Firehose waits before it invokes a function again. */
const RETRY_MS = 1_000

/** Passes records through a function, batch by batch: "Transform source data in Amazon Data Firehose". */
export class RecordTransformation {
  readonly #context: StreamContext
  readonly #target: TransformationTarget
  readonly #buffer: RecordBuffer<SourceRecord>
  /** The batches that the function has not answered yet. */
  readonly #batches: (readonly SourceRecord[])[] = []
  #work: Promise<void> = Promise.resolve()

  constructor(context: StreamContext, target: TransformationTarget) {
    this.#context = context
    this.#target = target
    const limits = () => {
      const { bufferBytes, bufferMs } = target.transformation()
      return { bytes: bufferBytes, ms: bufferMs }
    }
    this.#buffer = new RecordBuffer(context.account.clock, limits, records => this.#enqueue(records))
  }

  get heldBytes(): number {
    return this.#batches.reduce((sum, records) => sum + bytesOf(records), this.#buffer.bytes)
  }

  /** When the oldest record that is held arrived, in ms since the epoch; infinite where none is. */
  get oldestArrival(): number {
    return Math.min(...[...this.#batches, this.#buffer.records].map(oldestOf))
  }

  add(record: SourceRecord): void {
    this.#buffer.add(record)
  }

  adjust(): void {
    this.#buffer.adjust()
  }

  /** Resolves when everything that was added has been passed on. */
  async flush(): Promise<void> {
    this.#buffer.flush()
    await this.#work
  }

  #enqueue(records: readonly SourceRecord[]): void {
    this.#batches.push(records)
    this.#work = this.#work.then(() => this.#transform(records))
  }

  async #transform(records: readonly SourceRecord[]): Promise<void> {
    const transformation = this.#target.transformation()
    const outcome = await this.#invokeWithRetries(transformation, records)
    this.#batches.shift()
    this.#target.take(outcome)
  }

  async #invokeWithRetries(
    transformation: Transformation,
    records: readonly SourceRecord[],
  ): Promise<TransformedRecords> {
    const { clock } = this.#context.account
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#invoke(transformation, records, attempt)
      } catch (error) {
        if (!(error instanceof TransformationFailure)) throw error
        this.#target.failed(error, transformation.functionArn)
        if (attempt > transformation.retries) {
          return { delivered: [], failed: records.map(record => this.#failure(record, error, attempt)) }
        }
        await sleep(clock, RETRY_MS)
      }
    }
  }

  async #invoke(
    { functionArn, roleArn = this.#target.roleArn() }: Transformation,
    records: readonly SourceRecord[],
    attempt: number,
  ): Promise<TransformedRecords> {
    const { account, metrics, callerIn } = this.#context
    const event = transformationEvent(this.#context, this.#target.sourceStreamArn, records)
    const caller = callerIn(roleArn)
    const startedAt = account.clock.wall.now()
    try {
      account.authorization.check(caller, [{ action: 'lambda:InvokeFunction', resource: functionArn }])
      const invocation = await this.#target.functions.invoke(functionArn, event, { caller })
      const answer = readAnswer(
        invocation,
        event.records.map(({ recordId }) => recordId),
      )
      metrics.put('ExecuteProcessing.Success', 1, 'Count')
      return this.#outcome(records, answer, attempt)
    } catch (error) {
      metrics.put('ExecuteProcessing.Success', 0, 'Count')
      if (error instanceof AwsError) throw TransformationFailure.of(error)
      throw error
    } finally {
      metrics.put('ExecuteProcessing.Duration', account.clock.wall.now() - startedAt, 'Milliseconds')
    }
  }

  #outcome(
    records: readonly SourceRecord[],
    answer: ReturnType<typeof readAnswer>,
    attempt: number,
  ): TransformedRecords {
    const { metrics } = this.#context
    const delivered: BufferedRecord[] = []
    const failed: BufferedRecord[] = []
    for (const [index, record] of records.entries()) {
      const result = answer[index]
      if (result?.result === 'Ok') delivered.push({ data: result.data, arrivedAt: record.arrivedAt })
      else if (result?.result !== 'Dropped') {
        failed.push(this.#failure(record, TransformationFailure.byFunction, attempt))
      }
    }
    metrics.put('SucceedProcessing.Records', delivered.length, 'Count')
    metrics.put('SucceedProcessing.Bytes', bytesOf(delivered), 'Bytes')
    return { delivered, failed }
  }

  /** One line of JSON: "Handle failure in data transformation", developer guide. */
  #failure(record: SourceRecord, failure: TransformationFailure, attemptsMade: number): BufferedRecord {
    const document = {
      attemptsMade,
      arrivalTimestamp: record.arrivedAt,
      errorCode: failure.code,
      errorMessage: failure.message,
      attemptEndingTimestamp: this.#context.account.clock.now(),
      rawData: record.data.toString('base64'),
      lambdaArn: this.#target.transformation().functionArn,
    }
    return { data: Buffer.from(`${JSON.stringify(document)}\n`), arrivedAt: record.arrivedAt }
  }
}
