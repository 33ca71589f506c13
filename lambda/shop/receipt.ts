import { cloudEvent } from '../contracts/cloud-event.ts'
import { type EmailRequested, emailRequested } from '../contracts/email-events.ts'
import type { Item } from '../contracts/purchase.ts'
import type { PurchasePlaced } from '../contracts/purchase-events.ts'
import { shortened } from '../contracts/text.ts'
import { escaped } from '../http/html.ts'
import { priceText } from './price.ts'
import { derivedId } from './purchase.ts'
import { TENANT } from './tenant.ts'

/**
 * What a receipt shows of a purchase that is larger than today's doors let in. A mail with all of it could be larger than
 * the message that the mailer takes it from.
 */
const MOST_LISTED = 1_000
const LONGEST_LINE = 1_000

/** The e-mail that confirms a purchase with its prices. The same purchase gives the same e-mail. */
export function receiptFor({ data }: PurchasePlaced): EmailRequested {
  const emailId = derivedId('receipt', data.purchaseId)
  return cloudEvent(
    emailRequested,
    {
      id: emailId,
      source: 'urn:messaging:shop:receipts',
      subject: emailId,
      time: data.placedAt,
      correlationid: data.purchaseId,
    },
    {
      emailId,
      tenant: TENANT,
      mailType: 'transactional',
      to: data.customerEmail,
      subject: `Your purchase ${data.purchaseId}`,
      text: textOf(data),
      html: htmlOf(data),
    },
  )
}

function textOf({ shipTo, purchaseId, items, total }: PurchasePlaced['data']): string {
  return [
    `Hello ${shortened(shipTo.name, LONGEST_LINE)},`,
    '',
    `thank you for your purchase ${purchaseId}.`,
    '',
    ...items.slice(0, MOST_LISTED).map(item => `${item.quantity} × ${item.sku}: ${linePrice(item)}`),
    ...unlisted(items),
    `Total: ${priceText(total)}`,
    '',
    'It ships to:',
    ...addressOf(shipTo),
    '',
  ].join('\n')
}

function htmlOf({ shipTo, purchaseId, items, total }: PurchasePlaced['data']): string {
  const rows = [
    ...items
      .slice(0, MOST_LISTED)
      .map(
        item =>
          `<tr><td>${item.quantity} ×</td><td>${escaped(item.sku)}</td><td>${escaped(linePrice(item))}</td></tr>`,
      ),
    ...unlisted(items).map(words => `<tr><td></td><td>${words}</td><td></td></tr>`),
  ]
  return [
    '<!doctype html><html lang="en"><body>',
    `<p>Hello ${escaped(shortened(shipTo.name, LONGEST_LINE))},</p>`,
    `<p>thank you for your purchase ${escaped(purchaseId)}.</p>`,
    `<table>${rows.join('')}<tr><td></td><th>Total</th><td>${escaped(priceText(total))}</td></tr></table>`,
    `<p>It ships to:<br>${addressOf(shipTo).map(escaped).join('<br>')}</p>`,
    '</body></html>',
  ].join('\n')
}

function unlisted(items: readonly Item[]): string[] {
  return items.length > MOST_LISTED ? [`and ${items.length - MOST_LISTED} more`] : []
}

/** Exact above 2^53, too. */
function linePrice({ quantity, unitPrice }: Item): string {
  return priceText({ amount: BigInt(quantity) * BigInt(unitPrice.amount), currency: unitPrice.currency })
}

function addressOf({ name, street, city, postalCode, country }: PurchasePlaced['data']['shipTo']): string[] {
  return [name, street, `${postalCode} ${city}`, country].map(line => shortened(line, LONGEST_LINE))
}
