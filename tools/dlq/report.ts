import type { Source } from '../clients/pipelines/event-sources.ts'
import { nameIn } from '../clients/pipelines/name-in.ts'
import type { Hop } from '../clients/trail.ts'
import { duration } from '../terminal/duration.ts'
import { columns, dim, fitted, green, heading, red } from '../terminal/terminal.ts'
import { printHops } from '../trace/hop-table.ts'
import { type Findings, total } from './commands.ts'
import type { Inferred, Shown } from './inferred.ts'
import type { Letter } from './letter.ts'
import type { SafetyQueue } from './safety-queues.ts'

/** @param ages by queue name, in seconds */
export function printQueues(
  queues: readonly SafetyQueue[],
  ages: ReadonlyMap<string, number>,
  sources: readonly Source[],
): void {
  const filled = queues.filter(({ queue }) => total(queue) > 0)
  const rows = queues.map(({ queue, role, service }) => {
    const age = ages.get(queue.name)
    const count = total(queue)
    return [
      service,
      role,
      String(count),
      count > 0 && age !== undefined ? duration(age * 1_000) : '–',
      queue.name,
    ]
  })
  columns([['function', 'what', 'messages', 'oldest', 'queue'], ...rows])
  const messages = filled.reduce((sum, { queue }) => sum + total(queue), 0)
  console.log(
    messages === 0
      ? `  ${green('empty')}: nothing went wrong, or all of it was redriven`
      : `  ${red(String(messages))} messages in ${filled.length} queues: npm run dlq -- list <function>`,
  )
  for (const bucket of givenUpBuckets(sources)) {
    console.log(
      dim(
        `  What Lambda gave up of a stream is not in a queue: look into s3://${bucket} (aws s3 ls --recursive)`,
      ),
    )
  }
}

/** Where batches of a stream go that Lambda gave up. */
export function givenUpBuckets(sources: readonly Source[]): string[] {
  const arns = sources.flatMap(({ onFailureArn }) => (onFailureArn?.includes(':s3:') ? onFailureArn : []))
  return [...new Set(arns.map(nameIn))]
}

/** @param shown what the queue shows; what the trail tells of the others */
export function printLetters({ letters, hidden }: Shown, behind: readonly Inferred[], now: Date): void {
  if (letters.length + behind.length + hidden === 0) return console.log('  The queue is empty.')
  printRows(letters, behind, now)
  const untold = hidden - behind.length
  if (untold > 0) {
    console.log(
      dim(
        `  ${untold} more are counted and not shown: beyond the first 500, behind the first ten of their group, or ` +
          'received by somebody else just now',
      ),
    )
  }
}

export function printFindings({ found, inferred }: Findings, now: Date): void {
  const queues = new Set([...found, ...inferred].map(each => each.in))
  for (const safety of queues) {
    heading(safety.queue.name)
    printRows(
      found.filter(each => each.in === safety).map(({ letter }) => letter),
      inferred.filter(each => each.in === safety),
      now,
    )
  }
}

function printRows(letters: readonly Letter[], behind: readonly Inferred[], now: Date): void {
  // The clock of a local AWS may run fast, and so be ahead of this machine's.
  const times = [...letters.map(({ firstLook }) => firstLook), ...behind.map(({ since }) => since)]
  const latest = times.reduce((last, time) => Math.max(last, Date.parse(time)), now.getTime())
  const age = (since: string) => duration(Math.max(0, latest - Date.parse(since)))
  const rows = letters.map(({ correlationId, messageId, event, attempts, since }) => [
    correlationId ?? messageId,
    event ?? '?',
    attempts === undefined ? '–' : `${attempts} tries`,
    age(since),
  ])
  const hidden = behind.map(({ correlationId, messageId, event, since }) => [
    correlationId ?? messageId,
    event,
    '*',
    age(since),
  ])
  if (letters.length + behind.length > 0) {
    columns([['id', 'message', 'tried', 'for'], ...rows, ...hidden], {
      below: [[], ...[...letters, ...behind].map(letter => [reasonLine(letter)])],
    })
  }
  if (letters.length > 0) {
    console.log(dim('  Looked at by receiving: their receive counts have gone up by one.'))
  }
  if (behind.length > 0) {
    console.log(dim('  * inferred from the trail: SQS shows the first ten of a group of a FIFO queue'))
  }
}

function reasonLine({ reason }: { reason: string | undefined }): string {
  return red(fitted(`    ${printable(reason ?? 'no reason: SQS or SNS put it there').replaceAll('\n', ' ')}`))
}

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
  columns(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(String(value))]])))
  console.log(`  ${printable(readable(body)).replaceAll('\n', '\n  ')}`)
}

/** Whole ids that begin alike, with how many messages each has. */
export function ambiguity(beginning: string, counts: ReadonlyMap<string, number>): string {
  const listed = [...counts].slice(0, MOST_IDS).map(([id, count]) => `\n  ${id}  ${count} messages`)
  return `${counts.size} ids begin with ${beginning}, and nothing was done. Name one of:${listed.join('')}`
}

const MOST_IDS = 20

/** What others wrote must not command the terminal: SQS lets the control characters above 0x7e through. */
function printable(text: string): string {
  return text.replaceAll(/[\u007f-\u009f\r]/g, '\ufffd')
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
