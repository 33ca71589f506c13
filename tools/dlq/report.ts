import type { Source } from '../clients/pipelines/event-sources.ts'
import { nameIn } from '../clients/pipelines/name-in.ts'
import { messagesIn } from '../clients/pipelines/queues.ts'
import { duration } from '../terminal/duration.ts'
import { columns, dim, fitted, green, heading, red } from '../terminal/terminal.ts'
import type { Findings } from './commands.ts'
import type { Inferred, Shown } from './inferred.ts'
import type { Letter } from './letter.ts'
import { printable } from './printable.ts'
import type { SafetyQueue } from './safety-queues.ts'

/** @param ages by queue name, in seconds */
export function printQueues(
  queues: readonly SafetyQueue[],
  ages: ReadonlyMap<string, number>,
  sources: readonly Source[],
): void {
  const filled = queues.filter(({ queue }) => messagesIn(queue.depth) > 0)
  const rows = queues.map(({ queue, role, service }) => {
    const age = ages.get(queue.name)
    const count = messagesIn(queue.depth)
    return [
      service,
      role,
      String(count),
      count > 0 && age !== undefined ? duration(age * 1_000) : '–',
      queue.name,
    ]
  })
  columns([['function', 'what', 'messages', 'oldest', 'queue'], ...rows])
  const messages = filled.reduce((sum, { queue }) => sum + messagesIn(queue.depth), 0)
  console.log(
    messages === 0
      ? `  ${green('empty')}: nothing went wrong, or all of it was redriven`
      : `  ${red(counted(messages, 'message', 'messages'))} in ${counted(filled.length, 'queue', 'queues')}: npm run dlq -- list <function>`,
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
    attempts === undefined ? '–' : counted(attempts, 'try', 'tries'),
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

/** Whole ids that begin alike, with how many messages each has. */
export function ambiguity(beginning: string, counts: ReadonlyMap<string, number>): string {
  const listed = [...counts]
    .slice(0, MOST_IDS)
    .map(([id, count]) => `\n  ${id}  ${counted(count, 'message', 'messages')}`)
  return `${counts.size} ids begin with ${beginning}, and nothing was done. Name one of:${listed.join('')}`
}

const MOST_IDS = 20

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
