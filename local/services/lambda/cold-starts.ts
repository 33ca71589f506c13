import { availableParallelism } from 'node:os'

/**
 * How many environments of all functions start at the same time: no more than the machine has processors.
 *
 * Lambda starts as many as are needed at once on machines without number. Here they would only slow each
 * other down, and by the time that the last is ready the first has done its work.
 */
export class ColdStarts {
  readonly #most = Math.max(2, availableParallelism())
  #running = 0
  readonly #queue: (() => void)[] = []

  /** Runs `start` as soon as there is room; it calls `done` once the environment is ready or gone. */
  enter(start: (done: () => void) => void): void {
    if (this.#running >= this.#most) {
      this.#queue.push(() => this.enter(start))
      return
    }
    this.#running++
    let finished = false
    start(() => {
      if (finished) return
      finished = true
      this.#running--
      this.#queue.shift()?.()
    })
  }
}
