/* `npm run replay`: counts the trends again from past events, or rebuilds the read model of purchases. */
import { failureText, UsageError } from '../terminal/command-line.ts'
import { expiredCredentials } from '../terminal/expired-credentials.ts'
import { endProgress, red } from '../terminal/terminal.ts'
import { parseCommandLine, USAGE } from './command-line.ts'
import { runHistory } from './history/history-command.ts'
import { runTrends } from './trends-command.ts'

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE)
  const command = parseCommandLine(args, Date.now())
  const { stage, place } = command.target
  console.log(`The stage ${stage} in ${place}.`)
  return command.what === 'history' ? runHistory(command) : runTrends(command)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  endProgress()
  const isUsage = error instanceof UsageError
  console.error(
    isUsage ? failureText(error, USAGE) : red(expiredCredentials(error) ?? (error as Error).message),
  )
  process.exitCode = isUsage ? 2 : 1
}
