import type { Connection } from '../../clients/connection.ts'
import { idTime } from '../../clients/id-time.ts'
import { inParallel } from '../../clients/in-parallel.ts'
import { readPipelines } from '../../clients/pipelines/pipelines.ts'
import { findTrail, type Hop } from '../../clients/trail.ts'
import { hopsOf, traceOf } from '../find-trace.ts'
import type { Whereabouts } from '../whereabouts.ts'

/** A purchase of a customer, and what became of it. */
export interface CustomerPurchase {
  readonly purchaseId: string
  /** ISO 8601. */
  readonly placedAt: string
  readonly state: 'complete' | 'waiting' | 'stuck'
  /** What should have followed and has not. */
  readonly open: readonly Whereabouts[]
}

export interface CustomerPurchases {
  readonly customerId: string
  /** ISO 8601. */
  readonly since: string
  /** Newest first. */
  readonly purchases: readonly CustomerPurchase[]
  /** How many older ones there are, which were not looked at. */
  readonly older: number
}

export interface CustomerSearch {
  readonly connection: Connection
  readonly stage: string
  readonly customerId: string
  readonly since: Date
}

/** Each takes a search of all logs: what would take minutes is asked for by a shorter time. */
const MOST = 25
const AT_ONCE = 2

/** The purchases of a customer of which something was logged since a time. */
export async function findPurchases(search: CustomerSearch): Promise<CustomerPurchases> {
  const { connection, stage, customerId, since } = search
  const [hops, pipelines] = await Promise.all([
    findTrail(connection, { stage, customerId, since }),
    readPipelines(connection, stage),
  ])
  const placed = newestFirst(hops)
  const purchases = await inParallel(placed.slice(0, MOST), AT_ONCE, async ({ correlationId, placedAt }) => {
    const one = { connection, stage, correlationId }
    const { open } = await traceOf(await hopsOf(one), one, pipelines)
    return { purchaseId: correlationId, placedAt, state: stateOf(open), open }
  })
  return { customerId, since: since.toISOString(), purchases, older: Math.max(0, placed.length - MOST) }
}

function newestFirst(hops: readonly Hop[]): { correlationId: string; placedAt: string }[] {
  const byPurchase = Map.groupBy(
    hops.filter(hop => hop.correlationId !== undefined),
    ({ correlationId = '' }) => correlationId,
  )
  return Array.from(byPurchase, ([correlationId, ofIt]) => ({
    correlationId,
    placedAt: placedAt(correlationId, ofIt),
  })).toSorted((a, b) => b.placedAt.localeCompare(a.placedAt))
}

/** As the id says, or the earliest line. */
function placedAt(id: string, hops: readonly Hop[]): string {
  return idTime(id, Date.now())?.from.toISOString() ?? (hops[0] as Hop).sentAt
}

function stateOf(open: readonly Whereabouts[]): CustomerPurchase['state'] {
  if (open.length === 0) return 'complete'
  return open.some(({ state }) => state === 'stuck') ? 'stuck' : 'waiting'
}
