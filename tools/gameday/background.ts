/** What goes on beside the experiment. The first of it that fails aborts everything. */
export class Background {
  /** Aborts when the experiment is interrupted, when something here fails, and at the end. */
  readonly signal: AbortSignal
  readonly #own = new AbortController()
  readonly #tasks: Promise<void>[] = []

  constructor(interruption: AbortSignal) {
    this.signal = AbortSignal.any([interruption, this.#own.signal])
  }

  /** @returns when the task has ended, or failed */
  start(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const running = task(this.signal)
    running.catch(error => this.#own.abort(error))
    this.#tasks.push(running)
    return running
  }

  /** Ends what still goes on, and waits for that. */
  async stop(): Promise<void> {
    this.#own.abort(new Error('The experiment has ended.'))
    await Promise.allSettled(this.#tasks)
  }
}
