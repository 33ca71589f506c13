import { duration } from '../terminal/duration.ts'
import { dim, fitted, green, heading, red, yellow } from '../terminal/terminal.ts'
import type { Trace } from './find-trace.ts'
import { printHops } from './hop-table.ts'
import type { Whereabouts } from './whereabouts.ts'

/** Prints the hops, and then what has not arrived and where it is. */
export function printTrace({ hops, open }: Trace, now: Date): void {
  printHops(hops)
  if (open.length === 0) {
    console.log(`  ${green('complete')}: all that was sent has arrived`)
    return
  }
  heading('Not done')
  for (const each of open) printWhereabouts(each, now)
  if (open.some(({ inferred }) => inferred)) {
    console.log(dim('  * inferred from the trail: SQS does not show what is in a queue'))
  }
}

function printWhereabouts(
  { service, event, count, state, place, since, because, inferred }: Whereabouts,
  now: Date,
): void {
  const colour = state === 'stuck' ? red : yellow
  const age = duration(Math.max(0, now.getTime() - Date.parse(since)))
  const what = `${service ?? 'nobody'}  ${event}${count > 1 ? ` × ${count}` : ''}`
  console.log(
    fitted(
      `  ${state === 'stuck' ? '✗' : '…'} ${what}  ${state} for ${age} in ${place}${inferred ? ' *' : ''}`,
    ),
  )
  for (const reason of because) console.log(colour(fitted(`      ${reason}`)))
}
