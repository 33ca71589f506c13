import type { Ledger } from '../clients/shop/ledger.ts'
import type { ShippedEvents } from '../clients/shop/shipped-events.ts'

/** Tells a ledger what the witness sees shipped, until `signal` aborts. */
export async function watchShipments(
  witness: ShippedEvents,
  ledger: Ledger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) for (const event of await witness.next()) ledger.ship(event)
}
