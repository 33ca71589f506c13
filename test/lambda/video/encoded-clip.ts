import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Inspection, inspect } from '../../../lambda/video/encoding/inspection.ts'
import { encodeVideo } from '../../../lambda/video/encoding/video-encoding.ts'
import { type Clips, probe } from './clips.ts'

/** What the encoder makes of a clip. */
export interface EncodedClip {
  video: Inspection
  /** The paths of the renditions, from the smallest to the largest. */
  renditions: string[]
  poster: string
}

export async function encodeClip(clips: Clips, path: string): Promise<EncodedClip> {
  const directory = await clips.workspace(path)
  const run = { directory, signal: new AbortController().signal }
  const video = await encodeVideo(await inspect(run), run)
  const files = (await readdir(directory)).filter(file => file.endsWith('.mp4')).sort()
  return {
    video,
    renditions: files.map(file => join(directory, file)),
    poster: join(directory, 'poster.jpg'),
  }
}

/** Holds a rendition to what every player takes: progressive, square pixels, BT.709 in limited range, and says so. */
export async function expectContract(path: string): Promise<void> {
  const { video } = await probe(path)
  expect(video).toMatch(/^h264 \(High\) .* yuv420p\(tv, bt709, progressive\), .*SAR 1:1/)
}

async function output(args: readonly string[]): Promise<{ stdout: Buffer; stderr: Buffer }> {
  return promisify(execFile)('ffmpeg', ['-hide_banner', '-nostdin', '-nostats', ...args], {
    encoding: 'buffer',
    env: { PATH: process.env.PATH },
    maxBuffer: 64 * 1_048_576,
  })
}

const COLUMNS = 40

/**
 * The colours of the middle line of a picture as a player shows them: red, green and blue, from 0 to 255.
 *
 * @param places from 0, the left, to 1, the right
 * @param at the time of the picture, in seconds
 */
export async function coloursOf(path: string, places: readonly number[], at = 0): Promise<number[][]> {
  const matrix = path.endsWith('.jpg') ? 'bt601' : 'bt709'
  const { stdout } = await output([
    ...['-v', 'error', ...(at > 0 ? ['-ss', String(at)] : []), '-i', path, '-frames:v', '1'],
    '-vf',
    `scale=in_color_matrix=${matrix}:flags=accurate_rnd+full_chroma_int,format=rgb24,crop=iw:4,scale=${COLUMNS}:1:flags=area`,
    ...['-f', 'rawvideo', 'pipe:1'],
  ])
  return places.map(place => {
    const column = Math.floor(place * COLUMNS) * 3
    return Array.from(stdout.subarray(column, column + 3))
  })
}

/** How many frames look interlaced by their luma, to the filter `idet`. Halved chroma misleads it. */
export async function combedFrames(path: string): Promise<number> {
  const { stderr } = await output(['-i', path, '-vf', 'format=gray,idet', '-f', 'null', '-'])
  // It reports once before it has seen a frame.
  const reports = stderr.toString().matchAll(/Multi frame detection: TFF: +(\d+) BFF: +(\d+)/g)
  const [, top, bottom] = Array.from(reports).at(-1) ?? []
  return Number(top) + Number(bottom)
}

/** When sound starts after silence, in seconds. */
export async function soundStarts(path: string): Promise<number[]> {
  const { stderr } = await output([
    ...['-i', path, '-map', '0:a:0', '-af', 'silencedetect=n=-30dB:d=0.05', '-f', 'null', '-'],
  ])
  return Array.from(stderr.toString().matchAll(/silence_end: ([\d.]+)/g), ([, time]) => Number(time))
}
