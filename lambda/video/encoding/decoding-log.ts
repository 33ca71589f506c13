import { isAboutFile, isComplaint, type LogLine } from './ffmpeg-log.ts'

/** What ffmpeg's log says about who failed: the file, or we. */
export class DecodingLog {
  #frames = 0
  #errors = 0
  #aboutFile: string | undefined
  #aboutUs: string | undefined

  /** The frames of the video that were decoded. */
  get frames(): number {
    return this.#frames
  }

  /** How often the decoder of the video failed. */
  get errors(): number {
    return this.#errors
  }

  /** The first complaint about the file. */
  get aboutFile(): string | undefined {
    return this.#aboutFile
  }

  /** The first complaint of a filter, an encoder or a muxer. */
  get aboutUs(): string | undefined {
    return this.#aboutUs
  }

  read(line: LogLine): void {
    const [, frames, errors] =
      /^ *Input stream #0:\d+ \(video\): .* (\d+) frames decoded; (\d+) decode errors/.exec(line.text) ?? []
    if (frames) {
      this.#frames = Number(frames)
      this.#errors = Number(errors)
    }
    if (!isComplaint(line)) return
    if (isAboutFile(line)) this.#aboutFile ??= line.text
    else this.#aboutUs ??= line.text
  }
}
