import { shopReceipts } from '../../contracts/consumers/shop-receipts.ts'
import { purchasePlaced } from '../../contracts/purchase-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { requestEmail } from '../../queue/emails-queue.ts'
import { cloudEvents } from '../../queue/message.ts'
import type { Facts } from '../../runtime/hop.ts'
import { cancellationMail } from '../cancellation-mail.ts'
import { opened } from '../opened-purchase.ts'
import { factsOf } from '../purchase.ts'
import { receiptFor } from '../receipt.ts'

/**
 * Requests the mails about a purchase from the mailer: its receipt, or its cancellation. It alone opens what is sealed. Of
 * a customer who is forgotten, nothing can be opened, and nothing is mailed.
 */
export const handler = standardQueueHandler({
  messages: cloudEvents(shopReceipts),
  identify: factsOf,
  async consume(event): Promise<Facts> {
    const readable = await opened(event)
    // Nothing is left to do, and nothing is wrong: no dead letter.
    if (readable === undefined) return { forgotten: 'true' }
    const mail = readable.type === purchasePlaced.type ? receiptFor(readable) : cancellationMail(readable)
    await requestEmail(mail)
    return { emailId: mail.data.emailId }
  },
})
