import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../clients/connection.ts'
import type { SignedFetch } from '../clients/signed-request.ts'
import type { StackOutputs } from '../clients/stack-outputs.ts'
import type { Checks } from './checks.ts'

/** What the journeys of one run share. */
export interface Run {
  readonly connection: Connection
  readonly stage: string
  /** `verify-3fa9c1d2`: the customer, the author and the product. */
  readonly id: string
  readonly request: SignedFetch
  /** @param part the last part of the stack's name: `Shop` */
  readonly outputs: (part: string) => Promise<StackOutputs>
  readonly checks: Checks
  /** How long to wait for the end of each journey. */
  readonly withinMs: number
  /** Ends the run, at any time. */
  readonly signal: AbortSignal
}

/** Every CloudWatch log group is asked at each look, and a region allows 5 to 25 requests a second. */
const ACCOUNT_POLL_MS = 3_000
const LOCAL_POLL_MS = 200

/** The address of SES's mailbox simulator for mail that arrives; what follows the plus is free. */
export function addressOf({ id }: Run): string {
  return `success+${id}@simulator.amazonses.com`
}

/**
 * Looks until there is something, or the time is over.
 *
 * @returns undefined in the second case
 */
export async function until<Found>(
  { connection, withinMs, signal }: Run,
  look: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const end = performance.now() + withinMs
  const pollMs = connection.endpoint === undefined ? ACCOUNT_POLL_MS : LOCAL_POLL_MS
  for (;;) {
    const found = await look()
    if (found !== undefined || performance.now() > end) return found
    await sleep(pollMs, undefined, { signal })
  }
}
