import { TooSlowToEncode } from '../rejections.ts'
import { encodingSeconds } from './encoding-cost.ts'
import type { Inspection } from './inspection.ts'

/** How far an estimate may exceed the time before it decides: many pictures are easier than those that were measured. */
const ALLOWANCE = 1.25

/** The machine does less than its processors should. Another one may do better. */
export class EncoderTooSlow extends Error {
  override readonly name = 'EncoderTooSlow'

  constructor(estimated: number, available: number) {
    super(
      `the encoder would not end within ${Math.round(available)} s, though the video should take ` +
        `${Math.round(estimated)} s: this machine is slow, or the video is unusual`,
    )
  }
}

/** How long an encoding should take, and who is to blame if it does not end in time. */
export class EncodingForecast {
  readonly #video: Inspection
  readonly #availableSeconds: number
  readonly #estimatedSeconds: number

  /** @param processors how many work at once. @default - those of the function */
  constructor(video: Inspection, availableSeconds: number, processors?: number) {
    this.#video = video
    this.#availableSeconds = availableSeconds
    this.#estimatedSeconds = encodingSeconds(video, processors)
  }

  /** @throws TooSlowToEncode for a video that cannot be encoded in time */
  refuseTooSlow(): void {
    if (this.#estimatedSeconds > this.#availableSeconds * ALLOWANCE) throw this.#tooSlow()
  }

  /**
   * A video that should take most of the time is too slow. One that should take much less had a slow machine, so it is
   * tried once more; the second time, it is the video.
   */
  reasonOfSlowness(mayTryAgain = false): TooSlowToEncode | EncoderTooSlow {
    const isSlowMachine = this.#estimatedSeconds * ALLOWANCE < this.#availableSeconds
    return isSlowMachine && mayTryAgain
      ? new EncoderTooSlow(this.#estimatedSeconds, this.#availableSeconds)
      : this.#tooSlow()
  }

  #tooSlow(): TooSlowToEncode {
    const { width, height, frameTimes, durationSeconds } = this.#video
    const framesPerSecond = Math.round(frameTimes.length / durationSeconds)
    const longestSeconds = (durationSeconds * this.#availableSeconds) / this.#estimatedSeconds
    const video = { width, height, framesPerSecond, durationSeconds }
    return new TooSlowToEncode(longestSeconds < durationSeconds ? { video, longestSeconds } : undefined)
  }
}
