import type { Account } from '../../../account.ts'
import type { Metrics } from '../../../ports.ts'
import type { LambdaFunction } from '../lambda-function.ts'
import type { DestinationServices } from './failure-destination.ts'
import type { RecordOrigin } from './kinesis-event.ts'
import type { StreamMappingConfiguration } from './stream-mapping-configuration.ts'
import type { ShardProgress } from './stream-progress.ts'

/** What all that feeds a function from one shard works with. */
export interface ShardContext {
  readonly account: Account
  readonly metrics: Metrics
  readonly destinations: DestinationServices
  readonly configuration: StreamMappingConfiguration
  readonly origin: RecordOrigin
  readonly progress: ShardProgress
  /** The UUID of the event source mapping. */
  readonly mappingId: string
  readonly functionArn: string
  readonly functionName: string
  /** Gives the function, or throws `ResourceNotFoundException` when it is gone. */
  readonly invoked: () => LambdaFunction
  /** What came to the stream before this time is expired; in ms since the epoch. */
  readonly trimHorizon: () => number
  /** Takes how it goes: `OK`, `PROBLEM: …` */
  readonly report: (result: string) => void
  /** Aborts when the source stops. */
  readonly signal: AbortSignal
}
