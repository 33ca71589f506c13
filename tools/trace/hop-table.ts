import { type Hop, waitedMs, workedMs } from '../clients/trail.ts'
import { duration } from '../terminal/duration.ts'
import { bold, columns, fitted, red, yellow } from '../terminal/terminal.ts'

/** More hops of one kind than this are one row: a post has as many mails as its author has subscribers. */
const ROWS_A_KIND = 5

/** Prints each hop with how long its message waited, how long the function worked on it, and why it did not end well. */
export function printHops(hops: readonly Hop[]): void {
  const kinds = Map.groupBy(hops, ({ service, event, outcome }) => `${service} ${event} ${outcome}`)
  const rows = [...kinds.values()]
    .flatMap(kind => (kind.length > ROWS_A_KIND ? [kind] : kind.map(hop => [hop])))
    .toSorted(([a], [b]) => (a as Hop).receivedAt.localeCompare((b as Hop).receivedAt))
  columns([['function', 'message', 'waited', 'worked', ''], ...rows.map(cells)], {
    below: [undefined, ...rows.map(reasonOf)],
  })
  console.log(`  ${bold(duration(elapsedMs(hops)))} from the first request to the last hop`)
}

/** @param hops of one kind, shown in one row */
function cells(hops: readonly Hop[]): string[] {
  const { service, event, outcome, receiveCount, waitsFor } = hops[0] as Hop
  const notes = [
    ...(hops.length > 1 ? [`× ${hops.length}`] : []),
    ...(outcome === 'done' ? [] : [waitsFor ? `waits for ${waitsFor}` : outcome]),
    ...(hops.length === 1 && receiveCount > 1 ? [`receive ${receiveCount}`] : []),
  ]
  return [service, event, range(hops.map(waitedMs)), range(hops.map(workedMs)), notes.join(', ')]
}

/** @param hops of one kind */
function reasonOf(hops: readonly Hop[]): string | undefined {
  const { outcome, reason } = hops.at(-1) as Hop
  if (outcome === 'done' || !reason) return undefined
  return (outcome === 'retry' ? yellow : red)(fitted(`    ${reason}`))
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return least === most ? `${least} ms` : `${least}–${most} ms`
}

function elapsedMs(hops: readonly Hop[]): number {
  const times = hops.flatMap(({ sentAt, doneAt }) => [Date.parse(sentAt), Date.parse(doneAt)])
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times)
}
