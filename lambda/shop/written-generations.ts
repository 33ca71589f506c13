import { readState } from './generations.ts'
import { writtenAt } from './generations-state.ts'

/** The generations that one invocation writes to: read once, at its first event, and kept to its end. */
export class WrittenGenerations {
  #generations: Promise<string[]> | undefined

  /** In the order of the writes; the live one is the last. */
  read(): Promise<string[]> {
    this.#generations ??= readState().then(state => writtenAt(state, new Date()))
    return this.#generations
  }
}
