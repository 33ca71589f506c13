import { endProgress, progress } from '../terminal/terminal.ts'
import type { CommandOf } from './command-line.ts'
import type { Safety } from './commands.ts'
import { foundDocument } from './found.ts'
import { tell } from './json-document.ts'
import type { Moved } from './move-task.ts'
import { nothingIn, nothingOf } from './nothing.ts'
import type { SafetyQueue } from './safety-queues.ts'
import { wholeId } from './whole-id.ts'

export function redrive(
  safety: Safety,
  { selection, rate, json }: CommandOf<'redrive'>,
  signal: AbortSignal,
): Promise<boolean> {
  if ('id' in selection) return redriveOne(safety, selection.id, json)
  return redriveAll(safety, safety.named(selection.queue), { rate, json, signal })
}

interface Manner {
  readonly rate: number | undefined
  readonly json: boolean
  readonly signal: AbortSignal
}

async function redriveAll(
  safety: Safety,
  queue: SafetyQueue,
  { rate, json, signal }: Manner,
): Promise<boolean> {
  let latest = 0
  const watch = ({ moved, total }: Moved) => {
    latest = moved
    progress(`${moved} of ${total} sent back…`)
  }
  try {
    const moved = await safety.redriveAll(queue, { rate, signal, watch })
    endProgress()
    if (json) tell({ redriven: moved, to: queue.work.name })
    else console.log(moved === 0 ? `  ${nothingIn(queue)}` : `  ${moved} sent back to ${queue.work.name}.`)
    return moved > 0
  } catch (cause) {
    endProgress()
    if (latest > 0) console.error(`${latest} were sent back to ${queue.work.name}.`)
    throw cause
  }
}

async function redriveOne(safety: Safety, beginning: string, json: boolean): Promise<boolean> {
  const id = await wholeId(safety, beginning)
  const redriven = await safety.takeOut(id, found => safety.redrive(found))
  if (json) tell({ redriven: redriven.length, messages: redriven.map(foundDocument) })
  else if (redriven.length === 0) console.log(`  ${nothingOf(safety, id)}`)
  else {
    for (const [to, letters] of Map.groupBy(redriven, each => each.in.work.name)) {
      console.log(`  ${letters.length} sent back to ${to}.`)
    }
    const about = redriven.find(({ letter }) => letter.correlationId)?.letter.correlationId ?? id
    console.log(`  What becomes of it: npm run trace -- ${about}`)
  }
  return redriven.length > 0
}
