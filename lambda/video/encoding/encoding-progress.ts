/**
 * How much of a video ffmpeg has encoded, from its `-progress` output: among other lines, `out_time_us=…`, the time of
 * the last frame in microseconds.
 */
export class EncodingProgress {
  readonly #durationSeconds: number
  #seconds = 0

  constructor(durationSeconds: number) {
    this.#durationSeconds = durationSeconds
  }

  /** From 0 to 1. */
  get share(): number {
    return Math.min(this.#seconds / this.#durationSeconds, 1)
  }

  read(line: string): void {
    const [, microseconds] = /^out_time_us=(\d+)$/.exec(line) ?? []
    if (microseconds) this.#seconds = Math.max(this.#seconds, Number(microseconds) / 1e6)
  }
}
