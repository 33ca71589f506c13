import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { purchaseCancelled, purchasePlaced } from '../../contracts/purchase-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { cloudEvents } from '../../queue/message.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { cancellationMail } from '../cancellation-mail.ts'
import { factsOf } from '../purchase.ts'
import { receiptFor } from '../receipt.ts'

const sqs = sdkClient(SQSClient)
const emailsQueueUrl = environmentVariable('EMAILS_QUEUE_URL')

/** Asks the mailer for the mails about a purchase: its receipt, and that it is cancelled. */
export const handler = standardQueueHandler({
  messages: cloudEvents(purchasePlaced, purchaseCancelled),
  identify: factsOf,
  async consume(event) {
    const mail = event.type === purchasePlaced.type ? receiptFor(event) : cancellationMail(event)
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: emailsQueueUrl,
        MessageBody: JSON.stringify(mail),
        MessageGroupId: mail.data.tenant,
      }),
    )
    return { emailId: mail.data.emailId }
  },
})
