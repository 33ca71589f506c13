import { readAssembly } from './assembly.ts'
import { checkAccount } from './checks/account.ts'
import { checkAll } from './checks/all.ts'
import type { Options } from './command-line.ts'
import { asJson, asLines, wouldFail } from './report.ts'
import { synthesize } from './synthesis.ts'
import { targetOf } from './target.ts'

/** Where it says things. */
export interface Output {
  /** Is given the verdicts, one line at a time. */
  print(line: string): void
  /** Is told what is going on. */
  progress(text: string): void
}

/**
 * Looks at the account, and prints what it has and lacks.
 *
 * @returns whether the deployment would go through, as far as can be seen
 * @throws SynthesisError, AssemblyError
 */
export async function preflight(options: Options, { print, progress }: Output): Promise<boolean> {
  if (options.assembly === undefined) progress('synthesizing the stacks…')
  const assembly = readAssembly(options.assembly ?? (await synthesize(options.context)))
  progress('looking at the account…')
  const { verdict, target } = await checkAccount(await targetOf(assembly, options), assembly)
  const verdicts = [verdict, ...(target ? await checkAll(target, assembly) : [])]
  for (const line of options.json ? asJson(verdicts) : asLines(verdicts)) print(line)
  return !wouldFail(verdicts)
}
