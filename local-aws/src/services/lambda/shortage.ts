import { availableParallelism } from 'node:os'

/**
 * How many times as long as a start takes an invocation waits for a busy environment before a new one starts.
 * At one, a load that a few environments can bear starts dozens, each of which runs slowly until it is warm.
 */
const PATIENCE = 4

/**
 * So many invocations are looked at, and the shortest of them counts: on a busy machine any of them may take long,
 * and more processes make it busier.
 */
const REMEMBERED = 20

/**
 * Whether a function has too few environments, by how long it starts and works. Times are in ms, on the clock of real
 * work.
 */
export class Shortage {
  /** How long the last start took. */
  #startMs = 0
  /** How long the last invocations took, the newest last. */
  readonly #workMs: number[] = []
  /** The shortest of them; asked for several times an invocation. */
  #shortestWorkMs = Number.POSITIVE_INFINITY
  /** Since when no invocation has found an idle environment. */
  #since: number | undefined

  /** For how long an invocation waits for a busy environment. */
  get patienceMs(): number {
    return this.#startMs * PATIENCE
  }

  /**
   * No invocation has to wait for longer than its patience, and yet every one has had to wait for as long as that;
   * and each works for longer than a start takes. Many short ones are done sooner by few processes, and with one for
   * each processor no further one would end the shortage.
   *
   * @param environments how many there are
   */
  lasts(now: number, environments: number): boolean {
    if (environments >= availableParallelism()) return false
    if (this.#since === undefined || this.#shortestWorkMs < this.#startMs) return false
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
    this.#workMs.push(durationMs)
    if (this.#workMs.length > REMEMBERED) this.#workMs.shift()
    this.#shortestWorkMs = Math.min(...this.#workMs)
  }
}
