import { createHash } from 'node:crypto'
import { AwsError } from '../../../aws-error.ts'
import { sleep } from '../../../clock.ts'
import type { StreamRecord } from '../../../ports.ts'
import { pollingInterval } from './polling-interval.ts'
import type { ShardContext } from './shard-context.ts'
import { ShardLane } from './shard-lane.ts'
import type { ShardRead, ShardRecords } from './shard-records.ts'

/** The maximum number of waiting records, without those of one read. */
const MAX_RECORDS = 10_000

/** Reads one shard to its end and passes the records to lanes by partition key. */
export class ShardReader {
  readonly #context: ShardContext
  readonly #records: ShardRecords
  readonly #lanes: readonly ShardLane[]

  constructor(context: ShardContext, records: ShardRecords) {
    this.#context = context
    this.#records = records
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
    const { signal } = this.#context
    while (!signal.aborted) {
      if (await this.#readOnce()) break
    }
    for (const lane of this.#lanes) lane.end()
  }

  /** @returns whether the shard ended */
  async #readOnce(): Promise<boolean> {
    try {
      if (this.#isFull()) await this.#pause()
      else return this.#take(await this.#records.next())
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      this.#context.report(`PROBLEM: ${error.message}`)
    }
    return false
  }

  #isFull(): boolean {
    return this.#lanes.reduce((sum, { waiting }) => sum + waiting, 0) >= MAX_RECORDS
  }

  #pause(): Promise<void> {
    const { account, signal } = this.#context
    return sleep(account.clock, pollingInterval(account.clock), signal)
  }

  #take({ records, caughtUp, ended }: ShardRead): boolean {
    this.#handOver(this.#context.progress.read(records))
    if (caughtUp) for (const lane of this.#lanes) lane.caughtUp()
    return ended
  }

  /** Records that a filter drops count as done, so that the checkpoint passes them. */
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
