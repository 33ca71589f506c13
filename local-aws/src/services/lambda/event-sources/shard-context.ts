import type { Account } from '../../../account.ts'
import type { Metrics } from '../../../ports.ts'
import type { LambdaFunction } from '../lambda-function.ts'
import type { DestinationServices } from './failure-destination.ts'
import type { RecordOrigin } from './kinesis-event.ts'
import type { StreamMappingConfiguration } from './stream-mapping-configuration.ts'
import type { ShardProgress } from './stream-progress.ts'

/** What the event source of one shard needs. */
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
  /** Returns the function, or throws `ResourceNotFoundException` if it was deleted. */
  readonly invoked: () => LambdaFunction
  /** Records that arrived before this time have expired; in ms since the epoch. */
  readonly trimHorizon: () => number
  /** Called with the result of polling: `OK`, `PROBLEM: …` */
  readonly report: (result: string) => void
  /** Aborts when the source stops. */
  readonly signal: AbortSignal
}
