import type { Duration } from 'aws-cdk-lib'
import type { FunctionName } from '../packaging/functions.ts'

/** The function that takes the messages of a queue, and what the queue has to know of it. */
export interface QueueConsumer {
  readonly function: FunctionName
  /** How long the function may take for a batch. */
  readonly timeout: Duration
  /** How long Lambda gathers messages for a batch, up to 5 minutes; not on FIFO. @default - not at all */
  readonly batchingWindow?: Duration
}
