import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../terminal/temporary-directory.ts'
import type { Options } from './command-line.ts'
import { type Control, control } from './control.ts'
import { listedEquivalents, means, outdated } from './equivalents.ts'
import { findMutants } from './find-mutants.ts'
import { applied, type Mutant } from './mutant.ts'
import { MutationError } from './mutation-error.ts'
import { projectFiles } from './project-files.ts'
import type { Findings } from './report.ts'
import { drawn } from './sample.ts'
import { isValid } from './syntax-tree.ts'
import { type Trial, Trials } from './trial.ts'
import { WorkCopy } from './work-copy.ts'

/**
 * Finds the mutants of the sources, draws some, and tries each.
 *
 * @param root the project; nothing is written into it
 * @param progress is told what is going on
 * @throws MutationError
 */
export async function measure(
  root: string,
  options: Pick<Options, 'targets' | 'tests' | 'sample' | 'seed' | 'jobs'>,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<Findings> {
  const { sources, tests } = projectFiles(root, options.targets, options.tests)
  const mutants = sources.flatMap(file => findMutants(file, readFileSync(join(root, file), 'utf8')))
  if (mutants.length === 0)
    throw new MutationError(
      `There is nothing to change in ${options.targets.join(', ')}: it holds types alone.`,
    )
  const sample = drawn(mutants, options.sample ?? mutants.length, options.seed).filter(mutant =>
    isValid(applied(readFileSync(join(root, mutant.file), 'utf8'), mutant)),
  )
  const entries = listedEquivalents(root)
  const isEquivalent = (mutant: Mutant) => entries.some(entry => means(entry, mutant))
  const counted = sample.filter(mutant => !isEquivalent(mutant))
  return {
    mutants: mutants.length,
    trials: await tryAll(root, counted, tests, options.jobs, progress, signal),
    equivalent: sample.filter(isEquivalent),
    outdated: outdated(entries, sources, mutants),
  }
}

async function tryAll(
  root: string,
  mutants: readonly Mutant[],
  tests: readonly string[],
  jobs: number,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<Trial[]> {
  const directory = makeTemporaryDirectory('mutate')
  try {
    progress(`running ${tests.length} test files unmutated…`)
    const first = WorkCopy.of(root, join(directory, '0'))
    const unmutated = await control(first, mutants, tests, jobs, signal)
    const others = Array.from({ length: Math.min(jobs, mutants.length) - 1 }, (_, index) =>
      first.again(root, join(directory, String(index + 1))),
    )
    return await inParallel([first, ...others], mutants, unmutated, progress, signal)
  } finally {
    removeTemporaryDirectory(directory)
  }
}

/** Tries each mutant in the next copy that is free. */
async function inParallel(
  copies: readonly WorkCopy[],
  mutants: readonly Mutant[],
  unmutated: Control,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<Trial[]> {
  const results: Trial[] = []
  const waiting = mutants.values()
  await Promise.all(
    copies.map(async copy => {
      const trials = new Trials(copy, unmutated, signal)
      for (const mutant of waiting) {
        results.push(await trials.try(mutant))
        const survived = results.filter(({ outcome }) => outcome === 'survived').length
        progress(`${results.length} of ${mutants.length} mutants, ${survived} survived…`)
      }
    }),
  )
  return results.toSorted((one, other) => mutants.indexOf(one.mutant) - mutants.indexOf(other.mutant))
}
