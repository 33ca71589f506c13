import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  MAXIMUM_DURATION_SECONDS,
  MAXIMUM_FRAME_PIXELS,
  MAXIMUM_SIDE_PIXELS,
  MINIMUM_SIDE_PIXELS,
} from '../../contracts/video.ts'
import {
  Damaged,
  EmptyUpload,
  FrameTooLarge,
  FrameTooSmall,
  NotAVideo,
  TooLong,
  Truncated,
  UnsupportedCodec,
  WrongContentType,
} from '../rejections.ts'
import { type ContainerFormat, containerFormatOf, HEADER_BYTES } from './container-format.ts'
import { audioDecoders, SOURCE_FILE, videoDecoders } from './encoding-input.ts'
import type { FfmpegRun } from './ffmpeg.ts'
import { decodeFirstFrame } from './first-frame.ts'
import { type PacketScan, scanPackets } from './packet-scan.ts'

/** The properties of a video that its encoding needs. */
export interface Inspection {
  format: ContainerFormat
  /** The width of the upright picture with square pixels. */
  width: number
  height: number
  durationSeconds: number
  /** The times at which frames are shown, in seconds, in order. */
  frameTimes: Float64Array
  hasAudio: boolean
  highDynamicRange: boolean
}

/** How much may be missing at the end, in seconds and as a share: headers round, and an edit list may cut a little. */
const MISSING_SECONDS = 2
const MISSING_SHARE = 0.1

/**
 * Determines what an upload really is, before it is encoded.
 *
 * @param contentType the announced content type
 * @throws VideoRejected
 */
export async function inspect(
  contentType: string,
  run: Pick<FfmpegRun, 'directory' | 'signal'>,
): Promise<Inspection> {
  const format = await formatOf(join(run.directory, SOURCE_FILE), contentType)
  const scan = await scanPackets(format, run)
  checkCodecs(scan)
  checkLength(scan)
  checkFrame(scan.codedWidth, scan.codedHeight)

  const frame = await decodeFirstFrame(format, run)
  checkFrame(frame.width, frame.height)
  const width = Math.round(frame.width * frame.sampleAspectRatio)
  checkFrame(width, frame.height)
  return {
    format,
    width,
    height: frame.height,
    durationSeconds: scan.durationSeconds,
    frameTimes: scan.frameTimes,
    hasAudio: scan.audioCodec !== undefined,
    highDynamicRange: frame.highDynamicRange,
  }
}

async function formatOf(path: string, contentType: string): Promise<ContainerFormat> {
  const { size } = await stat(path)
  if (size === 0) throw new EmptyUpload()
  const format = containerFormatOf(await firstBytes(path))
  if (!format) throw new NotAVideo()
  if (!format.contentTypes.some(type => type === contentType)) {
    throw new WrongContentType(contentType, format.contentTypes[0])
  }
  return format
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function checkCodecs({ videoCodec, audioCodec }: PacketScan): void {
  if (!Object.hasOwn(videoDecoders, videoCodec)) {
    throw new UnsupportedCodec('video', videoCodec, Object.keys(videoDecoders))
  }
  if (audioCodec !== undefined && !Object.hasOwn(audioDecoders, audioCodec)) {
    throw new UnsupportedCodec('audio', audioCodec, Object.keys(audioDecoders))
  }
}

function checkLength({ durationSeconds, declaredSeconds = durationSeconds }: PacketScan): void {
  const seconds = Math.max(durationSeconds, declaredSeconds)
  if (seconds > MAXIMUM_DURATION_SECONDS) throw new TooLong(`${Math.ceil(seconds)} seconds`)
  const missing = declaredSeconds - durationSeconds
  if (missing > MISSING_SECONDS && missing > MISSING_SHARE * declaredSeconds) throw new Truncated()
}

function checkFrame(width: number, height: number): void {
  if (width === 0 || height === 0) throw new Damaged('the header has no frame size')
  if (Math.min(width, height) < MINIMUM_SIDE_PIXELS) throw new FrameTooSmall(width, height)
  if (Math.max(width, height) > MAXIMUM_SIDE_PIXELS || width * height > MAXIMUM_FRAME_PIXELS) {
    throw new FrameTooLarge(width, height)
  }
}
