/** Tasks that run beside the experiment. The first one that fails aborts everything. */
export class Background {
  /** Aborts when the experiment is interrupted, when a task fails, and at the end. */
  readonly signal: AbortSignal
  readonly #own = new AbortController()
  readonly #tasks: Promise<void>[] = []

  constructor(interruption: AbortSignal) {
    this.signal = AbortSignal.any([interruption, this.#own.signal])
  }

  /** @returns when the task has ended or failed */
  start(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const running = task(this.signal)
    running.catch(error => this.#own.abort(error))
    this.#tasks.push(running)
    return running
  }

  /** Stops the running tasks and waits for their end. */
  async stop(): Promise<void> {
    this.#own.abort(new Error('The experiment has ended.'))
    await Promise.allSettled(this.#tasks)
  }
}
