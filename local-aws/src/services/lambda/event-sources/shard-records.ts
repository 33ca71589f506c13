import type { StreamRecord } from '../../../ports.ts'

/** The result of reading from one shard. */
export interface ShardRead {
  readonly records: readonly StreamRecord[]
  /** Whether all records in the shard have been read. */
  readonly caughtUp: boolean
  /** Whether the shard is closed and all its records have been read. */
  readonly ended: boolean
}

/** A way to read the records of one shard: by polling or by subscription. */
export interface ShardRecords {
  /**
   * The next records from the mapping's position; none after a while, or when the source stops.
   *
   * @throws AwsError for the mapping to report; the next call tries again
   */
  next(): Promise<ShardRead>
}

export const NOTHING_READ: ShardRead = { records: [], caughtUp: false, ended: false }
