import { AwsError } from '../api/aws-error.ts'
import { sleep, toMilliseconds } from '../clock.ts'
import type { StreamRecord } from '../ports.ts'
import type { Outcome } from '../services/lambda/invocation.ts'
import { QUOTAS } from '../services/lambda/quotas.ts'
import { type FailureCondition, failedBatch } from './failed-batch.ts'
import { sendToFailureDestination } from './failure-destination.ts'
import { kinesisEvent } from './kinesis-event.ts'
import type { ShardContext } from './shard-context.ts'
import { firstFailedRecord } from './stream-batch-failure.ts'
import { UNLIMITED } from './stream-mapping-configuration.ts'

/**
 * Between attempts. Lambda does not document its own; with these a batch that may be 60 s old is given up with the
 * count that was recorded (`test_kinesis_maximum_record_age_exceeded[expire-while-retrying]`, 25-11-2025: 8).
 */
const RETRY_WAIT = {
  first: toMilliseconds({ milliseconds: 500 }),
  longest: toMilliseconds({ seconds: 30 }),
}

interface Batch {
  readonly records: readonly StreamRecord[]
  /** Of the attempt that comes next: 1 for the first. */
  readonly attempt: number
}

/** Invokes a function with batches until each of their records is done: worked on, or given up. */
export class BatchAttempts {
  readonly #context: ShardContext

  constructor(context: ShardContext) {
    this.#context = context
  }

  /** Resolves when all records are done, or the source stops. Until then nothing that follows them may be tried. */
  async work(records: readonly StreamRecord[]): Promise<void> {
    const { signal } = this.#context
    const batches: Batch[] = [{ records, attempt: 1 }]
    for (let batch = batches.shift(); batch && !signal.aborted; batch = batches.shift()) {
      batches.unshift(...(await this.#attempt(batch)))
    }
  }

  /**
   * Tries a batch until it succeeds, is given up or is cut.
   *
   * "Throttled or uninvokable: retried until the records expire or exceed the maximum age", and not counted.
   *
   * @returns what of it is still to be worked on, as batches of their own
   */
  async #attempt({ records, attempt }: Batch): Promise<Batch[]> {
    const { account, signal } = this.#context
    for (let wait = RETRY_WAIT.first; !signal.aborted; wait = Math.min(wait * 2, RETRY_WAIT.longest)) {
      const aged = this.#agedRecords(records)
      if (aged > 0) {
        await this.#giveUp({ records: records.slice(0, aged), attempt }, 'RecordAgeExceeded', undefined)
        return batchOf(records.slice(aged), attempt)
      }
      const payload = kinesisEvent(records, this.#context.origin)
      if (Buffer.byteLength(payload) > QUOTAS.synchronousPayloadBytes) {
        // "For records larger than 6 MiB, Lambda … an on-failure destination" (Kinesis, large records).
        await this.#giveUp({ records, attempt }, 'RetryAttemptsExhausted', undefined)
        return []
      }
      const outcome = await this.#invoke(records, payload)
      if (outcome) {
        const rest = await this.#conclude({ records, attempt }, outcome)
        if (rest) return rest
        attempt++
      }
      await sleep(account.clock, wait, signal)
    }
    return []
  }

  /** @returns undefined when the same batch is to be tried again */
  async #conclude(batch: Batch, outcome: Outcome): Promise<Batch[] | undefined> {
    const { progress, report, configuration } = this.#context
    const { records, attempt } = batch
    const failed = this.#firstFailed(records, outcome)
    if (failed === undefined) {
      progress.done(records)
      report('OK')
      return []
    }
    report('PROBLEM: Function call failed')
    if (failed > 0) {
      progress.done(records.slice(0, failed))
      return batchOf(records.slice(failed), 1)
    }
    // "Splitting batches doesn't consume the retry quota." What AWS does where the first record is reported, at which
    // nothing can be split off, is not public: halves come closest to the record that fails.
    if (configuration.bisectsOnError && records.length > 1) return halves(records)
    const { maximumRetryAttempts: most } = configuration
    if (most === UNLIMITED || attempt <= most) return undefined
    await this.#giveUp(batch, 'RetryAttemptsExhausted', outcome)
    return []
  }

  #firstFailed(records: readonly StreamRecord[], { status, payload }: Outcome): number | undefined {
    if (status !== 'success') return 0
    if (!this.#context.configuration.reportsItemFailures) return undefined
    const numbers = records.map(({ sequenceNumber }) => sequenceNumber)
    return firstFailedRecord(JSON.parse(payload), numbers)
  }

  /** @returns undefined where the function was not invoked: it is throttled, or gone */
  async #invoke(records: readonly StreamRecord[], payload: string): Promise<Outcome | undefined> {
    const { account, metrics, invoked, report, functionName } = this.#context
    try {
      const target = invoked()
      const arrivedAt = records.at(-1)?.arrivedAt ?? 0
      metrics.put({
        namespace: 'AWS/Lambda',
        name: 'IteratorAge',
        dimensions: { FunctionName: functionName },
        value: account.clock.now() - arrivedAt,
        unit: 'Milliseconds',
      })
      return await target.invoke(account.random.uuid(), payload, {})
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      report(`PROBLEM: ${error.message}`)
      return undefined
    }
  }

  /** How many of the first records are too old, or expired in the stream. */
  #agedRecords(records: readonly StreamRecord[]): number {
    const { account, configuration, trimHorizon } = this.#context
    const { maximumRecordAgeSeconds: age } = configuration
    const oldest = age === UNLIMITED ? 0 : account.clock.now() - age * 1000
    const limit = Math.max(oldest, trimHorizon())
    const fresh = records.findIndex(({ arrivedAt }) => arrivedAt >= limit)
    return fresh === -1 ? records.length : fresh
  }

  async #giveUp(
    { records, attempt }: Batch,
    condition: FailureCondition,
    outcome: Outcome | undefined,
  ): Promise<void> {
    const { account, destinations, configuration, progress, invoked } = this.#context
    const { onFailure } = configuration
    try {
      if (onFailure === undefined) return
      const batch = failedBatch(this.#context, records, { condition, attempt, outcome })
      await sendToFailureDestination(account, destinations, onFailure, batch, invoked().caller)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      this.#destinationFailed(error)
    } finally {
      progress.done(records)
    }
  }

  /** "DestinationDeliveryFailures: … Lambda attempts to send an event to a destination … but fails": it is lost. */
  #destinationFailed(error: AwsError): void {
    const { metrics, functionName, report } = this.#context
    const dimensions = { FunctionName: functionName }
    metrics.put({
      ...{ namespace: 'AWS/Lambda', name: 'DestinationDeliveryFailures', dimensions },
      ...{ value: 1, unit: 'Count' },
    })
    report(`PROBLEM: ${error.message}`)
  }
}

function batchOf(records: readonly StreamRecord[], attempt: number): Batch[] {
  return records.length > 0 ? [{ records, attempt }] : []
}

function halves(records: readonly StreamRecord[]): Batch[] {
  const middle = Math.ceil(records.length / 2)
  return [...batchOf(records.slice(0, middle), 1), ...batchOf(records.slice(middle), 1)]
}
