import { AwsError } from '../../../aws-error.ts'
import { sleep } from '../../../clock.ts'
import type { StreamPort } from '../../../ports.ts'
import { pollingInterval } from './polling-interval.ts'
import type { ShardContext } from './shard-context.ts'
import { NOTHING_READ, type ShardRead, type ShardRecords } from './shard-records.ts'

/** "Each call can return up to 10,000 records" (GetRecords). */
const MAX_RECORDS = 10_000
/** Temporary errors, which the next poll retries: others read the shard too, or the iterator was not used for long. */
const PASSING = ['ProvisionedThroughputExceededException', 'ExpiredIteratorException']

/** Reads a shard with iterators, once a second while there are no records. */
export class PolledShard implements ShardRecords {
  readonly #context: ShardContext
  readonly #stream: () => StreamPort
  /** Whether the next poll must wait. */
  #idle = false

  constructor(context: ShardContext, stream: () => StreamPort) {
    this.#context = context
    this.#stream = stream
  }

  async next(): Promise<ShardRead> {
    const { account, signal } = this.#context
    if (this.#idle) await sleep(account.clock, pollingInterval(account.clock), signal)
    if (signal.aborted) return NOTHING_READ
    this.#idle = true
    try {
      return this.#poll()
    } catch (error) {
      if (!(error instanceof AwsError && PASSING.includes(error.code))) throw error
      if (error.code === 'ExpiredIteratorException') this.#context.progress.iterator = undefined
      return NOTHING_READ
    }
  }

  #poll(): ShardRead {
    const { account, progress, origin, invoked } = this.#context
    const { caller } = invoked()
    const stream = this.#stream()
    if (progress.iterator === undefined) {
      progress.iterator = stream.iterator(origin.shardId, progress.position, caller)
      progress.begin(account.clock.now())
    }
    const batch = stream.records(progress.iterator, MAX_RECORDS, caller)
    progress.iterator = batch.nextIterator
    const caughtUp = batch.millisBehindLatest === 0
    this.#idle = batch.records.length === 0 || caughtUp
    return { records: batch.records, caughtUp, ended: batch.nextIterator === undefined }
  }
}
