import type { Connection } from '../clients/connection.ts'
import { findTrail, type Hop } from '../clients/trail.ts'
import { type Stay, staysOf } from './stay.ts'

/** "The maximum visibility timeout is 12 hours": a message that is tried again was tried within that time. */
const LONGEST_HIDDEN_MS = 12 * 3_600_000

/**
 * The earlier message of the same FIFO group that is tried again and again, in a line; none where there is none.
 *
 * @param service the function behind the queue
 * @param stays those of the purchase, video or post, of which one tells the group
 */
export async function heldBackBy(
  service: string,
  stays: readonly Stay[],
  { connection, stage, correlationId }: { connection: Connection; stage: string; correlationId: string },
): Promise<string[]> {
  const { group, sentAt } = stays.flatMap(({ hops }) => hops).find(hop => hop.group !== undefined) ?? {}
  if (group === undefined || sentAt === undefined) return []
  const since = new Date(Date.parse(sentAt) - LONGEST_HIDDEN_MS)
  const head = staysOf(await findTrail(connection, { stage, service, group, since })).find(
    ({ last, first }) =>
      last.outcome === 'retry' &&
      first.correlationId !== correlationId &&
      first.sentAt <= sentAt &&
      isTried(last),
  )
  if (!head) return []
  const id = head.hops.find(hop => hop.correlationId)?.correlationId ?? head.messageId
  return [`it is behind ${id} of the group ${group}, which is tried again: ${head.last.reason}`]
}

function isTried({ reason = '' }: Hop): boolean {
  return !reason.startsWith('HeldBack')
}
