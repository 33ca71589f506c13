import { Damaged, EncoderFailed, TooLong, type VideoRejected } from '../rejections.ts'
import { DecodingLog } from './decoding-log.ts'
import { inputArguments } from './encoding-input.ts'
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts'
import { saysEndIsMissing } from './media-listing.ts'

/** Ten minutes at 240 frames per second. */
const MAXIMUM_FRAMES = 144_000

/** The information in the packets of the streams that are used, which are read but not decoded. */
export interface PacketScan {
  /** The times at which frames are shown, in seconds, in order. */
  frameTimes: Float64Array
  /** Seconds from the first frame or sound to the end of the last. */
  durationSeconds: number
  /** Whether the file ends too early: then this is what is there. */
  endIsMissing: boolean
}

/**
 * Reads an upload from start to end with ffmpeg's `framecrc`, which lists the streams first, then a line for each
 * packet. It is limited by the disk, not by the processor.
 *
 * @param tracks the indexes of the streams, that of the video first
 * @throws VideoRejected
 */
export async function scanPackets(
  tracks: readonly number[],
  run: Pick<FfmpegRun, 'directory' | 'signal'>,
): Promise<PacketScan> {
  const tooMany = new AbortController()
  const listing = new PacketListing()
  const reading = new DecodingLog()
  let endIsMissing = false
  const { code } = await runFfmpeg(
    [
      ...inputArguments(1),
      ...tracks.flatMap(index => ['-map', `0:${index}`]),
      ...['-c', 'copy', '-f', 'framecrc', 'pipe:1'],
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
      onLog: line => {
        reading.read(line)
        endIsMissing ||= saysEndIsMissing(line)
      },
    },
  )
  if (code !== 0) throw failure(reading, code)
  return { ...listing.scan(), endIsMissing }
}

/** Packets are only copied, so what fails without a complaint about the file is our fault. */
function failure({ aboutFile, aboutUs }: DecodingLog, code: number): VideoRejected {
  if (aboutFile !== undefined) return new Damaged(aboutFile)
  return new EncoderFailed(aboutUs ?? `ffmpeg ended with ${code}`)
}

/** What stands for a missing time, at which ffmpeg shows a frame after the one before (AV_NOPTS_VALUE). */
const NO_TIME = '-9223372036854775808'

interface Stream {
  kind: string
  /** The duration of one tick of its timestamps. */
  seconds: number
}

/**
 * Parses the output of `framecrc`: `#media_type 0: video` for a stream's properties, then for each packet
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

  read(line: string): void {
    if (line.startsWith('#')) this.#readProperty(line)
    else this.#readPacket(line.split(','))
  }

  scan(): Omit<PacketScan, 'endIsMissing'> {
    if (this.frames === 0) throw new Damaged('there is no frame')
    return {
      frameTimes: Float64Array.from(this.#frameTimes).sort(),
      durationSeconds: Math.max(this.#end - this.#start, 0),
    }
  }

  #readProperty(line: string): void {
    const [, property, index, value = ''] = /^#(\w+) (\d+): +(.+)$/.exec(line) ?? []
    if (!property) return
    const stream = this.#streamAt(Number(index))
    if (property === 'media_type') stream.kind = value
    if (property === 'tb') stream.seconds = quotient(value)
  }

  #streamAt(index: number): Stream {
    this.#streams[index] ??= { kind: '', seconds: 0 }
    return this.#streams[index]
  }

  #readPacket([index, , shown = NO_TIME, duration, , , flags]: readonly string[]): void {
    const stream = this.#streams[Number(index)]
    if (!stream || isDiscarded(flags)) return
    const time = shown.trim() === NO_TIME ? this.#end : Number(shown) * stream.seconds
    if (Number.isNaN(time)) return
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
