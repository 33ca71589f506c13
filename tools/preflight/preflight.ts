import { readAssembly } from './assembly.ts'
import { checkAccount } from './checks/account.ts'
import { checkAll } from './checks/all.ts'
import type { Options } from './command-line.ts'
import { asJson, asLines, wouldFail } from './report.ts'
import { synthesize } from './synthesis.ts'
import { targetOf } from './target.ts'

/** The output of the tool. */
export interface Output {
  /** Prints a line of the verdicts. */
  print(line: string): void
  /** Shows what is in progress. */
  progress(text: string): void
}

/**
 * Checks the account and prints what it has and lacks.
 *
 * @returns whether the deployment would succeed, as far as is known
 * @throws SynthesisError, AssemblyError
 */
export async function preflight(options: Options, { print, progress }: Output): Promise<boolean> {
  if (options.assembly === undefined) progress('synthesizing the stacks…')
  const assembly = readAssembly(options.assembly ?? (await synthesize(options.context)))
  progress('checking the account…')
  const { verdict, target } = await checkAccount(await targetOf(assembly, options), assembly)
  const verdicts = [verdict, ...(target ? await checkAll(target, assembly) : [])]
  for (const line of options.json ? asJson(verdicts) : asLines(verdicts)) print(line)
  return !wouldFail(verdicts)
}
