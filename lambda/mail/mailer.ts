import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { emailRequested } from '../contracts/email-events.ts'
import { standardQueueHandler } from '../shared/batch.ts'
import { cloudEvents } from '../shared/message.ts'
import { sendOnce, startSending } from './sent-emails.ts'
import { sendEmail } from './ses.ts'

const handleBatch = standardQueueHandler({
  messages: cloudEvents(emailRequested),
  identify: ({ data }) => ({ emailId: data.emailId, tenant: data.tenant }),
  async consume({ data }) {
    return { sesMessageId: await sendOnce(data.emailId, () => sendEmail(data)) }
  },
})

/** Sends each e-mail that was asked for, once. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  startSending(context)
  return handleBatch(event, context)
}
