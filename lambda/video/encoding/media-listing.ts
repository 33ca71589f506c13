import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Damaged, EmptyUpload, NotAVideo, Truncated } from '../rejections.ts'
import { type Demuxer, demuxers, inputArguments, SOURCE_FILE } from './encoding-input.ts'
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts'
import { complaintOf, isComplaint, type LogLine } from './ffmpeg-log.ts'
import type { MediaStream } from './media-stream.ts'

/** What a file has, by ffmpeg. */
export interface MediaListing {
  format: { demuxer: Demuxer }
  streams: readonly MediaStream[]
}

/**
 * Lists the streams of an upload. ffmpeg's demuxers decide what the file is, not its name or content type.
 *
 * @throws VideoRejected if it is no video file of a supported format
 */
export async function listMedia({
  directory,
  signal,
}: Pick<FfmpegRun, 'directory' | 'signal'>): Promise<MediaListing> {
  const { size } = await stat(join(directory, SOURCE_FILE))
  if (size === 0) throw new EmptyUpload()
  const listing = new ListingLog()
  // Without an output, ffmpeg ends with an error once it has described the input. Only at this level does it name the
  // brand of a file that it cannot open.
  await runFfmpeg(['-loglevel', 'level+debug', ...inputArguments(1)], {
    directory,
    signal,
    onLog: line => listing.read(line),
  })
  return listing.result()
}

/** Still pictures and bursts in the format of MP4: HEIF, AVIF, Canon's raw. */
const IMAGE_BRANDS = ['avif', 'avis', 'heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'crx ']

/** Reads what ffmpeg logs while it opens a file. */
class ListingLog {
  readonly #streams: MediaStream[] = []
  #demuxer: Demuxer | undefined
  #isTried = false
  #isOpen = false
  #isImage = false
  #endIsMissing = false
  #complaint: string | undefined

  read(line: LogLine): void {
    const [, probed] = /^Format (\S+) probed with /.exec(line.text) ?? []
    if (probed) this.#demuxer = demuxers.find(name => name === probed)
    const [, brand] = /^ISO: File Type Major Brand: (.{4})$/.exec(line.text) ?? []
    if (brand && IMAGE_BRANDS.includes(brand)) this.#isImage = true
    if (saysEndIsMissing(line)) this.#endIsMissing = true
    this.#complaint ??= complaintOf(line)
    if (/Error opening input|Invalid data found/.test(line.text)) this.#isTried = true
    if (line.text.startsWith('Input #0, ')) this.#isOpen = true
    this.#readStream(line.text)
  }

  result(): MediaListing {
    // As from an ffmpeg that lacks an option.
    if (!this.#isOpen && !this.#isTried) throw new Error(`ffmpeg did not open the file: ${this.#complaint}`)
    if (!this.#demuxer || this.#isImage) throw new NotAVideo()
    if (this.#endIsMissing && this.#streams.length === 0) throw new Truncated()
    if (!this.#isOpen) throw new Damaged(this.#complaint)
    return { format: { demuxer: this.#demuxer }, streams: this.#streams }
  }

  #readStream(text: string): void {
    const [, index, kind, codec, rest = ''] =
      /^ {2}Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\(.*?\))?(?:, \d+, \d+\/\d+)?: (Video|Audio): (\w+)(.*)$/.exec(
        text,
      ) ?? []
    if (index && codec) {
      this.#streams.push({
        index: Number(index),
        kind: kind === 'Video' ? 'video' : 'audio',
        codec,
        size: sizeIn(rest),
        isDefault: rest.includes(' (default)'),
        isStill: /\((attached pic|timed thumbnails|still image)\)/.test(rest),
        hasAlphaLayer: false,
        needsDolbyVision: false,
      })
    }
    const last = this.#streams.at(-1)
    if (!last) return
    if (/^ +alpha_mode +: 1$/i.test(text)) last.hasAlphaLayer = true
    if (hasNoCompatibleLayer(text)) last.needsDolbyVision = true
  }
}

/** `h264 (High), yuv420p(tv, bt709), 1280x720 [SAR 1:1 DAR 16:9], 25 fps` */
function sizeIn(description: string): MediaStream['size'] {
  const [, width, height] = /, (\d+)x(\d+)[ ,]/.exec(description) ?? []
  return width && height ? { width: Number(width), height: Number(height) } : undefined
}

/** The base layers of all other profiles are HDR10, HLG or SDR. */
const PROFILES_WITHOUT_COMPATIBILITY = [5, 10, 20]

/** In the configuration record of Dolby Vision, the compatibility 0 says that the pictures are in its own colours. */
function hasNoCompatibleLayer(text: string): boolean {
  const [, profile, compatibility] =
    /DOVI configuration record: .*profile: (\d+),.* compatibility id: (\d+)/.exec(text) ?? []
  return PROFILES_WITHOUT_COMPATIBILITY.includes(Number(profile)) && Number(compatibility) === 0
}

/** Whether a demuxer says that the file ends too early. */
export function saysEndIsMissing(line: LogLine): boolean {
  return isComplaint(line) && /moov atom not found|partial file|File ended prematurely/.test(line.text)
}
