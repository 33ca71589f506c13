import type { Connection } from '../clients/connection.ts'
import { ShippedEvents } from '../clients/shop/shipped-events.ts'
import type { StageClock } from './stage-clock.ts'

const POLL_MS = 5_000
/** SQS: "you must wait 60 seconds after deleting a queue before you can create another with the same name". */
const DELETED_RECENTLY = 'QueueDeletedRecently'

/**
 * Opens the witness of a stage's shipments, whose queue has the same name in each run. The queue of a killed run is
 * taken over, and deleted at the end. After a run that has ended, this waits until the name is free again.
 */
export async function openWitness(
  connection: Connection,
  { stageName, topicArn }: { stageName: string; topicArn: string },
  clock: StageClock,
  signal: AbortSignal,
): Promise<ShippedEvents> {
  for (;;) {
    try {
      return await ShippedEvents.of(connection, topicArn, `gameday-witness-${stageName}.fifo`)
    } catch (error) {
      if (!(error as Error).name.includes(DELETED_RECENTLY)) throw error
      await clock.sleep(POLL_MS, signal)
    }
  }
}
