import { DecodingLog } from './decoding-log.ts'
import { inputArguments } from './encoding-input.ts'
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts'
import type { LogLine } from './ffmpeg-log.ts'
import type { MediaStream } from './media-stream.ts'
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

/**
 * Decodes the first frames of the streams, the best first, until one is decoded, because only the decoder, not the
 * header, shows what is in a file.
 *
 * A run of ffmpeg decodes one stream: the threads of several would mix the parts of their lines in the log.
 */
export async function decodeFirstFrames({ video, audio }: Candidates, run: Run): Promise<FirstFrames> {
  const pictures = new Map<number, readonly Picture[]>()
  const channelLayouts = new Map<number, string>()
  const silent = new Set<number>()
  const log = new DecodingLog()
  let tooLarge: FirstFrames['tooLarge']

  async function decodePictures(): Promise<void> {
    for (const stream of video) {
      const found = await firstPictures(stream, run, line => {
        log.read(line)
        const [, width, height] = /^Picture size (\d+)x(\d+) exceeds /.exec(line.text) ?? []
        if (width) tooLarge ??= { width: Number(width), height: Number(height) }
      })
      if (found.length === 0) continue
      pictures.set(stream.index, found)
      return
    }
  }

  async function decodeSound(): Promise<void> {
    for (const stream of audio) {
      const layout = await channelLayoutOf(stream, run, line => {
        log.read(line)
        if (/^ *Input stream #0:\d+ \(audio\): 0 packets read /.test(line.text)) silent.add(stream.index)
      })
      if (layout === undefined) continue
      channelLayouts.set(stream.index, layout)
      return
    }
  }

  await Promise.all([decodePictures(), decodeSound()])
  return { pictures, channelLayouts, silent, tooLarge, log }
}

type Run = Pick<FfmpegRun, 'directory' | 'signal'>
type OnLog = (line: LogLine) => void

async function firstPictures(stream: MediaStream, run: Run, onLog: OnLog): Promise<Picture[]> {
  const log = new PictureLog()
  const pictures: Picture[] = []
  const filter = ['-frames:v', '2', '-vf', 'showinfo=checksum=0']
  await decode(stream, filter, run, line => {
    onLog(line)
    if (!line.components.at(-1)?.startsWith('Parsed_showinfo')) return
    const picture = log.read(line.text)
    if (picture && picture !== pictures.at(-1)) pictures.push(picture)
  })
  return pictures
}

/** @returns undefined if no sound could be decoded */
async function channelLayoutOf(stream: MediaStream, run: Run, onLog: OnLog): Promise<string | undefined> {
  let found: string | undefined
  await decode(stream, ['-frames:a', '1', '-af', 'ashowinfo'], run, line => {
    onLog(line)
    const [, layout] = / chlayout:(.*) rate:/.exec(line.text) ?? []
    if (line.components.at(-1)?.startsWith('Parsed_ashowinfo')) found ??= layout
  })
  return found
}

async function decode(
  stream: MediaStream,
  filter: readonly string[],
  { directory, signal }: Run,
  onLog: OnLog,
): Promise<void> {
  const streams = stream.kind === 'video' ? [stream] : []
  await runFfmpeg(
    [...inputArguments(1, streams), '-map', `0:${stream.index}`, ...filter, '-f', 'null', '-'],
    { directory, signal, onLog },
  )
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
