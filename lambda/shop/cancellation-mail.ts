import { cloudEvent } from '../contracts/cloud-event.ts'
import { type EmailRequested, emailRequested } from '../contracts/email-events.ts'
import type { PurchaseCancelled } from '../contracts/purchase-events.ts'
import { shortened } from '../contracts/text.ts'
import { escaped } from '../http/html.ts'
import { derivedId } from './purchase.ts'
import { TENANT } from './tenant.ts'

/** The e-mail that a purchase is cancelled, with the reason. The same purchase gives the same e-mail. */
export function cancellationMail({ data }: PurchaseCancelled): EmailRequested {
  const emailId = derivedId('cancellation', data.purchaseId)
  return cloudEvent(
    emailRequested,
    {
      id: emailId,
      source: 'urn:messaging:shop:receipts',
      subject: emailId,
      time: data.cancelledAt,
      correlationid: data.purchaseId,
    },
    {
      emailId,
      tenant: TENANT,
      mailType: 'transactional',
      to: data.customerEmail,
      subject: `Your purchase ${data.purchaseId} is cancelled`,
      text: `${paragraphs(data).join('\n\n')}\n`,
      html: [
        '<!doctype html><html lang="en"><body>',
        ...paragraphs(data).map(paragraph => `<p>${escaped(paragraph)}</p>`),
        '</body></html>',
      ].join('\n'),
    },
  )
}

const LONGEST_REASON = 5_000

function paragraphs({ purchaseId, code, reason }: PurchaseCancelled['data']): string[] {
  return [
    'Hello,',
    `we had to cancel your purchase ${purchaseId}. ${shortened(reason, LONGEST_REASON)}`,
    `Nothing will be shipped. ${nextStep(code)}`,
  ]
}

/** Of a reason that this release does not know, only the text for the customer says what would help. */
function nextStep(code: PurchaseCancelled['data']['code']): string {
  if (code === 'no-carrier') return 'You are welcome to place the purchase again with another address.'
  return 'You are welcome to place the purchase again.'
}
