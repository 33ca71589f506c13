import {
  type CancelledEvent,
  type PlacedEvent,
  type PurchaseCancelled,
  type PurchasePlaced,
  purchaseCancelled,
  purchaseCancelledSealed,
  purchasePlaced,
  purchasePlacedSealed,
} from '../contracts/purchase-events.ts'
import type { PersonalData, Sealed } from '../contracts/sealed.ts'
import { findKey } from './customer-keys-table.ts'
import { type Bound, open } from './sealing.ts'

/**
 * The event with its personal data, as the first version of its type has it.
 *
 * @returns undefined where the customer is forgotten: nobody can read it any more
 * @throws ContractViolation for sealed data that is not what was sealed; NoCustomerKeys
 */
export async function opened(
  event: PlacedEvent | CancelledEvent,
): Promise<PurchasePlaced | PurchaseCancelled | undefined> {
  switch (event.type) {
    case purchasePlaced.type:
    case purchaseCancelled.type:
      return event
    case purchasePlacedSealed.type: {
      const { personal, ...rest } = event.data
      const data = await unsealed(personal, rest)
      if (data === undefined) return undefined
      const shipTo = { ...data.shipTo, ...rest.shipTo }
      return { ...event, type: purchasePlaced.type, data: { ...rest, ...data, shipTo } }
    }
    case purchaseCancelledSealed.type: {
      const { personal, ...rest } = event.data
      const data = await unsealed(personal, rest)
      if (data === undefined) return undefined
      const { customerEmail } = data
      return { ...event, type: purchaseCancelled.type, data: { ...rest, customerEmail } }
    }
  }
}

async function unsealed(personal: Sealed, bound: Bound): Promise<PersonalData | undefined> {
  const key = await findKey(bound.customerId, personal.keyId)
  return key && open(personal, bound, key)
}
