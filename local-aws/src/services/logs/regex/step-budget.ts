import { notSimulated } from '../errors.ts'

/** About a second of work. */
const MAX_STEPS = 10_000_000

/** How much an expression may do in one text: its size times the length of a text of 1 MB would be minutes. */
export class StepBudget {
  #left = MAX_STEPS

  renew(): void {
    this.#left = MAX_STEPS
  }

  /** @throws AwsError where too much is spent, which ends the query as failed */
  spend(steps: number): void {
    this.#left -= steps
    if (this.#left < 0)
      throw notSimulated(`regular expressions that take more than ${MAX_STEPS} steps in an event`)
  }
}
