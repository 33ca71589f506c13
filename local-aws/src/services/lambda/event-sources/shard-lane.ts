import type { Timer } from '../../../clock.ts'
import type { StreamRecord } from '../../../ports.ts'
import { QUOTAS } from '../quotas.ts'
import { BatchAttempts } from './batch-attempts.ts'
import { fittingRecords } from './kinesis-event.ts'
import type { ShardContext } from './shard-context.ts'
import { shardEvent } from './shard-invocation.ts'
import { ShardWindows } from './shard-windows.ts'

interface WaitingRecord {
  readonly record: StreamRecord
  /** In ms since the epoch. */
  readonly readAt: number
}

/**
 * Processes one batch of a shard at a time, for a subset of the partition keys: "in-order processing at the
 * partition-key level".
 */
export class ShardLane {
  readonly #context: ShardContext
  readonly #windows: ShardWindows
  readonly #attempts: BatchAttempts
  readonly #waiting: WaitingRecord[] = []
  #ended = false
  #wake: (() => void) | undefined

  constructor(context: ShardContext) {
    this.#context = context
    this.#windows = new ShardWindows(context)
    this.#attempts = new BatchAttempts(context, this.#windows)
  }

  get waiting(): number {
    return this.#waiting.length
  }

  add(records: readonly StreamRecord[]): void {
    const readAt = this.#context.account.clock.now()
    this.#waiting.push(...records.map(record => ({ record, readAt })))
    this.#wake?.()
  }

  /** Records that all records in the shard have been read. */
  caughtUp(): void {
    this.#windows.caughtUp()
    if (this.#windows.isWaitedFor) this.#wake?.()
  }

  /** Records that no more records will arrive. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** Resolves when the lane has ended and is empty, or the source stops. */
  async run(): Promise<void> {
    while (!this.#context.signal.aborted) {
      const batch = await this.#nextBatch()
      if (batch.length === 0) return
      await this.#attempts.work(batch)
    }
  }

  /**
   * "Lambda invokes your function when … the batching window reaches its maximum value, the batch size is met, the
   * payload size reaches 6 MB" ("Batching behavior"); the window begins with the first record. A batch belongs to one
   * tumbling window; windows that are over are ended before the next one begins.
   *
   * @returns none if the lane has ended and is empty, or the source stops
   */
  async #nextBatch(): Promise<StreamRecord[]> {
    const { signal } = this.#context
    while (!signal.aborted) {
      const [first] = this.#waiting
      const ending = this.#windows.ending(first?.record, this.#ended)
      if (ending) await this.#windows.end(ending)
      else if (first) {
        const { count, full } = this.#fitting()
        const rest = this.#timeLeft(first)
        if (full || this.#ended || rest <= 0)
          return this.#waiting.splice(0, count).map(({ record }) => record)
        await this.#change(rest)
      } else if (this.#ended) return []
      else await this.#change()
    }
    return []
  }

  #fitting(): { count: number; full: boolean } {
    const { configuration, origin } = this.#context
    const { batchSize } = configuration
    const next = this.#windows.enter(this.#waiting.slice(0, batchSize).map(({ record }) => record))
    const room = QUOTAS.synchronousPayloadBytes - Buffer.byteLength(shardEvent(this.#context, []))
    const count = fittingRecords(next, origin, batchSize, room)
    return { count, full: count === batchSize || count < this.#waiting.length }
  }

  #timeLeft({ readAt }: WaitingRecord): number {
    const { account, configuration } = this.#context
    if (this.#windows.isWaitedFor) return 0
    return readAt + configuration.batchingWindowSeconds * 1000 - account.clock.now()
  }

  /** Resolves when records arrive, the lane ends, the source stops, or `delayMs` pass. */
  #change(delayMs?: number): Promise<void> {
    const { account, signal } = this.#context
    return new Promise(resolve => {
      let timer: Timer | undefined
      const wake = () => {
        timer?.cancel()
        this.#wake = undefined
        signal.removeEventListener('abort', wake)
        resolve()
      }
      if (delayMs !== undefined) timer = account.clock.setTimer(delayMs, wake)
      this.#wake = wake
      signal.addEventListener('abort', wake, { once: true })
    })
  }
}
