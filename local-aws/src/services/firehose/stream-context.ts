import type { Account } from '../../account.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Buckets } from '../../ports.ts'
import type { ErrorLog } from './error-log.ts'
import type { StreamMetrics } from './stream-metrics.ts'

/** What the parts of one delivery stream share. */
export interface StreamContext {
  readonly account: Account
  readonly buckets: Buckets
  readonly errorLog: ErrorLog
  readonly metrics: StreamMetrics
  readonly name: string
  readonly arn: string
  /** "Begins with 1 and increases by 1 for every configuration change." */
  readonly version: () => number
  /** Firehose in the role that a destination or a source names. */
  readonly callerIn: (roleArn: string) => Caller
  /** What arrived before this time is not retried any more; in ms since the epoch. */
  readonly retryHorizon: () => number
}
