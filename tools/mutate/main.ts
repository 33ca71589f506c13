/* `npm run mutate`: changes the sources one place at a time, and shows which changes no test notices. */
import { failureText, UsageError } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import { parseCommandLine, USAGE } from './command-line.ts'
import { measure } from './measure.ts'
import { MutationError } from './mutation-error.ts'
import { jsonReport, printReport } from './report.ts'

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (options.help) return console.log(USAGE)
  const findings = await interruptible(signal => measure(process.cwd(), options, progress, signal))
  endProgress()
  if (options.json) console.log(jsonReport(findings))
  else printReport(findings)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  endProgress()
  console.error(failureText(error, USAGE, [MutationError, InterruptedError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
}
