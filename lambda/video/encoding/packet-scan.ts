import { Damaged, NoVideoStream, TooLong, Truncated } from '../rejections.ts'
import type { ContainerFormat } from './container-format.ts'
import { inputArguments } from './encoding-input.ts'
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts'

/** Ten minutes at 240 frames per second. */
const MAXIMUM_FRAMES = 144_000

/** The information in all packets of a file, which are read but not decoded. */
export interface PacketScan {
  videoCodec: string
  /** The width in the file's header, before any rotation. */
  codedWidth: number
  codedHeight: number
  audioCodec: string | undefined
  /** The times at which frames are shown, in seconds, in order. */
  frameTimes: Float64Array
  /** Seconds from the first frame or sound to the end of the last. */
  durationSeconds: number
  /** The duration in the file's header, in seconds, if it has one. */
  declaredSeconds: number | undefined
}

/**
 * Reads an upload from start to end with ffmpeg's `framecrc`, which lists the streams first, then a line for each
 * packet. It is limited by the disk, not by the processor, and detects files whose end is missing.
 *
 * @throws VideoRejected
 */
export async function scanPackets(
  format: ContainerFormat,
  run: Pick<FfmpegRun, 'directory' | 'signal'>,
): Promise<PacketScan> {
  const tooMany = new AbortController()
  const listing = new PacketListing()
  const log = new ScanLog()
  const { code, complaints } = await runFfmpeg(
    [
      ...inputArguments(format, 1),
      // `V` is video except covers and thumbnails; `?` ignores a missing stream.
      ...['-map', '0:V:0?', '-map', '0:a:0?', '-c', 'copy', '-f', 'framecrc', 'pipe:1'],
    ],
    {
      directory: run.directory,
      signal: AbortSignal.any([run.signal, tooMany.signal]),
      onOutput: line => {
        listing.read(line)
        if (listing.frames > MAXIMUM_FRAMES) {
          tooMany.abort(new TooLong(`more than ${MAXIMUM_FRAMES} frames`))
        }
      },
      onLog: line => log.read(line),
    },
  )
  if (log.endIsMissing) throw new Truncated()
  if (log.hasNoStream) throw new NoVideoStream()
  if (code !== 0) throw new Damaged(complaints.at(-1))
  return { ...listing.scan(), declaredSeconds: log.declaredSeconds }
}

/** Collects what ffmpeg logs while it reads: the declared duration, and whether the file is truncated. */
class ScanLog {
  declaredSeconds: number | undefined
  endIsMissing = false
  hasNoStream = false

  read(line: string): void {
    const [, hours, minutes, seconds, start] =
      /^\[info\] {3}Duration: (\d+):(\d\d):(\d\d\.\d+), start: (-?[\d.]+),/.exec(line) ?? []
    if (hours) {
      const end = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
      // A recording of a running stream starts after zero, and Matroska counts from zero.
      this.declaredSeconds = end - Math.max(0, Number(start))
    }
    if (/moov atom not found|partial file|File ended prematurely/.test(line)) this.endIsMissing = true
    if (line.includes('does not contain any stream')) this.hasNoStream = true
  }
}

interface Stream {
  kind: string
  codec: string
  width: number
  height: number
  /** The duration of one tick of its timestamps. */
  seconds: number
}

/**
 * Parses the output of `framecrc`: `#codec_id 0: h264` for a stream's properties, then for each packet
 * `<stream>, <decoding time>, <time shown>, <duration>, <bytes>, <checksum>`, in the stream's ticks, and `F=` with the
 * packet's flags if they differ from those of a key frame.
 */
class PacketListing {
  readonly #streams: Stream[] = []
  readonly #frameTimes: number[] = []
  #start = Number.POSITIVE_INFINITY
  #end = 0

  get frames(): number {
    return this.#frameTimes.length
  }

  get #video(): Stream | undefined {
    return this.#streams.find(({ kind }) => kind === 'video')
  }

  read(line: string): void {
    if (line.startsWith('#')) this.#readProperty(line)
    else this.#readPacket(line.split(','))
  }

  scan(): Omit<PacketScan, 'declaredSeconds'> {
    const video = this.#video
    if (!video) throw new NoVideoStream()
    if (this.frames === 0) throw new Damaged('there is no frame')
    return {
      videoCodec: video.codec,
      codedWidth: video.width,
      codedHeight: video.height,
      audioCodec: this.#streams.find(({ kind }) => kind === 'audio')?.codec,
      frameTimes: Float64Array.from(this.#frameTimes).sort(),
      durationSeconds: this.#end - this.#start,
    }
  }

  #readProperty(line: string): void {
    const [, property, index, value = ''] = /^#(\w+) (\d+): +(.+)$/.exec(line) ?? []
    if (!property) return
    const stream = this.#streamAt(Number(index))
    if (property === 'media_type') stream.kind = value
    if (property === 'codec_id') stream.codec = value
    if (property === 'tb') stream.seconds = quotient(value)
    if (property === 'dimensions') [stream.width = 0, stream.height = 0] = value.split('x').map(Number)
  }

  #streamAt(index: number): Stream {
    this.#streams[index] ??= { kind: '', codec: '', width: 0, height: 0, seconds: 0 }
    return this.#streams[index]
  }

  #readPacket([index, , shown, duration, , , flags]: readonly string[]): void {
    const stream = this.#streams[Number(index)]
    const time = Number(shown) * (stream?.seconds ?? Number.NaN)
    if (!stream || Number.isNaN(time) || isDiscarded(flags)) return
    if (stream.kind === 'video') this.#frameTimes.push(time)
    this.#start = Math.min(this.#start, time)
    this.#end = Math.max(this.#end, time + Number(duration) * stream.seconds)
  }
}

/** AV_PKT_FLAG_DISCARD: the frame is decoded because others need it, but not shown, as with an edit list. */
function isDiscarded(flags: string | undefined): boolean {
  const [, value] = /^ F=0x([0-9A-Fa-f]+)$/.exec(flags ?? '') ?? []
  return value !== undefined && (Number.parseInt(value, 16) & 4) !== 0
}

function quotient(fraction: string): number {
  const [numerator = 0, denominator = 1] = fraction.split('/').map(Number)
  return numerator / denominator
}
