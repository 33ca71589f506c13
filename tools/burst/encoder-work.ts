import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../clients/connection.ts'
import { findTrail } from '../clients/trail.ts'
import type { Work } from './drain.ts'

/** CloudWatch Logs shows new lines after some seconds. */
const PATIENCE_MS = 60_000
const POLL_MS = 2_000

/** The work of the queue's encoders on these videos, from their logs; some may be missing. */
export async function encoderWork(
  connection: Connection,
  stage: string,
  since: Date,
  videoIds: ReadonlySet<string>,
): Promise<Work[]> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const hops = await findTrail(connection, { service: 'video-encoder', stage, since })
    const done = hops.filter(
      ({ correlationId = '', outcome }) => outcome === 'done' && videoIds.has(correlationId),
    )
    if (done.length >= videoIds.size || Date.now() > end) {
      return done.map(({ receivedAt, doneAt }) => ({
        receivedAt: Date.parse(receivedAt),
        doneAt: Date.parse(doneAt),
      }))
    }
    await sleep(POLL_MS)
  }
}
