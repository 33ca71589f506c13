import type { PurchaseRequest } from '../clients/shop/place-purchase.ts'

const CUSTOMERS = 24
/** One in this many purchases is above the limit for review by a person. */
const LARGE_EVERY = 8
/** In cents. */
const AMOUNTS = { usual: 1_990, large: 60_000 }

/** Makes purchases of two dozen customers in turn, so that each has several whose order matters. */
export class Customers {
  readonly #run: string
  readonly #addressOf: (name: string) => string

  /** @param run part of the customers' names, so that two runs on an account share no customers */
  constructor(run: string, addressOf: (name: string) => string) {
    this.#run = run
    this.#addressOf = addressOf
  }

  /** @param index from 0 */
  purchase(index: number): PurchaseRequest {
    const name = `gameday-${this.#run}-${String(index % CUSTOMERS).padStart(2, '0')}`
    // Shifted by one each round, so that every customer makes a large purchase now and then.
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

/** The address of a recipient on the local AWS, where the run reads the inbox. */
export function inboxAddress(name: string): string {
  return `${name}@example.com`
}

/** The address of a recipient on an account: the SES mailbox simulator's, so that a run reaches no person. */
export function simulatorAddress(name: string): string {
  return `success+${name}@simulator.amazonses.com`
}
