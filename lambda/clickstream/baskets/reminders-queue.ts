import { cloudEvent } from '../../contracts/cloud-event.ts'
import { reminderRequested } from '../../contracts/reminder-events.ts'
import { batchesOf, type OutgoingMessage, sendBatch } from '../../queue/message-batches.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { GatheredCalls } from '../../runtime/gathered-calls.ts'
import { inTrace } from '../../runtime/hop.ts'
import { READING_SECONDS } from './waiting-times.ts'

const queueUrl = environmentVariable('REMINDERS_QUEUE_URL')

/** "The length of time, in seconds, for which a specific message is delayed … Maximum: 900" (SQS, SendMessage). */
const LONGEST_DELAY_SECONDS = 900

const sends = new GatheredCalls<OutgoingMessage>({
  batches: batchesOf,
  call: batch => sendBatch(queueUrl, batch),
})

/**
 * Queues the message that waits for a basket. It is delayed until the wait is over, or for the 15 minutes that SQS
 * allows; its consumer then hides it for the rest. Those that are queued at the same time go in one request.
 *
 * @param of the time of the item that the wait began with, and `dueAt`, in ms since 1970
 */
export async function queueReminder(
  customerId: string,
  { id: reminderId, of }: { readonly id: string; readonly of: number },
  dueAt: number,
): Promise<void> {
  const about = {
    id: reminderId,
    source: 'urn:messaging:clickstream:baskets',
    subject: customerId,
    time: new Date(of).toISOString(),
    correlationid: reminderId,
  }
  const seconds = Math.ceil((dueAt - Date.now()) / 1_000) + READING_SECONDS
  await sends.call({
    body: JSON.stringify(inTrace(cloudEvent(reminderRequested, about, { reminderId, customerId }))),
    delaySeconds: Math.max(0, Math.min(seconds, LONGEST_DELAY_SECONDS)),
  })
}
