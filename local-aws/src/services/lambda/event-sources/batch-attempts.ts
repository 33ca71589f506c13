import { AwsError } from '../../../aws-error.ts'
import { sleep } from '../../../clock.ts'
import type { StreamRecord } from '../../../ports.ts'
import type { Outcome } from '../invocation.ts'
import { QUOTAS } from '../quotas.ts'
import { type FailureCondition, failedBatch } from './failed-batch.ts'
import { sendToFailureDestination } from './failure-destination.ts'
import type { ShardContext } from './shard-context.ts'
import { invokeFunction, retryWaits, shardEvent } from './shard-invocation.ts'
import type { ShardWindows } from './shard-windows.ts'
import { firstFailedRecord } from './stream-batch-failure.ts'
import { UNLIMITED } from './stream-mapping-configuration.ts'
import { stateIn } from './tumbling-window.ts'

interface Batch {
  readonly records: readonly StreamRecord[]
  /** The number of the next attempt; 1 for the first. */
  readonly attempt: number
}

/** Invokes a function with batches until each of their records is done: processed or given up. */
export class BatchAttempts {
  readonly #context: ShardContext
  readonly #windows: ShardWindows

  constructor(context: ShardContext, windows: ShardWindows) {
    this.#context = context
    this.#windows = windows
  }

  /** Resolves when all records are done or the source stops. Until then, later records must not be tried. */
  async work(records: readonly StreamRecord[]): Promise<void> {
    const { signal } = this.#context
    const batches: Batch[] = [{ records, attempt: 1 }]
    for (let batch = batches.shift(); batch && !signal.aborted; batch = batches.shift()) {
      const ending = this.#windows.ending(batch.records[0], false)
      if (ending) await this.#windows.end(ending)
      batches.unshift(...(await this.#attempt(batch)))
    }
  }

  /**
   * Tries a batch until it succeeds, is given up or is split.
   *
   * "Throttled or uninvokable: retried until the records expire or exceed the maximum age"; these attempts do not
   * count.
   *
   * @returns the remaining records, as separate batches
   */
  async #attempt({ records, attempt }: Batch): Promise<Batch[]> {
    const { account, signal } = this.#context
    for (const wait of retryWaits()) {
      if (signal.aborted) break
      const aged = this.#agedRecords(records)
      if (aged > 0) {
        await this.#giveUp({ records: records.slice(0, aged), attempt }, 'RecordAgeExceeded', undefined)
        return batchOf(records.slice(aged), attempt)
      }
      const payload = shardEvent(this.#context, records)
      if (Buffer.byteLength(payload) > QUOTAS.synchronousPayloadBytes) {
        // "For records larger than 6 MiB, Lambda … an on-failure destination" (Kinesis, large records).
        await this.#giveUp({ records, attempt }, 'RetryAttemptsExhausted', undefined)
        return []
      }
      const outcome = await invokeFunction(this.#context, payload, records.at(-1))
      if (outcome) {
        const rest = await this.#conclude({ records, attempt }, outcome)
        if (rest) return rest
        attempt++
      }
      await sleep(account.clock, wait, signal)
    }
    return []
  }

  /** @returns undefined if the same batch is to be tried again */
  async #conclude(batch: Batch, outcome: Outcome): Promise<Batch[] | undefined> {
    const { progress, report, configuration } = this.#context
    const { records, attempt } = batch
    const failed = this.#firstFailed(records, outcome)
    if (failed !== 0) this.#aggregated(outcome)
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
    // "Splitting batches doesn't consume the retry quota." It is not public what AWS does if the first record is
    // reported, in which case there is nothing to split off; halves come closest to the failing record.
    if (configuration.bisectsOnError && records.length > 1) return halves(records)
    const { maximumRetryAttempts: most } = configuration
    if (most === UNLIMITED || attempt <= most) return undefined
    await this.#giveUp(batch, 'RetryAttemptsExhausted', outcome)
    return []
  }

  #firstFailed(records: readonly StreamRecord[], { status, payload }: Outcome): number | undefined {
    const { configuration, progress } = this.#context
    if (status !== 'success') return 0
    if (progress.window && stateIn(JSON.parse(payload)) === undefined) return 0
    if (!configuration.reportsItemFailures) return undefined
    const numbers = records.map(({ sequenceNumber }) => sequenceNumber)
    return firstFailedRecord(JSON.parse(payload), numbers)
  }

  /** Marks the records that the state includes as done: the whole batch, or those before the first failure. */
  #aggregated({ payload }: Outcome): void {
    const { window } = this.#context.progress
    window?.keep(stateIn(JSON.parse(payload)))
  }

  /** How many of the first records are too old or have expired in the stream. */
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
    const { destinations, configuration, progress, invoked } = this.#context
    const { onFailure } = configuration
    try {
      if (onFailure === undefined) return
      const batch = failedBatch(this.#context, records, { condition, attempt, outcome })
      await sendToFailureDestination(destinations, onFailure, batch, invoked().caller)
      this.#countDelivered(records.length)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      this.#destinationFailed(error)
    } finally {
      progress.done(records)
    }
  }

  /** "OnFailureDestinationDeliveredEventCount: … the number of events sent to that destination" (EventCount metrics). */
  #countDelivered(value: number): void {
    const { metrics, mappingId, configuration } = this.#context
    if (!configuration.countsEvents) return
    const dimensions = { EventSourceMappingUUID: mappingId }
    metrics.put({
      ...{ namespace: 'AWS/Lambda', name: 'OnFailureDestinationDeliveredEventCount', dimensions },
      ...{ value, unit: 'Count' },
    })
  }

  /**
   * "DestinationDeliveryFailures: … Lambda attempts to send an event to a destination … but fails": the event is lost.
   */
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
