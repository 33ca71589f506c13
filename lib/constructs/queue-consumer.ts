import type { Duration } from 'aws-cdk-lib'
import type { FunctionName } from '../packaging/functions.ts'

/** The function that processes a queue's messages, and the settings that the queue depends on. */
export interface QueueConsumer {
  readonly function: FunctionName
  /** The timeout of the function for a batch. */
  readonly timeout: Duration
  /** How long Lambda gathers messages for a batch, up to 5 minutes; not for FIFO queues. @default - no window */
  readonly batchingWindow?: Duration
}
