import type { PurchaseRequest } from '../clients/shop/place-purchase.ts'

const CUSTOMERS = 24
/** Every so many purchases is above the limit from which on a person reviews it. */
const LARGE_EVERY = 8
/** In cents. */
const AMOUNTS = { usual: 1_990, large: 60_000 }

/** Who buys what: some dozens of customers in turn, so that each has several purchases whose order matters. */
export class Customers {
  readonly #run: string
  readonly #addressOf: (name: string) => string

  /** @param run part of the customers' names: two runs on an account have none in common */
  constructor(run: string, addressOf: (name: string) => string) {
    this.#run = run
    this.#addressOf = addressOf
  }

  /** @param index from 0 */
  purchase(index: number): PurchaseRequest {
    const name = `gameday-${this.#run}-${String(index % CUSTOMERS).padStart(2, '0')}`
    // One more for each round, so that every customer has a large one now and then.
    const isLarge = (index + Math.floor(index / CUSTOMERS)) % LARGE_EVERY === 0
    return {
      customerId: name,
      customerEmail: this.#addressOf(name),
      shipTo: {
        name: 'Gameday',
        street: 'Rua Augusta 1',
        city: 'Lisbon',
        postalCode: '1100-048',
        country: 'PT',
      },
      items: [
        {
          sku: 'book-1',
          quantity: 1,
          unitPrice: { amount: isLarge ? AMOUNTS.large : AMOUNTS.usual, currency: 'EUR' },
        },
      ],
    }
  }
}

/** Of a recipient on the local AWS, whose inbox is read. */
export function inboxAddress(name: string): string {
  return `${name}@example.com`
}

/** Of a recipient on an account: SES's own address for mail that arrives. A run reaches nobody. */
export function simulatorAddress(name: string): string {
  return `success+${name}@simulator.amazonses.com`
}
