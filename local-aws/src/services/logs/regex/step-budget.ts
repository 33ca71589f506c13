import { notSimulated } from '../errors.ts'

/** Seconds of work. */
export const MAX_STEPS = 10_000_000

/** How much an expression may do in one text: its size times the length of a text of 1 MB would be minutes. */
export class StepBudget {
  readonly #perText: number
  #left: number
  #spent = 0

  constructor(perText: number) {
    this.#perText = perText
    this.#left = perText
  }

  /** In all texts. */
  get spent(): number {
    return this.#spent
  }

  renew(): void {
    this.#left = this.#perText
  }

  /** @throws AwsError where too much is spent, which ends the query as failed */
  spend(steps: number): void {
    this.#left -= steps
    this.#spent += steps
    if (this.#left < 0)
      throw notSimulated(`regular expressions that take more than ${this.#perText} steps in an event`)
  }
}
