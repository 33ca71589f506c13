import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../clients/connection.ts'
import { findTrail, type Hop } from '../clients/trail.ts'

const POLL_MS = 2_000

export interface LoggedSince {
  stage: string
  since: Date
  /** In real ms: CloudWatch Logs shows new lines after some seconds. */
  patienceMs: number
}

/** All hops in the logs of the stage's functions, once the mailer has logged each of `purchaseIds`. */
export async function loggedHops(
  connection: Connection,
  purchaseIds: readonly string[],
  { stage, since, patienceMs }: LoggedSince,
): Promise<Hop[]> {
  const end = performance.now() + patienceMs
  for (;;) {
    const hops = await findTrail(connection, { stage, since })
    const mailed = new Set(
      hops.flatMap(({ service, correlationId }) => (service === 'mail-mailer' ? (correlationId ?? []) : [])),
    )
    if (purchaseIds.every(id => mailed.has(id)) || performance.now() > end) return hops
    await sleep(POLL_MS)
  }
}
