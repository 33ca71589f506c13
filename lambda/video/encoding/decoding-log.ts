import { complaintOf, isAboutFile, type LogLine } from './ffmpeg-log.ts'

/** What ffmpeg's log says about who failed: the file, or we. */
export class DecodingLog {
  /** The decoders that we do not allow: they are for streams that are not used. */
  readonly #refused = new Set<string>()
  #hasRead = false
  #frames = 0
  #errors = 0
  #aboutFile: string | undefined
  #aboutUs: string | undefined

  /** Whether ffmpeg came to read the file, so that what it could not decode is the file's fault. */
  get hasRead(): boolean {
    return this.#hasRead
  }

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
    if (/^ *Input file #0 /.test(line.text)) this.#hasRead = true
    const [, frames, errors] =
      /^ *Input stream #0:\d+ \(video\): .* (\d+) frames decoded; (\d+) decode errors/.exec(line.text) ?? []
    if (frames) {
      this.#frames = Number(frames)
      this.#errors = Number(errors)
    }
    const [decoder = ''] = line.components
    if (decoder && /^Codec \(\S+\) not on whitelist/.test(line.text)) this.#refused.add(decoder)
    const complaint = this.#refused.has(decoder) ? undefined : complaintOf(line)
    if (isAboutFile(line)) this.#aboutFile ??= complaint
    else this.#aboutUs ??= complaint
  }
}
