import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { type EmailRequested, emailRequested } from '../contracts/email-events.ts'
import { pacedQueueHandler } from '../shared/batch.ts'
import { portionOf } from '../shared/batch-portion.ts'
import type { Consumer } from '../shared/consumer.ts'
import type { Delivery } from '../shared/delivery.ts'
import type { Facts } from '../shared/hop.ts'
import { cloudEvents } from '../shared/message.ts'
import { RetryLater } from '../shared/retry-later.ts'
import { hideFor } from '../shared/visibility.ts'
import { BatchRecipients } from './batch-recipients.ts'
import { sendOnce, startSending } from './sent-emails.ts'
import { sendEmail, Throttled } from './ses.ts'
import { type Quota, secondsToWait } from './throttling.ts'

/**
 * The longest that one mail may take: SES 8.5 s, and three requests to DynamoDB with three attempts of 1.5 s each.
 * None is begun with less time left: a function that ends in the middle of a mail sends it twice.
 */
const LONGEST_MAIL_MS = 22_000

let timeLeft = () => 0
let recipients = new BatchRecipients([])

/**
 * Mails of a batch that are sent at once. At a tenth of a second each, an invocation sends about thirty a second;
 * times the event source's maximum concurrency, that is the rate of all.
 */
const AT_ONCE = 3

const consumer: Consumer<EmailRequested> = {
  messages: cloudEvents(emailRequested),
  identify: ({ data }) => ({ emailId: data.emailId, tenant: data.tenant }),
  async consume(event, delivery): Promise<Facts> {
    if (timeLeft() < LONGEST_MAIL_MS) return postpone(delivery, 'rate', 'the mails before it took too long')
    const suppressed = await recipients.suppressionReason(event.data.to)
    return suppressed ? { suppressed } : { sesMessageId: await send(event, delivery) }
  },
}
const handleBatch = pacedQueueHandler(consumer, AT_ONCE)

/** Sends each e-mail that was asked for, once; none to an address that bounced or complained. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  startSending(context)
  recipients = new BatchRecipients(portionOf(event.Records).taken)
  timeLeft = () => context.getRemainingTimeInMillis()
  return handleBatch(event, context)
}

async function send(event: EmailRequested, delivery: Delivery): Promise<string> {
  try {
    return await sendOnce(event.data.emailId, () => sendEmail(event))
  } catch (error) {
    if (error instanceof Throttled) return postpone(delivery, error.quota, error.message)
    throw error
  }
}

async function postpone(
  { receiptHandle, receiveCount }: Delivery,
  quota: Quota,
  reason: string,
): Promise<never> {
  await hideFor(receiptHandle, secondsToWait(quota, receiveCount))
  throw new RetryLater(reason)
}
