import type { StreamRecord } from '../../../ports.ts'

/** What came of one shard. */
export interface ShardRead {
  readonly records: readonly StreamRecord[]
  /** Whether all that is in the shard was read. */
  readonly caughtUp: boolean
  /** Whether the shard is closed, and all that is in it was read. */
  readonly ended: boolean
}

/** How the records of one shard are got: they are polled, or pushed. */
export interface ShardRecords {
  /**
   * What comes next, where the progress of the mapping says; without records after a while, or when the source stops.
   *
   * @throws AwsError which the mapping is to report; the next call tries again
   */
  next(): Promise<ShardRead>
}

export const NOTHING_READ: ShardRead = { records: [], caughtUp: false, ended: false }
