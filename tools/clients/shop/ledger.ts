import type { Shipped } from './shipped-events.ts'

/** Compares the purchases that were placed, in each customer's order, with those that were shipped. */
export class Ledger {
  readonly #placed = new Map<string, string[]>()
  readonly #shipped = new Map<string, Shipped[]>()
  readonly #outstanding = new Set<string>()
  readonly #announced = new Set<string>()

  place(customerId: string, purchaseId: string): void {
    append(this.#placed, customerId, purchaseId)
    // The event can arrive before the API's response.
    if (!this.#announced.has(purchaseId)) this.#outstanding.add(purchaseId)
  }

  ship(event: Shipped): void {
    append(this.#shipped, event.customerId, event)
    this.#announced.add(event.purchaseId)
    this.#outstanding.delete(event.purchaseId)
  }

  get placed(): number {
    return count(this.#placed)
  }

  /** How many are placed and not shipped. */
  get outstanding(): number {
    return this.#outstanding.size
  }

  /** Shipments beyond the first of a purchase. */
  get shippedTwice(): number {
    const shipments = [...this.#shipped.values()].flat()
    const distinct = new Set(shipments.map(({ shipmentId }) => shipmentId))
    return distinct.size - new Set(shipments.map(({ purchaseId }) => purchaseId)).size
  }

  /** How many customers' purchases were not shipped in the order in which they were placed. */
  get outOfOrder(): number {
    const inOrder = ([customerId, placed]: [string, string[]]) => {
      const shipped = this.shippedOf(customerId)
      const known = new Set(shipped)
      const expected = placed.filter(id => known.has(id))
      return shipped.every((id, index) => id === expected[index])
    }
    return [...this.#placed].filter(entry => !inOrder(entry)).length
  }

  /** The customer's purchases in the order of shipping; a repeated announcement counts once. */
  shippedOf(customerId: string): string[] {
    return [...new Set((this.#shipped.get(customerId) ?? []).map(({ purchaseId }) => purchaseId))]
  }
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

function count(lists: Map<string, unknown[]>): number {
  return [...lists.values()].reduce((sum, list) => sum + list.length, 0)
}
