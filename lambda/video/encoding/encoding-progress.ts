/**
 * How much of a video ffmpeg has encoded, from its `-progress` output: among other lines, `frame=…`, the number of
 * frames in the first rendition, and `out_time_us=…`, the time of the last frame in microseconds.
 */
export class EncodingProgress {
  readonly #durationSeconds: number
  #seconds = 0
  #frames = 0

  constructor(durationSeconds: number) {
    this.#durationSeconds = durationSeconds
  }

  /** From 0 to 1. */
  get share(): number {
    return Math.min(this.#seconds / this.#durationSeconds, 1)
  }

  get frames(): number {
    return this.#frames
  }

  read(line: string): void {
    const [, frames] = /^frame=(\d+)$/.exec(line) ?? []
    if (frames) this.#frames = Number(frames)
    const [, microseconds] = /^out_time_us=(\d+)$/.exec(line) ?? []
    if (microseconds) this.#seconds = Math.max(this.#seconds, Number(microseconds) / 1e6)
  }
}
