import { cloudEvent } from '../../contracts/cloud-event.ts'
import { type EmailRequested, emailRequested } from '../../contracts/email-events.ts'
import { escaped } from '../../http/html.ts'
import { derivedIds } from '../../runtime/derived-id.ts'
import type { BasketItem } from './basket.ts'

/** The tenant for the fair mail queue. */
const TENANT = 'clickstream'

/** A long mail is not read. */
const MOST_LISTED = 10

const derivedId = derivedIds('clickstream')

/** What a reminder is about. */
export interface RemindedBasket {
  /** The id of the message that waited for the basket: each has one mail at most. */
  readonly reminderId: string
  /** When the mail was decided on, in ms since 1970. */
  readonly remindedAt: number
  /** What is in the basket, the latest first. */
  readonly items: readonly BasketItem[]
}

/** @param unsubscribe the link that ends the reminders */
export function basketMail(
  { reminderId, remindedAt, items }: RemindedBasket,
  to: string,
  unsubscribe: string,
): EmailRequested {
  const emailId = derivedId('mail', reminderId)
  const products = productsOf(items)
  return cloudEvent(
    emailRequested,
    {
      id: emailId,
      source: 'urn:messaging:clickstream:remind',
      subject: emailId,
      time: new Date(remindedAt).toISOString(),
      correlationid: reminderId,
    },
    {
      emailId,
      tenant: TENANT,
      mailType: 'marketing',
      to,
      subject: 'You left something in your basket',
      text: textOf(products, unsubscribe),
      html: htmlOf(products, unsubscribe),
      unsubscribe,
    },
  )
}

const WHY = 'You are getting this e-mail because you asked to be reminded of what you leave in your basket.'

/** `2 × skis-3`, the latest first. */
function productsOf(items: readonly BasketItem[]): string[] {
  const bySku = Map.groupBy(items, ({ sku }) => sku)
  const all = Array.from(bySku, ([sku, each]) => {
    const quantity = each.reduce((sum, one) => sum + one.quantity, 0)
    return `${quantity} × ${sku}`
  })
  const more = all.length - MOST_LISTED
  return more > 0 ? [...all.slice(0, MOST_LISTED), `and ${more} more`] : all
}

function textOf(products: readonly string[], unsubscribe: string): string {
  return [
    'Hello,',
    '',
    'you left something in your basket:',
    '',
    ...products,
    '',
    '-- ',
    WHY,
    `Unsubscribe: ${unsubscribe}`,
    '',
  ].join('\n')
}

function htmlOf(products: readonly string[], unsubscribe: string): string {
  return [
    '<!doctype html><html lang="en"><body>',
    '<p>Hello,</p>',
    '<p>you left something in your basket:</p>',
    `<ul>${products.map(product => `<li>${escaped(product)}</li>`).join('')}</ul>`,
    `<hr><p>${WHY} <a href="${escaped(unsubscribe)}">Unsubscribe</a></p>`,
    '</body></html>',
  ].join('\n')
}
