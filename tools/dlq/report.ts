import { duration } from '../terminal/duration.ts'
import { columns, dim, green, heading, red } from '../terminal/terminal.ts'
import { type Found, type Inferred, total } from './commands.ts'
import type { Letter } from './letter.ts'
import type { SafetyQueue } from './safety-queues.ts'

/** @param ages by queue name, in seconds */
export function printQueues(queues: readonly SafetyQueue[], ages: ReadonlyMap<string, number>): void {
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
}

export function printLetters(letters: readonly Letter[], behind: readonly Inferred[], now: Date): void {
  if (letters.length + behind.length === 0) return console.log('  The queue is empty.')
  const age = (since: string) => duration(Math.max(0, now.getTime() - Date.parse(since)))
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
  columns([['id', 'message', 'tried', 'for'], ...rows, ...hidden], {
    below: [[], ...[...letters, ...behind].map(letter => [reasonLine(letter)])],
  })
  if (letters.length > 0) {
    console.log(dim('  Looked at by receiving: their receive counts have gone up by one.'))
  }
  if (behind.length > 0) {
    console.log(dim('  * inferred from the trail: SQS shows the first ten of a group of a FIFO queue'))
  }
}

function reasonLine({ reason }: { reason: string | undefined }): string {
  return red(`    ${reason ?? 'no reason: SQS or SNS put it there'}`)
}

export function printFound(found: readonly Found[], now: Date): void {
  for (const [name, ofQueue] of Map.groupBy(found, each => each.in.queue.name)) {
    heading(name)
    printLetters(
      ofQueue.map(({ letter }) => letter),
      [],
      now,
    )
  }
}

/** Each message with all that it has. */
export function printWhole(found: readonly Found[]): void {
  for (const { in: safety, letter } of found) {
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
    columns(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
    console.log(`  ${readable(body).replaceAll('\n', '\n  ')}`)
  }
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
