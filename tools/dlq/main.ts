/* `npm run dlq`: the messages that went wrong: which, why, and back to where they belong. */
import { createInterface } from 'node:readline/promises'
import { MissingStageError } from '../clients/missing-stage.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import { agesOf } from './ages.ts'
import { type Command, parseCommandLine, type Selection, USAGE } from './command-line.ts'
import { type Found, Safety } from './commands.ts'
import { KeptCopy } from './kept-copy.ts'
import { printFound, printLetters, printQueues, printWhole } from './report.ts'

/** What was asked for cannot be done; the message says why. */
class RefusedError extends Error {
  override readonly name = 'RefusedError'
}

/** @returns whether it did what was asked */
async function main(args: readonly string[]): Promise<boolean> {
  const command = parseCommandLine(args)
  if (!command) {
    console.log(USAGE)
    return true
  }
  const safety = await Safety.of(command.target)
  switch (command.kind) {
    case 'queues':
      return showQueues(safety, command)
    case 'list':
      return list(safety, command)
    case 'find':
    case 'show':
      return find(safety, command)
    case 'redrive':
      return redrive(safety, command)
    case 'drop':
      return drop(safety, command)
  }
}

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

async function showQueues({ queues }: Safety, { target, json }: Of<'queues'>): Promise<boolean> {
  const ages = await agesOf(
    target.connection,
    queues.map(({ queue }) => queue),
    new Date(),
  )
  if (!json) {
    printQueues(queues, ages)
    return true
  }
  tell(queues.map(({ queue, ...rest }) => ({ ...rest, queue, oldestSeconds: ages.get(queue.name) })))
  return true
}

async function list(safety: Safety, { queue, json }: Of<'list'>): Promise<boolean> {
  const named = safety.named(queue)
  const letters = await safety.list(named)
  const behind = await safety.behind(named, letters)
  if (json) tell({ queue: named.queue.name, letters, behind })
  else printLetters(letters, behind, new Date())
  return true
}

async function find(safety: Safety, { kind, id, json }: Of<'find' | 'show'>): Promise<boolean> {
  const found = await safety.find(id)
  if (json) tell(found)
  else if (found.length === 0) console.log(`  No queue shows a message of ${id}.`)
  else if (kind === 'find') printFound(found, new Date())
  else printWhole(found)
  return found.length > 0
}

async function redrive(safety: Safety, { selection, rate, json }: Of<'redrive'>): Promise<boolean> {
  const moved = await interruptible(signal => {
    const watch = ({ moved, total }: { moved: number; total: number }) =>
      progress(`${moved} of ${total} sent back…`)
    if ('queue' in selection) return safety.redriveAll(selection.queue, { rate, signal, watch })
    return safety.takeOut(selection, found => safety.redrive(found)).then(({ length }) => length)
  })
  endProgress()
  if (json) tell({ redriven: moved })
  else console.log(moved === 0 ? `  Nothing to redrive: ${words(selection)}.` : `  ${moved} sent back.`)
  return moved > 0
}

async function drop(safety: Safety, { selection, into, yes, json }: Of<'drop'>): Promise<boolean> {
  if (!yes) await confirm(selection)
  const copy = new KeptCopy(into ?? `dropped-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.jsonl`)
  const dropped = await safety.takeOut(selection, ({ letter }: Found) => copy.add(letter))
  if (json) tell({ dropped: dropped.length, copy: dropped.length > 0 ? copy.path : undefined })
  else if (dropped.length === 0) console.log(`  Nothing to drop: ${words(selection)}.`)
  else console.log(`  ${dropped.length} dropped; what they were is in ${copy.path}.`)
  return dropped.length > 0
}

/** @throws RefusedError where nobody says yes */
async function confirm(selection: Selection): Promise<void> {
  if (!process.stdin.isTTY) throw new RefusedError('Nobody is here to be asked: say --yes to drop.')
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await asking.question(`Drop ${words(selection)}? A copy is kept in a file. Type yes: `)
    if (answer.trim() !== 'yes') throw new RefusedError('Nothing was dropped.')
  } finally {
    asking.close()
  }
}

function words(selection: Selection): string {
  return 'queue' in selection ? `all of ${selection.queue}` : `messages of ${selection.id}`
}

function tell(document: unknown): void {
  console.log(JSON.stringify(document, null, 2))
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1
} catch (error) {
  endProgress()
  console.error(failureText(error, USAGE, [MissingStageError, RefusedError, InterruptedError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
}
