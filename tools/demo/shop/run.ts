import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Connection } from '../../clients/connection.ts'
import { type DeadLetter, peekDeadLetters } from '../../clients/dead-letters.ts'
import { type InboxMail, readInbox } from '../../clients/inbox.ts'
import { Ledger } from '../../clients/shop/ledger.ts'
import { placePurchase } from '../../clients/shop/place-purchase.ts'
import { ShippedEvents } from '../../clients/shop/shipped-events.ts'
import { type SignedFetch, signedFetch } from '../../clients/signed-request.ts'
import { type StackOutputs, stackOutputs } from '../../clients/stack-outputs.ts'
import { findTrail, type Hop } from '../../clients/trail.ts'
import { DEMO_PURCHASES, type DemoPurchase, poison } from './scenario.ts'

const DEADLINE_MS = 15_000

/** A purchase of the scenario, and its results. */
export interface Outcome {
  purchase: DemoPurchase
  purchaseId: string
  /** The id in the response to the second of two requests with the same `Idempotency-Key`. */
  repeatedId: string | undefined
  /** The response of `GET /purchases/{id}`. */
  status: Record<string, unknown>
  hops: Hop[]
  receipt: InboxMail | undefined
  /** The mail about its cancellation. */
  cancellation: InboxMail | undefined
}

export interface ShopResult {
  outcomes: Outcome[]
  /** The id of the message that a producer with a bug published. */
  poisonId: string
  deadLetters: DeadLetter[]
  /** The purchases that were placed and shipped, in order. */
  ledger: Ledger
}

/** Places the scenario's purchases and follows them until all are complete, up to a time limit. */
export async function runShop(
  connection: Connection,
  stage: string,
  report: (line: string) => void,
): Promise<ShopResult> {
  const since = new Date()
  const outputs = await stackOutputs(connection, `Messaging-${stage}-Shop`)
  const request = signedFetch(connection)
  const witness = await ShippedEvents.of(connection, outputs('PurchasesTopicArn'))
  const ledger = new Ledger()
  const poisonId = randomUUID()

  const placed: Pick<Outcome, 'purchase' | 'purchaseId' | 'repeatedId'>[] = []
  for (const purchase of DEMO_PURCHASES) {
    report(`placing: ${purchase.title}…`)
    placed.push({ purchase, ...(await place(request, outputs, purchase)) })
    ledger.place(purchase.request.customerId, placed.at(-1)?.purchaseId as string)
    if (purchase.fate === 'cancelled') await publishPoison(connection, outputs, purchase, poisonId)
  }

  const end = performance.now() + DEADLINE_MS
  let outcomes: Outcome[] = []
  let deadLetters: DeadLetter[] = []
  do {
    for (const event of await witness.next()) ledger.ship(event)
    outcomes = await Promise.all(
      placed.map(async ({ purchase, purchaseId, repeatedId }) => ({
        purchase,
        purchaseId,
        repeatedId,
        status: await statusOf(request, outputs, purchaseId),
        hops: await findTrail(connection, { correlationId: purchaseId, stage, since }),
        ...(await mailsOf(connection, purchase, purchaseId)),
      })),
    )
    deadLetters = await peekDeadLetters(connection, outputs('ShippingDeadLetterQueueUrl'))
    report(`following: ${outcomes.filter(isComplete).length} of ${outcomes.length} purchases are complete…`)
    await sleep(50)
  } while (performance.now() < end && !(outcomes.every(isComplete) && deadLetters.length > 0))
  await witness.close()
  return { outcomes, poisonId, deadLetters, ledger }
}

async function place(
  request: SignedFetch,
  outputs: StackOutputs,
  { request: body, idempotencyKey }: DemoPurchase,
) {
  const post = () => placePurchase(request, outputs('ShopApiUrl'), body, idempotencyKey)
  const purchaseId = await post()
  return { purchaseId, repeatedId: idempotencyKey ? await post() : undefined }
}

async function statusOf(request: SignedFetch, outputs: StackOutputs, purchaseId: string) {
  const response = await request('GET', `${outputs('ShopApiUrl')}/purchases/${purchaseId}`)
  return (await response.json()) as Record<string, unknown>
}

async function mailsOf(connection: Connection, { request }: DemoPurchase, purchaseId: string) {
  const mails = await readInbox(connection.endpoint as string, request.customerEmail)
  const about = mails.filter(({ subject }) => subject.includes(purchaseId))
  const isCancellation = ({ subject }: InboxMail) => subject.endsWith('cancelled')
  return { receipt: about.find(mail => !isCancellation(mail)), cancellation: about.find(isCancellation) }
}

/** Publishes to the topic in the customer's message group, without the API, as a producer with a bug does. */
async function publishPoison(
  connection: Connection,
  outputs: StackOutputs,
  { request }: DemoPurchase,
  id: string,
): Promise<void> {
  await new SNSClient(connection).send(
    new PublishCommand({
      TopicArn: outputs('PurchasesTopicArn'),
      Message: JSON.stringify(poison(id)),
      MessageGroupId: request.customerId,
      MessageDeduplicationId: id,
    }),
  )
}

/**
 * Whether every expected message of the purchase has been processed. Its version tells whether the stage seals personal
 * data, which makes no difference here.
 */
function isComplete({ purchase, hops, receipt, cancellation }: Outcome): boolean {
  const seen = new Set(hops.map(({ service, event }) => `${service} ${event?.replace(/\.v\d+$/, '')}`))
  const expected = [
    'shop-shipping shop.purchase.placed',
    'shop-history shop.purchase.placed',
    'shop-receipts shop.purchase.placed',
    'mail-mailer mail.email.requested',
    `shop-history shop.purchase.${purchase.fate}`,
    ...(purchase.flagged ? ['shop-review shop.purchase.placed', 'shop-history shop.purchase.flagged'] : []),
  ]
  const told = receipt !== undefined && (cancellation !== undefined || purchase.fate === 'shipped')
  return told && expected.every(hop => seen.has(hop))
}
