/* `npm run preflight`: finds what an account lacks before a deployment fails. Makes read calls only. */
import { failureText } from '../terminal/command-line.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import { AssemblyError } from './assembly.ts'
import { parseCommandLine, USAGE } from './command-line.ts'
import { preflight } from './preflight.ts'
import { SynthesisError } from './synthesis.ts'

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (options.help) return console.log(USAGE)
  const passes = await preflight(options, { print, progress })
  process.exitCode = passes ? 0 : 1
}

function print(line: string): void {
  endProgress()
  console.log(line)
}

// However this process ends, the synthesized stacks are removed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

main(process.argv.slice(2)).catch(cause => {
  endProgress()
  console.error(failureText(cause, USAGE, [SynthesisError, AssemblyError]))
  process.exitCode = 1
})
