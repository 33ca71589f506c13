import { shopReceipts } from '../../contracts/consumers/shop-receipts.ts'
import { purchasePlaced } from '../../contracts/purchase-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { requestEmail } from '../../queue/emails-queue.ts'
import { cloudEvents } from '../../queue/message.ts'
import { cancellationMail } from '../cancellation-mail.ts'
import { factsOf } from '../purchase.ts'
import { receiptFor } from '../receipt.ts'

/** Requests the mails about a purchase from the mailer: its receipt, or its cancellation. */
export const handler = standardQueueHandler({
  messages: cloudEvents(shopReceipts),
  identify: factsOf,
  async consume(event) {
    const mail = event.type === purchasePlaced.type ? receiptFor(event) : cancellationMail(event)
    await requestEmail(mail)
    return { emailId: mail.data.emailId }
  },
})
