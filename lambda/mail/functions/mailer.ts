import { IdempotencyAlreadyInProgressError } from '@aws-lambda-powertools/idempotency'
import { mailMailer } from '../../contracts/consumers/mail-mailer.ts'
import type { EmailRequested } from '../../contracts/email-events.ts'
import { pacedQueueHandler } from '../../queue/batch.ts'
import type { Delivery } from '../../queue/delivery.ts'
import { cloudEvents } from '../../queue/message.ts'
import { RetryLater } from '../../queue/retry-later.ts'
import type { Facts } from '../../runtime/hop.ts'
import { completed, missed } from '../../runtime/in-time.ts'
import { logger } from '../../runtime/logger.ts'
import { reasonOf } from '../../runtime/reason.ts'
import { BatchRecipients } from '../batch-recipients.ts'
import { mailTypeOf } from '../mail-streams.ts'
import { SendingPauses } from '../sending-pauses.ts'
import { refuseForgotten, type SendOnce, sendingOnce } from '../sent-emails.ts'
import { sendEmail, Throttled } from '../ses.ts'
import { secondsToWait } from '../throttling.ts'

/**
 * The longest time for one mail: SES 8.5 s, three requests to DynamoDB with three attempts of 1.5 s each, and half a
 * second of pauses when DynamoDB leaves a record unprocessed. No mail starts with less time left, because a function
 * that ends during a mail sends it twice.
 */
const LONGEST_MAIL_MS = 22_500

/**
 * How many mails of a batch are sent at once. At a tenth of a second each, an invocation sends about thirty per second;
 * multiplied by the event source's maximum concurrency, that is the total rate.
 */
const AT_ONCE = 3

/** Sends each requested e-mail once, except to addresses that bounced or complained. */
export const handler = pacedQueueHandler(({ context, records }) => {
  const recipients = new BatchRecipients(records)
  const sendOnce = sendingOnce(context)
  const pauses = new SendingPauses()
  return {
    messages: cloudEvents(mailMailer),
    identify: ({ data }: EmailRequested) => ({ emailId: data.emailId, tenant: data.tenant }),
    longestMs: LONGEST_MAIL_MS,
    async consume(event: EmailRequested, delivery): Promise<Facts> {
      const suppressed = await recipients.suppressionReason(event.data.to)
      const facts: Facts = suppressed
        ? { suppressed }
        : {
            sesMessageId: await pauses.unlessPaused(mailTypeOf(event), () => send(event, delivery, sendOnce)),
          }
      // The time of what the mail is about, such as the purchase.
      completed('mail', new Date(event.time))
      return facts
    },
    deadLettered: () => missed('mail'),
  }
}, AT_ONCE)

async function send(event: EmailRequested, delivery: Delivery, sendOnce: SendOnce): Promise<string> {
  refuseForgotten(event.time, delivery.receivedAt)
  let taken: string | undefined
  try {
    return await sendOnce(event.data.emailId, async () => {
      taken = await sendEmail(event)
      return taken
    })
  } catch (error) {
    // SES has accepted it. A retry, only because recording that failed, would send it twice.
    if (taken !== undefined) return unrecorded(taken, error)
    if (error instanceof Throttled) throw new RetryLater(error.message, secondsToWait(error.quota, delivery))
    if (error instanceof IdempotencyAlreadyInProgressError) {
      throw new RetryLater('another invocation is sending the e-mail, or ended while it was sending it')
    }
    throw error
  }
}

function unrecorded(sesMessageId: string, error: unknown): string {
  logger.warn('an e-mail is sent, but this could not be recorded', {
    sesMessageId,
    reason: reasonOf(error),
  })
  return sesMessageId
}
