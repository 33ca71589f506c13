import { messagesIn } from '../clients/pipelines/queues.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import type { CommandOf } from './command-line.ts'
import type { Safety, Take } from './commands.ts'
import { confirm, isAsked } from './confirmation.ts'
import { tell } from './json-document.ts'
import { KeptCopy } from './kept-copy.ts'
import { nothingIn, nothingOf } from './nothing.ts'
import { RefusedError } from './refused-error.ts'
import { wholeId } from './whole-id.ts'

export async function drop(
  safety: Safety,
  { selection, into, yes, json }: CommandOf<'drop'>,
): Promise<boolean> {
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
  selection: CommandOf<'drop'>['selection'],
  yes: boolean,
): Promise<void> {
  const keep: Take = async found => {
    await copy.add(found)
    if (copy.count % 100 === 0) progress(`${copy.count} dropped…`)
  }
  if ('queue' in selection) {
    const named = safety.named(selection.queue)
    if (!yes) await agree(`all ${messagesIn(named.queue.depth)} messages of ${named.queue.name}`)
    await safety.takeAll(named, keep)
  } else {
    const id = await wholeId(safety, selection.id)
    if (!yes) await agree(`the messages of ${id}`)
    await safety.takeOut(id, keep)
  }
  endProgress()
}

function agree(what: string): Promise<void> {
  return confirm(`Drop ${what}? A copy is kept in a file.`, 'Nothing was dropped.')
}
