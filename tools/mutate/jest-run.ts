import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNode } from './run-process.ts'
import type { WorkCopy } from './work-copy.ts'

const CONFIG = join(import.meta.dirname, 'jest/config.mjs')

/** A test that failed, or a test file that could not run at all. */
export interface Failure {
  file: string
  /** Undefined if the file failed, not one of its tests. */
  test: string | undefined
  /** Whether it waited in vain. */
  timedOut: boolean
  /** The beginning of the message. */
  message: string
}

/** What a run of test files showed. */
export interface JestResult {
  passed: boolean
  /** The run itself was killed because it took too long. */
  timedOut: boolean
  failures: readonly Failure[]
  /** Wall time of each test file, in ms. */
  durations: ReadonlyMap<string, number>
  /** What Jest printed. */
  output: string
}

export interface JestOptions {
  /** Test files from the root of the project, in the order to run. */
  tests: readonly string[]
  /** Processes; with one, tests run in Jest's own. */
  workers: number
  timeoutMs: number
  signal: AbortSignal
  /** Collects the probes that run, in this directory, and runs all tests in spite of failures. */
  hits?: string
}

/** A test file, as `jest/reporter.mjs` reports it. */
interface FileReport {
  path: string
  failed: boolean
  message: string
  ms: number
  failures: readonly { test: string; message: string }[]
}

/** Runs test files of a copy of the project in a new process. */
export async function runJest(copy: WorkCopy, options: JestOptions): Promise<JestResult> {
  const { tests, workers, hits, ...limits } = options
  const report = join(copy.temporary, 'report.json')
  const paths = tests.map(test => join(copy.root, test))
  const args = [
    join(copy.root, 'node_modules/jest/bin/jest.js'),
    ...['--config', CONFIG, '--ci', '--silent', '--forceExit'],
    ...(workers === 1 ? ['--runInBand'] : ['--maxWorkers', String(workers)]),
    ...['--runTestsByPath', ...paths],
  ]
  const env = {
    MUTATE_ROOT: copy.root,
    MUTATE_ORDER: JSON.stringify(paths),
    MUTATE_REPORT: report,
    TMPDIR: copy.temporary,
    ...(hits !== undefined && { MUTATE_HITS: hits }),
  }
  try {
    const ended = await runNode(args, { cwd: copy.root, env }, limits)
    return { ...reported(copy, report), ...ended, passed: ended.code === 0 && !ended.timedOut }
  } finally {
    copy.clearTemporary()
  }
}

function reported(copy: WorkCopy, path: string): Pick<JestResult, 'failures' | 'durations'> {
  if (!existsSync(path)) return { failures: [], durations: new Map() }
  const files = JSON.parse(readFileSync(path, 'utf8')) as FileReport[]
  const fromRoot = (file: FileReport) => file.path.slice(copy.root.length + 1)
  return {
    failures: files.flatMap(file => failuresOf(fromRoot(file), file)),
    durations: new Map(files.map(file => [fromRoot(file), file.ms])),
  }
}

function failuresOf(file: string, { failed, message, failures }: FileReport): Failure[] {
  if (failures.length > 0) return failures.map(one => failure(file, one.test, one.message))
  return failed ? [failure(file, undefined, message)] : []
}

function failure(file: string, test: string | undefined, message: string): Failure {
  return { file, test, timedOut: /Exceeded timeout of/.test(message), message: message.slice(0, 2_000) }
}
