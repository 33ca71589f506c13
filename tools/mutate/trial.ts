import type { Control } from './control.ts'
import { runJest } from './jest-run.ts'
import { applied, type Mutant } from './mutant.ts'
import { StageResources } from './stage-resources.ts'
import type { WorkCopy } from './work-copy.ts'

/** What became of a mutant. */
export type Outcome = 'killed' | 'timeout' | 'survived' | 'not executed'

export interface Trial {
  mutant: Mutant
  outcome: Outcome
  /** The test files that execute its code. */
  executedBy: readonly string[]
  /** What noticed it: a test file, and the name of the test if one failed. */
  killedBy?: string
}

/** A hang is one only if the machine may be this slow. */
const SLOWEST = 4
const LEAST_MS = 20_000

/** Tries mutants, one at a time, in a copy of its own. */
export class Trials {
  readonly #copy: WorkCopy
  readonly #control: Control
  readonly #stage: StageResources | undefined
  readonly #signal: AbortSignal

  /** @param copy holds what the first run of the tests has built */
  constructor(copy: WorkCopy, control: Control, signal: AbortSignal) {
    this.#copy = copy
    this.#control = control
    this.#signal = signal
    this.#stage = control.readers.length > 0 ? new StageResources(copy) : undefined
  }

  async try(mutant: Mutant): Promise<Trial> {
    const direct = this.#control.executing(mutant)
    const isStaged = this.#stage !== undefined && this.#control.isStaged(mutant)
    const executedBy = isStaged ? union(direct, this.#control.readers) : direct
    if (executedBy.length === 0) return { mutant, outcome: 'not executed', executedBy }
    this.#copy.change(mutant.file, applied(this.#copy.read(mutant.file), mutant))
    try {
      const ended = isStaged ? await this.#tryStaged(direct, executedBy) : await this.#run(direct)
      return { mutant, executedBy, ...ended }
    } finally {
      this.#copy.restore()
      if (isStaged) this.#stage?.restore()
    }
  }

  async #tryStaged(direct: readonly string[], all: readonly string[]): Promise<Ended> {
    const written = await this.#stage?.write(this.#signal)
    if (written === 'timeout') return { outcome: 'timeout', killedBy: 'synthesis' }
    if (written === 'failed') return { outcome: 'killed', killedBy: 'synthesis' }
    // Readers of what is as before have nothing to notice.
    return this.#run(written === 'same' ? direct : all)
  }

  async #run(tests: readonly string[]): Promise<Ended> {
    if (tests.length === 0) return { outcome: 'survived' }
    const inOrder = this.#control.tests.filter(test => tests.includes(test))
    const usual = tests.reduce((sum, test) => sum + this.#control.durationOf(test), 0)
    const timeoutMs = LEAST_MS + SLOWEST * usual
    const result = await runJest(this.#copy, { tests: inOrder, workers: 1, timeoutMs, signal: this.#signal })
    if (result.passed) return { outcome: 'survived' }
    if (result.timedOut) return { outcome: 'timeout', killedBy: 'the time limit' }
    const [failure] = result.failures
    const killedBy = [failure?.file ?? 'Jest', failure?.test].filter(Boolean).join(': ')
    return { outcome: failure?.timedOut ? 'timeout' : 'killed', killedBy }
  }
}

function union(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])]
}

type Ended = Pick<Trial, 'outcome' | 'killedBy'>
