import {
  type PlacedEvent,
  type PurchasePlaced,
  purchasePlaced,
  purchasePlacedSealed,
} from '../contracts/purchase-events.ts'
import { areSealed, keyFor } from './customer-keys-table.ts'
import { seal } from './sealing.ts'

/** The type of the event by which this stage publishes a purchase. */
export const publishedType = areSealed ? purchasePlacedSealed.type : purchasePlaced.type

/** The purchase as this stage publishes it: where its topic archives, with the personal data sealed. */
export async function asPublished(placed: PurchasePlaced): Promise<PlacedEvent> {
  if (!areSealed) return placed
  const { customerEmail, shipTo, ...rest } = placed.data
  const { country, ...address } = shipTo
  const key = await keyFor(rest.customerId)
  const personal = seal({ customerEmail, shipTo: address }, rest, key)
  return { ...placed, type: purchasePlacedSealed.type, data: { ...rest, shipTo: { country }, personal } }
}
