/* `npm run dlq`: the messages that went wrong: which, why, and back to where they belong. */
import { MissingStageError } from '../clients/missing-stage.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import { agesOf } from './ages.ts'
import { type Command, parseCommandLine, USAGE } from './command-line.ts'
import { Safety, type Take, total } from './commands.ts'
import { confirm, isAsked } from './confirmation.ts'
import { foundDocument } from './found.ts'
import { KeptCopy } from './kept-copy.ts'
import { printWhole } from './letter-page.ts'
import { RefusedError } from './refused-error.ts'
import { givenUpBuckets, printFindings, printLetters, printQueues } from './report.ts'
import { noneShown, wholeId, wholeIds } from './whole-id.ts'

/** @returns whether it did what was asked */
async function main(args: readonly string[]): Promise<boolean> {
  const command = parseCommandLine(args)
  if (!command) {
    console.log(USAGE)
    return true
  }
  return interruptible(async signal => {
    const safety = await Safety.of(command.target, signal)
    const isDone = await run(safety, command, signal)
    for (const refusal of safety.refusals) console.error(refusal)
    return isDone && safety.refusals.length === 0
  })
}

function run(safety: Safety, command: Command, signal: AbortSignal): Promise<boolean> {
  switch (command.kind) {
    case 'queues':
      return showQueues(safety, command)
    case 'list':
      return list(safety, command)
    case 'find':
    case 'show':
      return find(safety, command)
    case 'redrive':
      return redrive(safety, command, signal)
    case 'drop':
      return drop(safety, command)
  }
}

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

async function showQueues(
  { queues, pipelines: { sources } }: Safety,
  { target, json }: Of<'queues'>,
): Promise<boolean> {
  const ages = await agesOf(
    target.connection,
    queues.map(({ queue }) => queue),
    new Date(),
  )
  if (json) {
    const described = queues.map(({ queue, role, service, work }) => ({
      queue: queue.name,
      function: service,
      role,
      redrivesTo: work.name,
      depth: queue.depth,
      oldestSeconds: ages.get(queue.name),
    }))
    tell({ queues: described, givenUpBuckets: givenUpBuckets(sources) })
  } else printQueues(queues, ages, sources)
  return true
}

async function list(safety: Safety, { queue, json }: Of<'list'>): Promise<boolean> {
  const shown = await safety.list(safety.named(queue))
  const behind = await safety.behind(shown)
  if (json) {
    tell({
      queue: shown.in.queue.name,
      messages: shown.letters.map(letter => foundDocument({ in: shown.in, letter })),
      inferred: behind.map(inferredDocument),
      notShown: shown.hidden,
    })
  } else printLetters(shown, behind, new Date())
  return true
}

async function find(safety: Safety, { kind, id, json }: Of<'find' | 'show'>): Promise<boolean> {
  const findings = await safety.find(id)
  const { found, inferred } = findings
  const trails = new Map(
    kind === 'find'
      ? []
      : await Promise.all(
          wholeIds(findings, id).map(async whole => [whole, await safety.trail(whole)] as const),
        ),
  )
  if (json) {
    tell({
      messages: found.map(foundDocument),
      inferred: inferred.map(inferredDocument),
      ...(kind === 'show' && { trails: Object.fromEntries(trails) }),
    })
  } else if (found.length + inferred.length === 0) console.log(`  ${noneShown(id, findings)}`)
  else if (kind === 'find') printFindings(findings, new Date())
  else printWhole(findings, trails, new Date())
  return found.length + inferred.length > 0
}

function inferredDocument({ in: { queue }, ...rest }: { in: { queue: { name: string } } }) {
  return { queue: queue.name, ...rest }
}

async function redrive(
  safety: Safety,
  { selection, rate, json }: Of<'redrive'>,
  signal: AbortSignal,
): Promise<boolean> {
  if ('queue' in selection) {
    const named = safety.named(selection.queue)
    let latest = 0
    try {
      const watch = ({ moved, total }: { moved: number; total: number }) => {
        latest = moved
        progress(`${moved} of ${total} sent back…`)
      }
      const moved = await safety.redriveAll(named, { rate, signal, watch })
      endProgress()
      if (json) tell({ redriven: moved, to: named.work.name })
      else console.log(moved === 0 ? `  ${nothingIn(named)}` : `  ${moved} sent back to ${named.work.name}.`)
      return moved > 0
    } catch (cause) {
      endProgress()
      if (latest > 0) console.error(`${latest} were sent back to ${named.work.name}.`)
      throw cause
    }
  }
  const id = await wholeId(safety, selection.id)
  const redriven = await safety.takeOut(id, found => safety.redrive(found))
  if (json) {
    tell({ redriven: redriven.length, messages: redriven.map(foundDocument) })
    return redriven.length > 0
  }
  if (redriven.length === 0) console.log(`  ${nothingOf(safety, id)}`)
  for (const [to, letters] of Map.groupBy(redriven, each => each.in.work.name)) {
    console.log(`  ${letters.length} sent back to ${to}.`)
  }
  const about = redriven.find(({ letter }) => letter.correlationId)?.letter.correlationId ?? id
  if (redriven.length > 0) console.log(`  What becomes of it: npm run trace -- ${about}`)
  return redriven.length > 0
}

async function drop(safety: Safety, { selection, into, yes, json }: Of<'drop'>): Promise<boolean> {
  if (!yes && !isAsked()) throw new RefusedError('Nobody is here to be asked: say --yes to drop.')
  const copy = await KeptCopy.at(into ?? `dropped-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.jsonl`)
  try {
    await dropInto(copy, safety, selection, yes)
  } finally {
    await copy.close()
    if (json) tell({ dropped: copy.count, copy: copy.count > 0 ? copy.path : undefined })
    else if (copy.count > 0) console.log(`  ${copy.count} dropped; what they were is in ${copy.path}.`)
  }
  if (copy.count === 0 && !json) {
    console.log(
      `  ${'queue' in selection ? nothingIn(safety.named(selection.queue)) : nothingOf(safety, selection.id)}`,
    )
  }
  return copy.count > 0
}

async function dropInto(
  copy: KeptCopy,
  safety: Safety,
  selection: Of<'drop'>['selection'],
  yes: boolean,
): Promise<void> {
  const keep: Take = async found => {
    await copy.add(found)
    if (copy.count % 100 === 0) progress(`${copy.count} dropped…`)
  }
  if ('queue' in selection) {
    const named = safety.named(selection.queue)
    if (!yes) await confirm(`all ${total(named.queue)} messages of ${named.queue.name}`)
    await safety.takeAll(named, keep)
  } else {
    const id = await wholeId(safety, selection.id)
    if (!yes) await confirm(`the messages of ${id}`)
    await safety.takeOut(id, keep)
  }
  endProgress()
}

function nothingOf({ queues }: Safety, id: string): string {
  const inFlight = queues.reduce((sum, { queue }) => sum + queue.depth.inFlight, 0)
  return `No queue shows a message of ${id}.${hiddenByOthers(inFlight)}`
}

function nothingIn({ queue }: { queue: { name: string; depth: { inFlight: number } } }): string {
  return `${queue.name} shows no message.${hiddenByOthers(queue.depth.inFlight)}`
}

function hiddenByOthers(inFlight: number): string {
  if (inFlight === 0) return ''
  return ` ${inFlight} are hidden, because somebody has just received them: try again in a minute.`
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
