import type { Hop } from '../clients/trail.ts'
import { totalOf } from './message-counts.ts'
import type { Results } from './results.ts'

/** Counts of something that must happen exactly once. */
export interface Once {
  never: number
  once: number
  more: number
}

/** The outcomes of accepted purchases. */
export interface Tally {
  accepted: number
  /** How many purchases clients gave up. */
  refused: number
  shipped: Once
  /** The number of purchases by status from the API; all should be `shipped`. */
  statuses: ReadonlyMap<string, number>
  /** How many customers' purchases were not shipped in the order in which they were placed. */
  outOfOrder: number
  receipts: Once
  /**
   * Messages in all dead-letter queues of the stage, of any kind; `undelivered` are those that SNS could not deliver.
   */
  deadLetters: number
  undelivered: number
  /** Neither shipped, nor a dead letter, nor undelivered; 0 if the run was given up. */
  lost: number
  /** Undefined if no clips were uploaded. */
  clips: { uploads: number; encoded: number; mails: Once } | undefined
}

export function tallyOf(results: Results): Tally {
  const { placed, refusals, ledger, statuses, mails, deadLetters, undelivered, clips } = results
  const shipped = {
    never: ledger.outstanding,
    once: ledger.placed - ledger.outstanding - ledger.shippedTwice,
    more: ledger.shippedTwice,
  }
  return {
    accepted: placed.length,
    refused: refusals.length,
    shipped,
    statuses: countsOf([...statuses.values()]),
    outOfOrder: ledger.outOfOrder,
    receipts: onceOf(placed.map(({ purchaseId }) => mails.get(purchaseId) ?? 0)),
    deadLetters: totalOf(deadLetters),
    undelivered: totalOf(undelivered),
    lost: lostOf(results),
    clips: clips && {
      uploads: clips.uploaded.length + clips.failures.length,
      encoded: [...clips.statuses.values()].filter(status => status === 'encoded').length,
      mails: onceOf(clips.uploaded.map(({ videoId }) => mails.get(videoId) ?? 0)),
    },
  }
}

function onceOf(counts: readonly number[]): Once {
  return {
    never: counts.filter(count => count === 0).length,
    once: counts.filter(count => count === 1).length,
    more: counts.filter(count => count > 1).length,
  }
}

/** If the run was given up, unshipped purchases may still be in a queue, so they do not count as lost. */
function lostOf({ ledger, deadLetters, undelivered, givenUp }: Results): number {
  if (givenUp) return 0
  const kept = (deadLetters.get('ShippingDeadLetter') ?? 0) + (undelivered.get('ShippingUndelivered') ?? 0)
  return Math.max(0, ledger.outstanding - kept)
}

function countsOf(values: readonly string[]): Map<string, number> {
  return new Map(
    [...Map.groupBy(values, value => value)].map(([value, all]): [string, number] => [value, all.length]),
  )
}

/** When a service first completed each correlation id, in ms since the epoch. */
export function doneAt(hops: readonly Hop[], service: string, event?: string): Map<string, number> {
  const times = new Map<string, number>()
  for (const hop of hops) {
    const { correlationId, outcome } = hop
    if (hop.service !== service || outcome !== 'done' || correlationId === undefined) continue
    if (event !== undefined && hop.event !== event) continue
    const at = Date.parse(hop.doneAt)
    times.set(correlationId, Math.min(at, times.get(correlationId) ?? at))
  }
  return times
}
