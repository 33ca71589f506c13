import { bold, columns } from './terminal.ts'
import { type Hop, waitedMs, workedMs } from './trail.ts'

/** Prints each hop with how long its message waited and how long the function worked on it. */
export function printHops(hops: readonly Hop[]): void {
  columns([
    ['function', 'message', 'waited', 'worked', ''],
    ...hops.map(hop => [
      hop.service,
      hop.event,
      `${waitedMs(hop)} ms`,
      `${workedMs(hop)} ms`,
      hop.outcome === 'done'
        ? ''
        : `${hop.outcome}${hop.receiveCount > 1 ? `, receive ${hop.receiveCount}` : ''}`,
    ]),
  ])
  console.log(`  ${bold(`${elapsedMs(hops)} ms`)} from the first request to the last hop`)
}

function elapsedMs(hops: readonly Hop[]): number {
  const times = hops.flatMap(({ sentAt, doneAt }) => [Date.parse(sentAt), Date.parse(doneAt)])
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times)
}
