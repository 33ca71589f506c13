import type { Connection } from '../clients/connection.ts'
import { Ledger } from '../clients/shop/ledger.ts'
import { type PurchaseRequest, placePurchase } from '../clients/shop/place-purchase.ts'
import { ShippedEvents } from '../clients/shop/shipped-events.ts'
import { type SignedFetch, signedFetch } from '../clients/signed-request.ts'
import type { StackOutputs } from '../clients/stack-outputs.ts'

/** How many requests are in progress at a time. */
export const CLIENTS = 8
/** Each client buys for this many customers in turn. */
const CUSTOMERS_A_CLIENT = 5
/** How long the queues may take to empty after the last purchase was placed. */
const DRAIN_SECONDS = 60

/** The result of a load; times are from its start. */
export interface Shipment {
  ledger: Ledger
  /** Until the last purchase was accepted. */
  acceptedMs: number
  /** Until the last one was shipped. */
  shippedMs: number
}

/** Clients that each place one purchase after another, and a witness that sees what is shipped. */
export class PurchaseLoad {
  readonly #request: SignedFetch
  readonly #api: string
  readonly #witness: ShippedEvents

  private constructor(request: SignedFetch, api: string, witness: ShippedEvents) {
    this.#request = request
    this.#api = api
    this.#witness = witness
  }

  /** @param outputs of the shop stack */
  static async on(connection: Connection, outputs: StackOutputs): Promise<PurchaseLoad> {
    const witness = await ShippedEvents.of(connection, outputs('PurchasesTopicArn'))
    return new PurchaseLoad(signedFetch(connection), outputs('ShopApiUrl'), witness)
  }

  /**
   * Places purchases, then waits until every accepted one is shipped, up to a time limit.
   *
   * @param more called before each purchase: whether to place another
   */
  async run(more: () => boolean): Promise<Shipment> {
    const ledger = new Ledger()
    const start = performance.now()
    let placed = Number.POSITIVE_INFINITY
    const buying = Promise.all(
      Array.from({ length: CLIENTS }, (_, client) => this.#buy(ledger, client, more)),
    ).finally(() => {
      placed = performance.now()
    })
    let shipped = start
    const isOver = () =>
      performance.now() > placed &&
      (ledger.outstanding === 0 || performance.now() > placed + DRAIN_SECONDS * 1000)
    const watching = (async () => {
      while (!isOver()) {
        const events = await this.#witness.next()
        for (const event of events) ledger.ship(event)
        if (events.length > 0) shipped = performance.now()
      }
    })()
    await Promise.all([buying, watching])
    return { ledger, acceptedMs: placed - start, shippedMs: shipped - start }
  }

  async close(): Promise<void> {
    await this.#witness.close()
  }

  async #buy(ledger: Ledger, client: number, more: () => boolean): Promise<void> {
    for (let turn = 0; more(); turn++) {
      const purchase = purchaseOf(`customer-${client}-${turn % CUSTOMERS_A_CLIENT}`)
      ledger.place(purchase.customerId, await placePurchase(this.#request, this.#api, purchase))
    }
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
