import { Lanes } from '../queue/lanes.ts'
import { unavailableIn } from '../runtime/unavailable.ts'
import type { CountResult, Outcome } from './count-result.ts'
import { type Claim, type ClaimEnd, countTogether } from './count-transaction.ts'
import { markerKey } from './counted-events-table.ts'
import { figuresOf, lateFigures } from './figures.ts'
import { isLate } from './lateness.ts'
import { minuteOf } from './minute.ts'
import type { StreamEvent } from './stream-record.ts'
import { planTransactions } from './transaction-plan.ts'
import { itemOf, stripeOf } from './trends-table.ts'

/** How many transactions are in progress at once. */
const lanes = new Lanes(10)

/**
 * Counts each event once in a generation of the figures, even if it is called with the event repeatedly. Of several
 * records of one event, the first in the order of the stream counts.
 *
 * @param events in the order of their shard
 * @param keptFrom the earliest beginning of the time for which marks and figures are kept. Otherwise it begins with the
 *   arrival, so those of a replay of long ago would expire at once.
 */
export async function countEvents(
  events: readonly StreamEvent[],
  generation: string,
  keptFrom = new Date(0),
): Promise<CountResult> {
  const copies = Map.groupBy(events, event => markerKey(event, generation))
  const claims = Array.from(copies).flatMap(([marker, [first]]) =>
    first ? claimOf(marker, first, generation, keptFrom) : [],
  )
  const outcomes = new Map<StreamEvent, Outcome>()
  const failures = new Map<StreamEvent, unknown>()
  for (const [claim, end] of await countAll(claims)) {
    for (const event of copies.get(claim.marker) ?? []) {
      if (end.kind === 'failed') failures.set(event, end.error)
      else outcomes.set(event, outcomeOf(event, claim, end))
    }
  }
  return { outcomes, failures }
}

function claimOf(marker: string, event: StreamEvent, generation: string, keptFrom: Date): Claim {
  const { data, time } = event.event
  const key = {
    generation,
    sku: data.sku,
    minute: minuteOf(new Date(time)),
    stripe: stripeOf(event.shardId),
  }
  const adds = isLate(event) ? lateFigures : figuresOf(event.event)
  return { marker, event, key, adds, keptFrom: event.arrivedAt > keptFrom ? event.arrivedAt : keptFrom }
}

async function countAll(claims: readonly Claim[]): Promise<ReadonlyMap<Claim, ClaimEnd>> {
  const ends = new Map<Claim, ClaimEnd>()
  for (const round of planTransactions(claims, ({ key }) => itemOf(key))) {
    await Promise.all(round.map(transaction => lanes.run(() => countUnlessDown(transaction, ends))))
  }
  return ends
}

/**
 * Skips the transaction if a service is down, so that the caller learns about it soon.
 *
 * @param ends the results of earlier transactions; this one's are added
 */
async function countUnlessDown(transaction: readonly Claim[], ends: Map<Claim, ClaimEnd>): Promise<void> {
  const outage = [...ends.values()].find(isOutage)
  const ended = outage ? transaction.map(claim => [claim, outage] as const) : await countTogether(transaction)
  for (const [claim, end] of ended) ends.set(claim, end)
}

function isOutage(end: ClaimEnd): boolean {
  return end.kind === 'failed' && unavailableIn(end.error) !== undefined
}

function outcomeOf(event: StreamEvent, { event: first }: Claim, end: ClaimEnd): Outcome {
  if (end.kind === 'marked') return end.recordId === event.recordId ? 'redelivered' : 'duplicate'
  if (event !== first) return 'duplicate'
  return isLate(event) ? 'late' : 'counted'
}
