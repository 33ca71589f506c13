import { type Hop, waitedMs, workedMs } from '../clients/trail.ts'
import { duration } from '../terminal/duration.ts'
import { bold, columnLines, fitted, oneLine, red, wrapped, yellow } from '../terminal/terminal.ts'
import { inRows } from './hop-rows.ts'

/** Prints each hop with how long its message waited, how long the function worked on it, and why it did not end well. */
export function printHops(hops: readonly Hop[]): void {
  for (const line of hopLines(hops)) console.log(line)
}

/** What {@link printHops} prints. */
export function hopLines(hops: readonly Hop[]): string[] {
  const rows = inRows(hops)
  const table = columnLines([['function', 'message', 'waited', 'worked', ''], ...rows.map(cells)], {
    below: [[], ...rows.map(reasonOf)],
  })
  return [...table, `  ${bold(duration(elapsedMs(hops)))} from the first request to the last hop`]
}

/** Each hop in a line of its own, for those that come later. */
export function hopsAlone(hops: readonly Hop[]): string[] {
  return hops.flatMap(hop => {
    const [service, event, waited, worked, notes] = cells([hop])
    const line = [service, event, `waited ${waited}`, `worked ${worked}`, notes].filter(Boolean).join('  ')
    return [fitted(`  ${line}`), ...reasonOf([hop])]
  })
}

/** @param hops of one kind, shown in one row */
function cells(hops: readonly Hop[]): string[] {
  const { service, event = '', outcome, receiveCount, waitsFor } = hops[0] as Hop
  const notes = [
    ...(hops.length > 1 ? [`× ${hops.length}`] : []),
    ...(outcome === 'done' ? [] : [waitsFor ? `waits for ${waitsFor}` : outcome]),
    ...(hops.length === 1 && receiveCount > 1 ? [`receive ${receiveCount}`] : []),
  ]
  const times = [range(hops.map(waitedMs)), range(hops.map(workedMs))]
  return [service, event, ...times, notes.join(', ')].map(oneLine)
}

/** @param hops of one kind */
function reasonOf(hops: readonly Hop[]): string[] {
  const { outcome, reason } = hops.at(-1) as Hop
  if (outcome === 'done' || !reason) return []
  return wrapped(oneLine(reason), '    ').map(outcome === 'retry' ? yellow : red)
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return least === most ? exact(least) : `${exact(least)}–${exact(most)}`
}

function exact(ms: number): string {
  return ms < 10_000 ? `${ms} ms` : duration(ms)
}

function elapsedMs(hops: readonly Hop[]): number {
  const times = hops.flatMap(({ sentAt, doneAt }) => [Date.parse(sentAt), Date.parse(doneAt)])
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times)
}
