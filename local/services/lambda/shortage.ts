/**
 * How many times as long as a start takes an invocation waits for a busy environment before a new one starts.
 * At one, a load that a few environments can bear starts dozens, each of which runs slowly until it is warm.
 */
const PATIENCE = 4

/**
 * From which share of a start on an invocation is long enough that a lasting shortage starts another environment:
 * many short ones are done sooner by few processes, however many wait.
 */
const LONG_WORK = 0.5

/**
 * Whether a function has too few environments, by how long it starts and works. Times are in ms, on the clock of real
 * work.
 */
export class Shortage {
  /** How long the last start took. */
  #startMs = 0
  /** How long the last invocation took. */
  #workMs = 0
  /** Since when no invocation has found an idle environment. */
  #since: number | undefined

  /** For how long an invocation waits for a busy environment. */
  get patienceMs(): number {
    return this.#startMs * PATIENCE
  }

  /** No invocation has to wait for longer than its patience, and yet every one has had to wait for as long as that. */
  lasts(now: number): boolean {
    if (this.#since === undefined || this.#workMs < this.#startMs * LONG_WORK) return false
    return now - this.#since >= this.patienceMs
  }

  /** An invocation found no idle environment. */
  begin(now: number): void {
    this.#since ??= now
  }

  /** An environment has nothing to do. */
  end(): void {
    this.#since = undefined
  }

  /** One more environment is there: whether it is enough shows from now on. */
  started(durationMs: number): void {
    this.#startMs = durationMs
    this.#since = undefined
  }

  worked(durationMs: number): void {
    this.#workMs = durationMs
  }
}
