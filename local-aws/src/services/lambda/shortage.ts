import { availableParallelism } from 'node:os'

/**
 * How many start times an invocation waits for a busy environment before a new one starts. With one start time, a load
 * that a few environments can handle starts dozens of them, and each runs slowly until it is warm.
 */
const PATIENCE = 4

/**
 * The number of recent invocations to consider. The shortest of them counts: on a busy machine, any invocation may take
 * long, and more processes make the machine busier.
 */
const REMEMBERED = 20

/**
 * Decides whether a function has too few environments, from the durations of starts and invocations. Times are in ms,
 * on the clock of real work.
 */
export class Shortage {
  /** The duration of the last start. */
  #startMs = 0
  /** The durations of the last invocations, newest last. */
  readonly #workMs: number[] = []
  /** The shortest duration, cached because it is used several times per invocation. */
  #shortestWorkMs = Number.POSITIVE_INFINITY
  /** The time since which no invocation has found an idle environment. */
  #since: number | undefined

  /** How long an invocation waits for a busy environment. */
  get patienceMs(): number {
    return this.#startMs * PATIENCE
  }

  /**
   * Detects a shortage in which no invocation waits longer than its patience, although every invocation has had to wait
   * for that long, and each runs longer than a start takes. A few processes finish many short invocations sooner, and
   * if there is one process per processor, another one would not end the shortage.
   *
   * @param environments the number of environments
   */
  lasts(now: number, environments: number): boolean {
    if (environments >= availableParallelism()) return false
    if (this.#since === undefined || this.#shortestWorkMs < this.#startMs) return false
    return now - this.#since >= this.patienceMs
  }

  /** Records that an invocation found no idle environment. */
  begin(now: number): void {
    this.#since ??= now
  }

  /** Records that an environment is idle. */
  end(): void {
    this.#since = undefined
  }

  /** Records that an environment has started; whether it is enough is measured from now on. */
  started(durationMs: number): void {
    this.#startMs = durationMs
    this.#since = undefined
  }

  worked(durationMs: number): void {
    this.#workMs.push(durationMs)
    if (this.#workMs.length > REMEMBERED) this.#workMs.shift()
    this.#shortestWorkMs = Math.min(...this.#workMs)
  }
}
