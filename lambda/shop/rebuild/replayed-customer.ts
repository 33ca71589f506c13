import { FORGOTTEN_CUSTOMER } from '../../contracts/purchase.ts'
import {
  type PurchaseEvent,
  purchaseCancelledSealed,
  purchasePlacedSealed,
} from '../../contracts/purchase-events.ts'
import { findKey } from '../customer-keys-table.ts'

/**
 * Whose a purchase is, by an event of the archive. The archive names customers for ever, and nobody keeps a list of those
 * who are forgotten: what tells is the customer's key. With the key that has sealed the event, the customer is known;
 * without it, or with a later one, the customer was forgotten since.
 *
 * @returns undefined for an event that is not sealed: others of the purchase tell, or the live read model
 */
export async function replayedCustomer(event: PurchaseEvent): Promise<string | undefined> {
  switch (event.type) {
    case purchasePlacedSealed.type:
    case purchaseCancelledSealed.type: {
      const { customerId, personal } = event.data
      return (await findKey(customerId, personal.keyId)) ? customerId : FORGOTTEN_CUSTOMER
    }
    default:
      return undefined
  }
}
