/** The share of the whole time after which an encoding is judged: the first frames and a hard scene are no measure. */
const JUDGED_AFTER = 0.05

/** How far the end may be beyond the time before an encoding is given up, because what follows may be easier. */
const ALLOWANCE = 1.5

/** With less than this share of the time left at its beginning, an encoding is not judged: the rest went elsewhere. */
const LEAST_LEFT = 0.5

/** Projects from what an encoding has done so far whether it can end in time. */
export class EncodingPace {
  readonly #wholeSeconds: number
  #begunAt: number | undefined
  #share = 0

  /** @param wholeSeconds the time that the invocation has for the encoding */
  constructor(wholeSeconds: number) {
    this.#wholeSeconds = wholeSeconds
  }

  /**
   * @param share how much is encoded, from 0 to 1; less than before if the encoding began again
   * @param passed the seconds of the whole time that have passed
   * @returns whether the encoding would end far too late
   */
  isHopeless(share: number, passed: number): boolean {
    if (this.#begunAt === undefined || share < this.#share) this.#begunAt = passed
    this.#share = share
    const worked = passed - this.#begunAt
    if (worked < JUDGED_AFTER * this.#wholeSeconds) return false
    const left = this.#wholeSeconds - this.#begunAt
    if (left < LEAST_LEFT * this.#wholeSeconds) return false
    return worked / share > ALLOWANCE * left
  }
}
