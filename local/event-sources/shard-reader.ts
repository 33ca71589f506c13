import { createHash } from 'node:crypto'
import { AwsError } from '../api/aws-error.ts'
import { sleep } from '../clock.ts'
import type { StreamPort, StreamRecord } from '../ports.ts'
import { pollingInterval } from './polling-interval.ts'
import type { ShardContext } from './shard-context.ts'
import { ShardLane } from './shard-lane.ts'

/** "Each call can return up to 10,000 records" (GetRecords); so many wait here at most, one read aside. */
const MOST_RECORDS = 10_000
/** Others read the shard too: nothing is wrong, the next poll will do. */
const THROTTLED = 'ProvisionedThroughputExceededException'

/** Reads one shard to its end, and hands the records to lanes by their partition keys. */
export class ShardReader {
  readonly #context: ShardContext
  readonly #stream: () => StreamPort
  readonly #lanes: readonly ShardLane[]

  constructor(context: ShardContext, stream: () => StreamPort) {
    this.#context = context
    this.#stream = stream
    const { parallelizationFactor } = context.configuration
    this.#lanes = Array.from({ length: parallelizationFactor }, () => new ShardLane(context))
  }

  /** Resolves when every record of the shard is done, or the source stops. */
  async run(): Promise<void> {
    const { progress, signal, configuration } = this.#context
    progress.rewind()
    if (configuration.tumblingWindowSeconds === 0) progress.window = undefined
    await Promise.all([this.#read(), ...this.#lanes.map(lane => lane.run())])
    if (!signal.aborted) progress.finished = true
  }

  async #read(): Promise<void> {
    const { account, signal } = this.#context
    while (!signal.aborted) {
      const state = this.#poll()
      if (state === 'ended') break
      if (state === 'caught up') await sleep(account.clock, pollingInterval(account.clock), signal)
    }
    for (const lane of this.#lanes) lane.end()
  }

  #poll(): 'ended' | 'more' | 'caught up' {
    if (this.#lanes.reduce((sum, { waiting }) => sum + waiting, 0) >= MOST_RECORDS) return 'caught up'
    try {
      return this.#fetch()
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      if (error.code === 'ExpiredIteratorException') this.#context.progress.iterator = undefined
      else if (error.code !== THROTTLED) this.#context.report(`PROBLEM: ${error.message}`)
      return 'caught up'
    }
  }

  #fetch(): 'ended' | 'more' | 'caught up' {
    const { account, progress, origin, invoked } = this.#context
    const { caller } = invoked()
    const stream = this.#stream()
    if (progress.iterator === undefined) {
      progress.begin(stream.iterator(origin.shardId, progress.position, caller), account.clock.now())
    }
    const { iterator = '' } = progress
    const { records, nextIterator, millisBehindLatest } = stream.records(iterator, MOST_RECORDS, caller)
    progress.read(records, nextIterator)
    this.#handOver(records)
    if (millisBehindLatest === 0) for (const lane of this.#lanes) lane.caughtUp()
    if (nextIterator === undefined) return 'ended'
    return records.length > 0 && millisBehindLatest > 0 ? 'more' : 'caught up'
  }

  /** What a filter drops is done: the checkpoint passes it. */
  #handOver(records: readonly StreamRecord[]): void {
    const { progress, configuration } = this.#context
    const { filter = () => true } = configuration
    const lanes = this.#lanes.map((): StreamRecord[] => [])
    const dropped: StreamRecord[] = []
    for (const record of records) {
      const part = filter(record) ? lanes[this.#laneOf(record)] : dropped
      part?.push(record)
    }
    progress.done(dropped)
    for (const [index, part] of lanes.entries()) if (part.length > 0) this.#lanes[index]?.add(part)
  }

  #laneOf({ partitionKey }: StreamRecord): number {
    if (this.#lanes.length === 1) return 0
    return createHash('md5').update(partitionKey).digest().readUInt32LE(0) % this.#lanes.length
  }
}
