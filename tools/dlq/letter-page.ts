import type { Hop } from '../clients/trail.ts'
import { heading } from '../terminal/terminal.ts'
import { printHops } from '../trace/hop-table.ts'
import type { Findings } from './commands.ts'
import type { Letter } from './letter.ts'
import { printable } from './printable.ts'
import { printFindings } from './report.ts'
import type { SafetyQueue } from './safety-queues.ts'

/** Each message with all that it has, and the trail of what it is about. */
export function printWhole(
  { found, inferred }: Findings,
  trails: ReadonlyMap<string, readonly Hop[]>,
  now: Date,
): void {
  for (const { in: safety, letter } of found) printLetter(safety, letter)
  if (inferred.length > 0) printFindings({ found: [], inferred, hidden: 0 }, now)
  for (const [id, hops] of trails) {
    heading(`The trail of ${id}`)
    if (hops.length > 0) printHops(hops)
    else console.log('  No function has logged a hop of it, or the logs are gone.')
  }
}

const FACT_WIDTH = 'receives here'.length

function printLetter(safety: SafetyQueue, letter: Letter): void {
  const { messageId, correlationId, event, reason, attempts, since, group, looks, body } = letter
  heading(`${messageId} in ${safety.queue.name}`)
  const facts = Object.entries({
    about: correlationId,
    message: event,
    reason: reason ?? 'none: SQS or SNS put it there',
    attempts,
    'here since': since,
    group,
    'receives here': looks,
    'belongs into': safety.work.name,
  })
  // Whole, and wrapped by the terminal: somebody copies ids and reads reasons here.
  for (const [name, value] of facts) {
    if (value !== undefined) console.log(`  ${name.padEnd(FACT_WIDTH)}  ${printable(String(value))}`)
  }
  console.log(`  ${printable(readable(body)).replaceAll('\n', '\n  ')}`)
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
