import type { InboxMail } from '../../clients/inbox.ts'
import { dim, heading, yellow } from '../../terminal/terminal.ts'
import { type Finding, printFindings } from '../../trace/findings.ts'
import { printHops } from '../../trace/hop-table.ts'
import type { Outcome, ShopResult } from './run.ts'

/** Prints what happened to each purchase. @returns whether all claims hold */
export function reportShop({ outcomes, poisonId, deadLetters, ledger }: ShopResult): boolean {
  console.log(
    dim('Waiting includes the cold start of a function, and the batching window of receipts (one second).'),
  )
  for (const outcome of outcomes) reportPurchase(outcome)

  heading('Shipped, in this order')
  const titles = new Map(outcomes.map(({ purchaseId, purchase }) => [purchaseId, purchase.title]))
  for (const customer of new Set(outcomes.map(({ purchase }) => purchase.request.customerId))) {
    for (const id of ledger.shippedOf(customer))
      console.log(`  ${customer.padEnd(6)} ${id}  ${titles.get(id)}`)
  }

  heading('Two mails from the inbox')
  printMail(outcomes[0]?.receipt)
  printMail(outcomes.find(({ cancellation }) => cancellation)?.cancellation)

  heading("In shipping's dead-letter queue")
  for (const letter of deadLetters) {
    console.log(`  the message without an address, after ${letter.attempts} attempt`)
    console.log(`  ${yellow(letter.reason ?? 'moved there by the redrive policy')}`)
  }

  return printFindings('What the demo shows: the shop', findings({ outcomes, poisonId, deadLetters, ledger }))
}

function reportPurchase({ purchase, purchaseId, hops }: Outcome): void {
  heading(purchase.title)
  console.log(dim(`  ${purchase.shows}`))
  console.log(`  purchase ${purchaseId}`)
  printHops(hops)
}

function printMail(mail: InboxMail | undefined): void {
  console.log(`  To: ${mail?.to.join(', ')}\n  Subject: ${mail?.subject}\n`)
  for (const line of (mail?.text ?? '').trimEnd().split('\n')) console.log(`  ${dim('│')} ${line}`)
  console.log()
}

function findings({ outcomes, poisonId, deadLetters, ledger }: ShopResult): Finding[] {
  const shipped = outcomes.filter(({ purchase }) => purchase.fate === 'shipped')
  const cancelled = outcomes.filter(({ purchase }) => purchase.fate === 'cancelled')
  const repeated = outcomes.filter(({ repeatedId }) => repeatedId !== undefined)
  const flagged = outcomes.filter(({ purchase }) => purchase.flagged)
  return [
    {
      claim: `${shipped.length} purchases are shipped, each exactly once`,
      holds:
        ledger.shippedTwice === 0 &&
        shipped.every(
          ({ purchase, purchaseId, status }) =>
            status.status === 'shipped' && ledger.shippedOf(purchase.request.customerId).includes(purchaseId),
        ),
    },
    {
      claim: "each customer's purchases are shipped in the order in which they were placed",
      holds: ledger.outOfOrder === 0,
    },
    {
      claim: 'the request that was sent twice makes one purchase',
      holds: repeated.length > 0 && repeated.every(({ purchaseId, repeatedId }) => purchaseId === repeatedId),
    },
    {
      claim: 'only the purchase above the limit was reviewed',
      holds: outcomes.every(
        outcome =>
          flagged.includes(outcome) === outcome.hops.some(({ service }) => service === 'shop-review'),
      ),
    },
    {
      claim:
        'the purchase that no carrier delivers is cancelled, and its customer got a mail with the reason',
      holds: cancelled.every(
        ({ status, purchaseId, purchase, cancellation }) =>
          status.status === 'cancelled' &&
          cancellation?.text?.includes('No carrier delivers to Antarctica') &&
          !ledger.shippedOf(purchase.request.customerId).includes(purchaseId),
      ),
    },
    {
      claim: 'the message without an address is in the dead-letter queue, with its reason, after one attempt',
      holds:
        deadLetters.length === 1 &&
        deadLetters.every(
          ({ body, reason, attempts }) =>
            body.includes(poisonId) && reason?.includes('#/data/shipTo') && attempts === 1,
        ),
    },
    { claim: 'every purchase has its receipt in the inbox', holds: outcomes.every(({ receipt }) => receipt) },
    {
      claim: 'every hop is in CloudWatch Logs under its purchase id',
      holds: outcomes.every(({ hops }) => hops.some(({ service }) => service === 'mail-mailer')),
    },
  ]
}
