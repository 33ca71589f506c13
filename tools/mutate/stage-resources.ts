import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runNode } from './run-process.ts'
import type { WorkCopy } from './work-copy.ts'

/** The script that synthesizes what most tests of the stacks look at, what it writes, and what the tests read it by. */
const SCRIPT = 'test/lib/write-stage.ts'
const WRITTEN = '.build/test-stage.json'
const READER = 'test/lib/stage.ts'

const RECORD_HITS = join(import.meta.dirname, 'jest/record-hits.mjs')
/** Many times what it takes. */
const TIMEOUT_MS = 60_000

/** What writing the resources showed. */
export type Written = 'same' | 'other' | 'failed' | 'timeout'

/**
 * The resources of the stacks, which a process of its own synthesizes before the tests: the code of the stacks runs
 * there, and again for each mutant of it.
 */
export class StageResources {
  readonly #copy: WorkCopy
  readonly #unmutated: string

  /** @param copy holds what the first run of the tests has written */
  constructor(copy: WorkCopy) {
    this.#copy = copy
    this.#unmutated = readFileSync(this.#path, 'utf8')
  }

  /** Whether these tests look at the resources of a project that has such a script. */
  static areReadBy(root: string, tests: readonly string[]): boolean {
    return existsSync(join(root, SCRIPT)) && readersOf(root, tests).length > 0
  }

  get #path(): string {
    return join(this.#copy.root, WRITTEN)
  }

  /** The probes that run while the resources are synthesized. */
  async hits(signal: AbortSignal): Promise<string[]> {
    const file = join(this.#copy.temporary, 'hits.json')
    await this.#run(['--import', RECORD_HITS], { MUTATE_HITS_FILE: file }, signal)
    const hits = JSON.parse(readFileSync(file, 'utf8'))
    rmSync(file)
    this.restore()
    return hits
  }

  /** Synthesizes them with what the copy now is, until {@link restore}. */
  async write(signal: AbortSignal): Promise<Written> {
    const { code, timedOut } = await this.#run([], {}, signal)
    this.#copy.clearTemporary()
    if (timedOut) return 'timeout'
    if (code !== 0) return 'failed'
    return readFileSync(this.#path, 'utf8') === this.#unmutated ? 'same' : 'other'
  }

  restore(): void {
    writeFileSync(this.#path, this.#unmutated)
  }

  #run(options: readonly string[], env: Record<string, string>, signal: AbortSignal) {
    const args = [...options, join(this.#copy.root, SCRIPT)]
    const withTemporary = { ...env, TMPDIR: this.#copy.temporary }
    return runNode(args, { cwd: this.#copy.root, env: withTemporary }, { timeoutMs: TIMEOUT_MS, signal })
  }
}

/** The test files that read the resources, in themselves or by what they import. */
export function readersOf(root: string, tests: readonly string[]): string[] {
  const known = new Map<string, boolean>()
  const reads = (file: string): boolean => {
    const before = known.get(file)
    if (before !== undefined) return before
    // Against cycles.
    known.set(file, false)
    const found = file === READER || importsOf(root, file).some(reads)
    known.set(file, found)
    return found
  }
  return tests.filter(reads)
}

function importsOf(root: string, file: string): string[] {
  const path = join(root, file)
  if (!existsSync(path)) return []
  const imports = readFileSync(path, 'utf8').matchAll(/(?:from|import) '(\.[^']+)'/g)
  return Array.from(imports, ([, name = '']) => join(dirname(file), name))
}
