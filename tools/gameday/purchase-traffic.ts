import { randomUUID } from 'node:crypto'
import { failureOf } from '../clients/request-failure.ts'
import type { Ledger } from '../clients/shop/ledger.ts'
import { type PurchaseRequest, placePurchase } from '../clients/shop/place-purchase.ts'
import type { SignedFetch } from '../clients/signed-request.ts'
import type { Customers } from './customers.ts'
import { patiently } from './patiently.ts'
import type { StageClock } from './stage-clock.ts'

/** A purchase that the API accepted. */
export interface Placed {
  purchaseId: string
  customerId: string
  /** When the response arrived, in ms of the stage's time. */
  at: number
}

export interface Shop {
  request: SignedFetch
  /** The output `ShopApiUrl` of the shop stack. */
  apiUrl: string
}

/** Places purchases evenly over time; clients retry each with one idempotency key until it is accepted. */
export class PurchaseTraffic {
  readonly placed: Placed[] = []
  /** The reasons why clients gave up, in a few words each. */
  readonly failures: string[] = []
  readonly #shop: Shop
  readonly #customers: Customers
  readonly #ledger: Ledger
  readonly #clock: StageClock
  /** Each customer places one purchase after another, so that they have an order. */
  readonly #buying = new Map<string, Promise<void>>()

  /** @param ledger receives each accepted purchase, in each customer's order */
  constructor(shop: Shop, customers: Customers, ledger: Ledger, clock: StageClock) {
    this.#shop = shop
    this.#customers = customers
    this.#ledger = ledger
    this.#clock = clock
  }

  /** Resolves when the last of `count` purchases is accepted or given up; throws only when `signal` aborts. */
  async run({ count, everyMs }: { count: number; everyMs: number }, signal: AbortSignal): Promise<void> {
    const start = this.#clock.now()
    for (let index = 0; index < count; index++) {
      await this.#clock.sleep(start + index * everyMs - this.#clock.now(), signal)
      this.#send(this.#customers.purchase(index), signal)
    }
    await Promise.all(this.#buying.values())
    signal.throwIfAborted()
  }

  /** A slow response delays only the same customer's next purchase. */
  #send(purchase: PurchaseRequest, signal: AbortSignal): void {
    const before = this.#buying.get(purchase.customerId) ?? Promise.resolve()
    this.#buying.set(
      purchase.customerId,
      before.then(() => this.#place(purchase, signal)),
    )
  }

  async #place(purchase: PurchaseRequest, signal: AbortSignal): Promise<void> {
    const { request, apiUrl } = this.#shop
    const key = randomUUID()
    try {
      const purchaseId = await patiently(() => placePurchase(request, apiUrl, purchase, key), signal)
      this.#ledger.place(purchase.customerId, purchaseId)
      this.placed.push({ purchaseId, customerId: purchase.customerId, at: this.#clock.now() })
    } catch (error) {
      this.failures.push(failureOf(error))
    }
  }
}
