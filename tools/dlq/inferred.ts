import type { Connection } from '../clients/connection.ts'
import { findTrail, type Hop } from '../clients/trail.ts'
import type { Letter } from './letter.ts'
import type { SafetyQueue } from './safety-queues.ts'

/** A dead letter that the trail tells of, behind those of its group that SQS shows. */
export interface Inferred {
  readonly in: SafetyQueue
  readonly correlationId: string | undefined
  /** Of the message that the function gave up; the dead letter has another. */
  readonly messageId: string
  readonly event: string
  readonly group: string | undefined
  readonly reason: string | undefined
  readonly since: string
}

/** What a look into a queue has shown. */
export interface Shown {
  readonly in: SafetyQueue
  readonly letters: readonly Letter[]
  /** How many messages the queue counts beside them. */
  readonly hidden: number
}

export interface TrailSearch {
  readonly connection: Connection
  readonly stage: string
  /** The first characters of the id of a purchase, video or post. @default - all of them */
  readonly id?: string
}

/** Those that a queue hides, as far as the trail tells: given up by its function, and not tried again since. */
export async function inferredBehind(
  { in: safety, letters, hidden }: Shown,
  { connection, stage, id }: TrailSearch,
): Promise<Inferred[]> {
  // SQS shows all groups of a FIFO queue, and of a standard queue all there is.
  if (!safety.queue.fifo || safety.role === 'undelivered' || hidden <= 0) return []
  const hops = await findTrail(connection, {
    stage,
    service: safety.service,
    correlationId: id === undefined ? undefined : `${id}*`,
    since: new Date(Date.now() - safety.queue.retentionSeconds * 1_000),
  })
  const shown = new Set(letters.map(messageKey))
  const dead = [...Map.groupBy(hops, messageKey)].flatMap(([key, ofMessage]) => {
    const hop = ofMessage.at(-1)
    return hop?.outcome === 'dead-lettered' && !shown.has(key) ? hop : []
  })
  return dead.map(hop => inferredFrom(hop, safety))
}

/** The same before and after a redrive, which gives a message another id. */
function messageKey({ correlationId, event, messageId }: Letter | Hop): string {
  return correlationId === undefined ? messageId : `${correlationId} ${event}`
}

function inferredFrom(hop: Hop, safety: SafetyQueue): Inferred {
  const { correlationId, messageId, event, group, reason, doneAt } = hop
  return { in: safety, correlationId, messageId, event, group, reason, since: doneAt }
}
