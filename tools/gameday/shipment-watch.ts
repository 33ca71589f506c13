import type { Ledger } from '../clients/shop/ledger.ts'
import type { ShippedEvents } from '../clients/shop/shipped-events.ts'

/** Adds the shipments that the witness sees to a ledger, until `signal` aborts. */
export async function watchShipments(
  witness: ShippedEvents,
  ledger: Ledger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) for (const event of await witness.next()) ledger.ship(event)
}
