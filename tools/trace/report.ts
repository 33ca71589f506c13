import { duration } from '../terminal/duration.ts'
import { bold, dim, fitted, green, oneLine, red, wrapped, yellow } from '../terminal/terminal.ts'
import type { Trace } from './find-trace.ts'
import { hopLines } from './hop-table.ts'
import type { Whereabouts } from './whereabouts.ts'

/** The hops, and then what has not arrived and where it is, in lines for the terminal. */
export function traceLines({ hops, open, filtered }: Trace, now: Date): string[] {
  return [
    ...hopLines(hops),
    ...filtered.map(service => dim(fitted(`  ${service} has not got it: its filter looks at the content`))),
    ...(open.length === 0
      ? [`  ${green('complete')}: all that was sent has arrived`]
      : ['', bold('Not done'), ...openLines(open, now)]),
  ]
}

/** What has not arrived, and where it is. */
export function openLines(open: readonly Whereabouts[], now: Date): string[] {
  const isInferred = open.some(({ inferred }) => inferred)
  return [
    ...open.flatMap(each => linesOf(each, now)),
    ...(isInferred ? [dim(fitted('  * inferred from the trail: SQS does not show what is in a queue'))] : []),
  ]
}

function linesOf(each: Whereabouts, now: Date): string[] {
  const colour = each.state === 'stuck' ? red : yellow
  const age = duration(Math.max(0, now.getTime() - Date.parse(each.since)))
  return [
    fitted(`  ${headline(each)} for ${age} in ${each.place}${each.inferred ? ' *' : ''}`),
    ...each.because.flatMap(reason => wrapped(oneLine(reason), '      ').map(colour)),
  ]
}

/** What, and its state: `✗ shop-shipping  shop.purchase.placed.v1  stuck`. */
export function headline({ service, event, count, state }: Whereabouts): string {
  const what = oneLine(`${service ?? 'nobody'}  ${event}${count > 1 ? ` × ${count}` : ''}`)
  return `${state === 'stuck' ? '✗' : '…'} ${what}  ${state}`
}
