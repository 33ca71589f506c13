import { DecodingLog } from './decoding-log.ts'
import { inputArguments } from './encoding-input.ts'
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts'
import type { Colour } from './picture-colour.ts'
import type { Candidates } from './track-choice.ts'

/** A decoded picture, rotated upright as the file says. */
export interface Picture extends Colour {
  width: number
  height: number
  /** The width of a pixel with the height 1. */
  sampleAspectRatio: number
  scan: 'progressive' | 'top-first' | 'bottom-first'
  /** Whether its own metadata says that its colours are Dolby Vision's, though the file does not. */
  needsDolbyVision: boolean
}

/** What the decoders made of the streams, by index: up to two pictures, or a frame of sound. */
export interface FirstFrames {
  pictures: ReadonlyMap<number, readonly Picture[]>
  /** ffmpeg's name of the layout of the sound's channels. */
  channelLayouts: ReadonlyMap<number, string>
  /** The streams of sound that have nothing in them. */
  silent: ReadonlySet<number>
  /** The size of a picture that the decoder refused. */
  tooLarge: { width: number; height: number } | undefined
  log: DecodingLog
}

/** Decodes the first frames of each stream, because only the decoder, not the header, shows what is in a file. */
export async function decodeFirstFrames(
  { video, audio }: Candidates,
  { directory, signal }: Pick<FfmpegRun, 'directory' | 'signal'>,
): Promise<FirstFrames> {
  const logs = new Map(video.map(({ index }) => [index, new PictureLog()]))
  const pictures = new Map<number, Picture[]>()
  const channelLayouts = new Map<number, string>()
  const silent = new Set<number>()
  const decoding = new DecodingLog()
  let tooLarge: FirstFrames['tooLarge']
  const outputs = [
    ...video.flatMap(({ index }) => output(index, ['-frames:v', '2', '-vf', `showinfo@${index}=checksum=0`])),
    ...audio.flatMap(({ index }) => output(index, ['-frames:a', '1', '-af', `ashowinfo@${index}`])),
  ]
  await runFfmpeg([...inputArguments(1, video), ...outputs], {
    directory,
    signal,
    onLog(line) {
      decoding.read(line)
      const { components, text } = line
      const [, width, height] = /^Picture size (\d+)x(\d+) exceeds /.exec(text) ?? []
      if (width) tooLarge ??= { width: Number(width), height: Number(height) }
      const [, empty] = /^ *Input stream #0:(\d+) \(audio\): 0 packets read /.exec(text) ?? []
      if (empty) silent.add(Number(empty))
      const [, kind, index] = /^(a?)showinfo@(\d+)$/.exec(components.at(-1) ?? '') ?? []
      if (index === undefined) return
      if (kind === 'a') {
        const [, layout] = / chlayout:(.*) rate:/.exec(text) ?? []
        if (layout) channelLayouts.set(Number(index), layout)
        return
      }
      const picture = logs.get(Number(index))?.read(text)
      const known = pictures.get(Number(index)) ?? []
      if (picture && picture !== known.at(-1)) pictures.set(Number(index), [...known, picture])
    },
  })
  return { pictures, channelLayouts, silent, tooLarge, log: decoding }
}

function output(index: number, args: readonly string[]): string[] {
  return ['-map', `0:${index}`, ...args, '-f', 'null', '-']
}

/** Reads what the filter `showinfo` logs of a picture. */
export class PictureLog {
  #picture: Picture | undefined

  /** @returns the picture that the text is about, as far as it is known */
  read(text: string): Picture | undefined {
    const [, pixelFormat, sarNumerator, sarDenominator, width, height, order] =
      / fmt:(\S+) .*sar:(\d+)\/(\d+) s:(\d+)x(\d+) i:([PTB]) /.exec(text) ?? []
    if (pixelFormat) {
      this.#picture = {
        width: Number(width),
        height: Number(height),
        sampleAspectRatio: Number(sarNumerator) / Number(sarDenominator) || 1,
        scan: order === 'T' ? 'top-first' : order === 'B' ? 'bottom-first' : 'progressive',
        needsDolbyVision: false,
        pixelFormat,
        range: '',
        matrix: '',
        primaries: '',
        transfer: '',
      }
    }
    const [, range, matrix, primaries, transfer] =
      /^color_range:(\S+) color_space:(\S+) color_primaries:(\S+) color_trc:(\S+)/.exec(text) ?? []
    if (this.#picture && range && matrix && primaries && transfer) {
      Object.assign(this.#picture, { range, matrix, primaries, transfer })
    }
    if (this.#picture && IN_COLOURS_OF_DOLBY_VISION.test(text)) this.#picture.needsDolbyVision = true
    return this.#picture
  }
}

/** Of all profiles with metadata, only 5 has this one of the RPU and a base layer in full range. */
const IN_COLOURS_OF_DOLBY_VISION = /vdr_rpu_profile=0; .*bl_video_full_range_flag=1;/
