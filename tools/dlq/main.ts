/* `npm run dlq`: the messages that went wrong: which, why, and back to where they belong. */
import { MissingStageError } from '../clients/missing-stage.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress } from '../terminal/terminal.ts'
import { type Command, parseCommandLine, USAGE } from './command-line.ts'
import { Safety } from './commands.ts'
import { drop } from './dropping.ts'
import { find, list, showQueues } from './looking.ts'
import { redrive } from './redriving.ts'
import { RefusedError } from './refused-error.ts'

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

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1
} catch (error) {
  endProgress()
  console.error(failureText(error, USAGE, [MissingStageError, RefusedError, InterruptedError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
}
