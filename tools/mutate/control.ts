import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Failure, type JestResult, runJest } from './jest-run.ts'
import type { Mutant } from './mutant.ts'
import { MutationError } from './mutation-error.ts'
import { withProbes } from './probes.ts'
import { readersOf, StageResources } from './stage-resources.ts'
import type { WorkCopy } from './work-copy.ts'

/** An hour: the tests decide themselves how long they may take. */
const TIMEOUT_MS = 3_600_000

/** What the tests do while nothing is changed. */
export interface Control {
  /** All test files, the quickest first. */
  tests: readonly string[]
  /** The test files that execute a mutant's code. */
  executing(mutant: Mutant): readonly string[]
  /** Whether the resources of the stage are synthesized with a mutant's code. */
  isStaged(mutant: Mutant): boolean
  /** The test files that read these resources. */
  readers: readonly string[]
  /** Wall time of a test file, in ms. */
  durationOf(test: string): number
}

/**
 * Runs the tests once, with probes where the mutants are. Leaves the copy as it was, but for what the tests build.
 *
 * @throws MutationError if tests fail
 */
export async function control(
  copy: WorkCopy,
  mutants: readonly Mutant[],
  tests: readonly string[],
  jobs: number,
  signal: AbortSignal,
): Promise<Control> {
  const probes = placeProbes(copy, mutants)
  const directory = join(copy.root, '.build', 'mutate-hits')
  mkdirSync(directory, { recursive: true })
  const run = (files: readonly string[]) =>
    runJest(copy, { tests: files, workers: jobs, timeoutMs: TIMEOUT_MS, signal, hits: directory })
  const probed = await run(tests)
  const hits = hitsOf(copy, directory)
  const readers = StageResources.areReadBy(copy.root, tests) ? readersOf(copy.root, tests) : []
  const staged = new Set(readers.length > 0 ? await new StageResources(copy).hits(signal) : [])
  copy.restore()
  // Some tests look at the text of the sources: they get their chance without probes.
  const unmeasured = probed.passed ? [] : await passingWithoutProbes(probed, run)
  rmSync(directory, { recursive: true })
  const durationOf = (test: string) => probed.durations.get(test) ?? 0
  const probeOf = (mutant: Mutant) => probes.get(mutant) ?? ''
  return {
    tests: tests.toSorted((one, other) => durationOf(one) - durationOf(other)),
    executing: mutant =>
      tests.filter(test => unmeasured.includes(test) || hits.get(test)?.has(probeOf(mutant))),
    isStaged: mutant => staged.has(probeOf(mutant)),
    readers,
    durationOf,
  }
}

/** Writes the sources with probes. */
function placeProbes(copy: WorkCopy, mutants: readonly Mutant[]): Map<Mutant, string> {
  const probes = new Map<Mutant, string>()
  for (const [file, ofFile] of Map.groupBy(mutants, mutant => mutant.file)) {
    const { text, probeOf } = withProbes(file, copy.read(file), ofFile)
    for (const [mutant, probe] of probeOf) probes.set(mutant, probe)
    copy.change(file, text)
  }
  return probes
}

/** @throws MutationError if they fail without probes, too */
async function passingWithoutProbes(
  probed: JestResult,
  run: (tests: readonly string[]) => Promise<JestResult>,
): Promise<string[]> {
  const files = [...new Set(probed.failures.map(({ file }) => file))]
  if (files.length === 0) throw new MutationError(`The tests do not run unmutated:\n${probed.output}`)
  const plain = await run(files)
  if (plain.passed) return files
  throw new MutationError(
    `These tests fail unmutated: let them pass first.\n${plain.failures.map(shown).join('\n')}`,
  )
}

function shown({ file, test, message }: Failure): string {
  const [first = ''] = message.split('\n')
  return `  ${file}${test === undefined ? '' : `: ${test}`}\n    ${first}`
}

/** By test file, the probes that it runs. */
function hitsOf(copy: WorkCopy, directory: string): Map<string, Set<string>> {
  const reports = readdirSync(directory).map(name => JSON.parse(readFileSync(join(directory, name), 'utf8')))
  return new Map(
    reports.map(({ testPath, hits }: { testPath: string; hits: string[] }) => [
      testPath.slice(copy.root.length + 1),
      new Set(hits),
    ]),
  )
}
