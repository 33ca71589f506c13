import { type Finding, printFindings } from '../findings.ts'
import { printHops } from '../hop-table.ts'
import { dim, heading, yellow } from '../terminal.ts'
import type { Outcome, ShopResult } from './demo-run.ts'

/** Prints what happened to each purchase. @returns whether all of it happened as it should */
export function reportShop({ outcomes, deadLetters, ledger }: ShopResult): boolean {
  console.log(
    dim(
      'Waiting includes the start of a function that has not run before, and the second that receipts wait\nfor each other.',
    ),
  )
  for (const outcome of outcomes) reportPurchase(outcome)

  heading('Shipped, in this order')
  const titles = new Map(outcomes.map(({ purchaseId, purchase }) => [purchaseId, purchase.title]))
  for (const customer of new Set(outcomes.map(({ purchase }) => purchase.request.customerId))) {
    for (const id of ledger.shippedOf(customer))
      console.log(`  ${customer.padEnd(6)} ${id}  ${titles.get(id)}`)
  }

  heading('A receipt from the inbox')
  const { receipt } = outcomes[0] as Outcome
  console.log(`  From: ${receipt?.from}\n  To: ${receipt?.to.join(', ')}\n  Subject: ${receipt?.subject}\n`)
  for (const line of (receipt?.text ?? '').trimEnd().split('\n')) console.log(`  ${dim('│')} ${line}`)

  heading("In shipping's dead-letter queue")
  for (const letter of deadLetters) {
    console.log(`  message ${letter.messageId}, received ${letter.attempts}×`)
    console.log(`  ${yellow(letter.reason ?? 'moved there by the redrive policy')}`)
  }

  return printFindings('What was to be shown of the shop', findings({ outcomes, deadLetters, ledger }))
}

function reportPurchase({ purchase, purchaseId, hops }: Outcome): void {
  heading(purchase.title)
  console.log(dim(`  ${purchase.shows}`))
  console.log(`  purchase ${purchaseId}`)
  printHops(hops)
}

function findings({ outcomes, deadLetters, ledger }: ShopResult): Finding[] {
  const shipped = outcomes.filter(({ purchase }) => purchase.fate === 'shipped')
  const poison = outcomes.filter(({ purchase }) => purchase.fate === 'dead-lettered')
  const repeated = outcomes.filter(({ repeatedId }) => repeatedId !== undefined)
  const flagged = outcomes.filter(({ purchase }) => purchase.flagged)
  return [
    {
      claim: `${shipped.length} purchases are shipped, each once`,
      holds:
        ledger.shippedTwice === 0 &&
        shipped.every(
          ({ purchase, purchaseId, status }) =>
            status.status === 'shipped' && ledger.shippedOf(purchase.request.customerId).includes(purchaseId),
        ),
    },
    {
      claim: "each customer's purchases are shipped in the order they were placed",
      holds: ledger.outOfOrder === 0,
    },
    {
      claim: 'the request that was sent twice is one purchase',
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
      claim: 'the one that cannot ship is in the dead-letter queue, with its reason, after one attempt',
      holds:
        deadLetters.length === poison.length &&
        poison.every(({ purchaseId }) =>
          deadLetters.some(
            ({ body, reason, attempts }) =>
              body.includes(purchaseId) && reason?.startsWith('NoCarrierError') && attempts === 1,
          ),
        ),
    },
    { claim: 'every purchase has its receipt in the inbox', holds: outcomes.every(({ receipt }) => receipt) },
    {
      claim: 'every hop is in CloudWatch Logs under its purchase id',
      holds: outcomes.every(({ hops }) => hops.some(({ service }) => service === 'mail-mailer')),
    },
  ]
}
