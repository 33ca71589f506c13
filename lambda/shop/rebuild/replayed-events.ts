import { FORGOTTEN_CUSTOMER } from '../../contracts/purchase.ts'
import type { PurchaseEvent } from '../../contracts/purchase-events.ts'
import type { Facts } from '../../runtime/hop.ts'
import { readState } from '../generations.ts'
import type { GenerationsState } from '../generations-state.ts'
import { expiryOf } from '../purchase-lifetime.ts'
import { completePurchase } from '../purchases-table.ts'
import { fieldsOf } from '../read-model.ts'
import { addProgress } from './replay-progress.ts'
import { replayedCustomer } from './replayed-customer.ts'
import { forgetCustomer } from './stored-items.ts'

/** The replayed events of one invocation. */
export class ReplayedEvents {
  readonly #expected: number
  readonly #times: string[] = []
  #state: Promise<GenerationsState> | undefined

  /** @param expected how many there are. Progress is written once, with the last of them. */
  constructor(expected: number) {
    this.#expected = expected
  }

  /** Without a rebuild in progress, there is nothing to do: the event is what an abandoned one left in the queue. */
  async take(event: PurchaseEvent): Promise<Facts> {
    this.#state ??= readState()
    const { building } = await this.#state
    if (!building) return { building: 'none' }
    const { generation } = building
    const { purchaseId } = event.data
    const customerId = await replayedCustomer(event)
    await completePurchase(generation, { ...fieldsOf(event), customerId }, expiryOf(purchaseId, event.time))
    // A live event that came late may have named the customer.
    if (customerId === FORGOTTEN_CUSTOMER) await forgetCustomer(generation, purchaseId)
    this.#times.push(event.time)
    if (this.#times.length === this.#expected) {
      await addProgress(generation, this.#times.length, this.#times.toSorted().at(-1) ?? event.time)
    }
    return { building: generation }
  }
}
