/* `npm run preflight`: what the account lacks, told before a deployment finds out. Makes read calls only. */
import { endProgress, progress } from '../terminal.ts'
import { AssemblyError, readAssembly } from './assembly.ts'
import { checkAccount } from './checks/account.ts'
import { checkAll } from './checks/all.ts'
import { type Options, parseCommandLine, USAGE, UsageError } from './command-line.ts'
import { printJson, printVerdicts, wouldFail } from './report.ts'
import { SynthesisError, synthesize } from './synthesis.ts'
import { targetOf } from './target.ts'

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (options.help) return console.log(USAGE)
  const assembly = readAssembly(await assemblyOf(options))
  progress('looking at the account…')
  const { verdict, target } = await checkAccount(await targetOf(assembly, options))
  const verdicts = [verdict, ...(target ? await checkAll(target, assembly) : [])]
  endProgress()
  if (options.json) printJson(verdicts)
  else printVerdicts(verdicts)
  process.exitCode = wouldFail(verdicts) ? 1 : 0
}

async function assemblyOf({ assembly, context }: Options): Promise<string> {
  if (assembly !== undefined) return assembly
  progress('synthesizing the stacks…')
  return synthesize(context)
}

// Whatever ends this process takes the synthesized stacks with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

main(process.argv.slice(2)).catch(cause => {
  endProgress()
  const { message, stack } = cause as Error
  const explained = [UsageError, SynthesisError, AssemblyError].some(kind => cause instanceof kind)
  console.error(explained ? message : (stack ?? message))
  process.exitCode = 1
})
