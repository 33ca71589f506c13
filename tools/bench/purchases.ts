import { localConnection } from '../connection.ts'
import { LocalAwsProcess } from '../local-aws-process.ts'
import { Ledger } from '../shop/ledger.ts'
import { type PurchaseRequest, placePurchase } from '../shop/place-purchase.ts'
import { ShippedEvents } from '../shop/shipped-events.ts'
import { type SignedFetch, signedFetch } from '../signed-request.ts'
import { stackOutputs } from '../stack-outputs.ts'
import { memoryUse } from './memory.ts'
import { megabytes, milliseconds, perSecond, type Row } from './report.ts'

/** How many requests are under way at a time. */
const CLIENTS = 8
/** Each client buys for these in turn. */
const CUSTOMERS_A_CLIENT = 5
const WARM_UP_SECONDS = 10
const SECONDS = 30
/** How long the queues may take to run empty after the last purchase was placed. */
const DRAIN_SECONDS = 60

/** Clients that each place one purchase after the other, until every accepted one is shipped. */
export async function measurePurchases(assembly: string): Promise<Row[]> {
  const local = await LocalAwsProcess.start({ assembly })
  try {
    const connection = localConnection(local.endpoint)
    const idle = memoryUse(local.pid)
    const outputs = await stackOutputs(connection, 'Messaging-dev-Shop')
    const shop = { request: signedFetch(connection), api: outputs('ApiUrl') }
    const witness = await ShippedEvents.of(connection, outputs('PurchasesTopicArn'))
    await load(shop, witness, WARM_UP_SECONDS)
    const { ledger, acceptedMs, shippedMs } = await load(shop, witness, SECONDS)
    const busy = memoryUse(local.pid)
    await witness.close()
    const rate = ((ledger.placed - ledger.outstanding) / shippedMs) * 1000
    return [
      {
        what: `purchases, POST to shipped (${CLIENTS} clients, ${SECONDS} s)`,
        measured: perSecond(rate, 'purchases'),
        beside: `accepted ${perSecond((ledger.placed / acceptedMs) * 1000, 'purchases')}, last shipped ${milliseconds(shippedMs - acceptedMs)} later`,
        target: { text: '≥ 150/s', met: rate >= 150 },
      },
      {
        what: 'lost, shipped twice, customers out of order',
        measured: `${ledger.outstanding}, ${ledger.shippedTwice}, ${ledger.outOfOrder} of ${ledger.placed} purchases`,
        target: { text: 'none', met: ledger.outstanding + ledger.shippedTwice + ledger.outOfOrder === 0 },
      },
      {
        what: 'memory after that load',
        measured: `${megabytes(busy.own)}, and ${megabytes(busy.children)} in ${busy.count} functions`,
        beside: `when ready ${megabytes(idle.own)}`,
      },
    ]
  } finally {
    await local.stop()
  }
}

interface Shop {
  request: SignedFetch
  api: string
}

async function load(shop: Shop, witness: ShippedEvents, seconds: number) {
  const ledger = new Ledger()
  const start = performance.now()
  const end = start + seconds * 1000
  const buying = Promise.all(Array.from({ length: CLIENTS }, (_, client) => buy(shop, ledger, client, end)))
  let lastShipped = start
  let placing = true
  const watching = (async () => {
    while ((placing || ledger.outstanding > 0) && performance.now() < end + DRAIN_SECONDS * 1000) {
      const events = await witness.next()
      for (const event of events) ledger.ship(event)
      if (events.length > 0) lastShipped = performance.now()
    }
  })()
  await buying
  placing = false
  const acceptedMs = performance.now() - start
  await watching
  return { ledger, acceptedMs, shippedMs: lastShipped - start }
}

async function buy(shop: Shop, ledger: Ledger, client: number, end: number): Promise<void> {
  for (let turn = 0; performance.now() < end; turn++) {
    const purchase = purchaseOf(`customer-${client}-${turn % CUSTOMERS_A_CLIENT}`)
    ledger.place(purchase.customerId, await placePurchase(shop.request, shop.api, purchase))
  }
}

function purchaseOf(customerId: string): PurchaseRequest {
  return {
    customerId,
    customerEmail: `${customerId}@example.com`,
    shipTo: { name: 'Bench', street: '1 Main Street', city: 'Lisbon', postalCode: '1000-001', country: 'PT' },
    items: [{ sku: 'book-1', quantity: 1, unitPrice: { amount: 1990, currency: 'EUR' } }],
  }
}
