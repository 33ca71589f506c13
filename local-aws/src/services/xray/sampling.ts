import type { Account } from '../../account.ts'

const FIXED_RATE = 0.05

/**
 * Decides which traces are kept: "The sampling rate is 1 request per second and 5 percent of additional
 * requests. You can't configure the X-Ray sampling rate for your functions." (Lambda, *Visualize Lambda function
 * invocations using AWS X-Ray*)
 *
 * One reservoir serves all functions; Lambda does not document how it shares reservoirs.
 */
export class Sampling {
  readonly #account: Account
  #reservedSecond = Number.NEGATIVE_INFINITY

  constructor(account: Account) {
    this.#account = account
  }

  decide(): boolean {
    const second = Math.floor(this.#account.clock.now() / 1000)
    if (second !== this.#reservedSecond) {
      this.#reservedSecond = second
      return true
    }
    return this.#account.random.fraction() < FIXED_RATE
  }
}
