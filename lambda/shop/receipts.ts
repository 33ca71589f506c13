import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { purchasePlaced } from '../contracts/purchase-events.ts'
import { standardQueueHandler } from '../shared/batch.ts'
import { environmentVariable } from '../shared/environment.ts'
import { cloudEvents } from '../shared/message.ts'
import { sdkClient } from '../shared/sdk-clients.ts'
import { factsOf } from './purchase.ts'
import { receiptFor } from './receipt.ts'

const sqs = sdkClient(SQSClient)
const emailsQueueUrl = environmentVariable('EMAILS_QUEUE_URL')

/** Asks the mailer for each purchase's receipt. */
export const handler = standardQueueHandler({
  messages: cloudEvents(purchasePlaced),
  identify: factsOf,
  async consume(event) {
    const receipt = receiptFor(event)
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: emailsQueueUrl,
        MessageBody: JSON.stringify(receipt),
        MessageGroupId: receipt.data.tenant,
      }),
    )
    return { emailId: receipt.data.emailId }
  },
})
