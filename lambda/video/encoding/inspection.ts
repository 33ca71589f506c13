import {
  MAXIMUM_DURATION_SECONDS,
  MAXIMUM_FRAME_PIXELS,
  MAXIMUM_SIDE_PIXELS,
  MINIMUM_SIDE_PIXELS,
} from '../../contracts/video.ts'
import {
  Damaged,
  EncoderFailed,
  FrameTooLarge,
  FrameTooSmall,
  NeedsDolbyVision,
  TooLong,
} from '../rejections.ts'
import type { FfmpegRun } from './ffmpeg.ts'
import { decodeFirstFrames, type FirstFrames, type Picture } from './first-frames.ts'
import { listMedia, type MediaListing } from './media-listing.ts'
import type { MediaStream } from './media-stream.ts'
import { scanPackets } from './packet-scan.ts'
import { candidateTracks } from './track-choice.ts'

/** The properties of a video that its encoding needs. */
export interface Inspection {
  format: MediaListing['format']
  video: MediaStream
  /** The first picture. */
  picture: Picture
  /** The width of the upright picture with square pixels. */
  width: number
  height: number
  /** Undefined if it has no sound that can be decoded. */
  audio: AudioTrack | undefined
  /** Whether the file has sound that cannot be decoded. */
  soundIsUnreadable: boolean
  durationSeconds: number
  /** The times at which frames are shown, in seconds, in order. */
  frameTimes: Float64Array
  /** Whether the end of the file is missing. */
  isIncomplete: boolean
  mayBeInterlaced: boolean
  /** Whether the decoder gives each of the two fields of a frame by itself. */
  isFieldCoded: boolean
  /** Whether the size or format of its pictures changes in the middle. */
  pictureChanges: boolean
  /** Whether the channels or the rate of its sound change in the middle. */
  soundChanges: boolean
}

export interface AudioTrack {
  index: number
  /** ffmpeg's name of the layout of its channels. */
  channelLayout: string
}

/**
 * Determines what an upload really is, before it is encoded. Whether its streams are good is for the decoders to say.
 *
 * @throws VideoRejected
 */
export async function inspect(run: Pick<FfmpegRun, 'directory' | 'signal'>): Promise<Inspection> {
  const { format, streams } = await listMedia(run)
  const candidates = candidateTracks(streams)
  const frames = await decodeFirstFrames(candidates, run)
  const { video, picture, isFieldCoded } = firstDecoded(candidates.video, frames)
  if (picture.needsDolbyVision) throw new NeedsDolbyVision()
  checkFrame(picture.width, picture.height)
  const width = Math.round(picture.width * picture.sampleAspectRatio)
  checkFrame(width, picture.height)

  const audio = audioTrack(candidates.audio, frames)
  const scan = await scanPackets([video.index, ...(audio ? [audio.index] : [])], run)
  if (scan.durationSeconds > MAXIMUM_DURATION_SECONDS) {
    throw new TooLong(`${Math.ceil(scan.durationSeconds)} seconds`)
  }
  return {
    format,
    video,
    picture,
    width,
    height: picture.height,
    audio,
    soundIsUnreadable:
      audio === undefined && streams.some(({ kind, index }) => kind === 'audio' && !frames.silent.has(index)),
    durationSeconds: scan.durationSeconds,
    frameTimes: isFieldCoded ? scan.frameTimes.filter((_, field) => field % 2 === 0) : scan.frameTimes,
    isIncomplete: scan.endIsMissing,
    mayBeInterlaced: !PROGRESSIVE_CODECS.includes(video.codec),
    isFieldCoded,
    pictureChanges: false,
    soundChanges: false,
  }
}

/** All frames of these are progressive. */
const PROGRESSIVE_CODECS = ['vp8', 'vp9', 'av1', 'h263']

/** @throws VideoRejected if no candidate has a picture */
function firstDecoded(
  candidates: readonly MediaStream[],
  { pictures, log, tooLarge }: FirstFrames,
): { video: MediaStream; picture: Picture; isFieldCoded: boolean } {
  for (const video of candidates) {
    const [first, second] = pictures.get(video.index) ?? []
    if (!first) continue
    const isFieldCoded = video.codec === 'hevc' && second !== undefined && areFields(first, second)
    return { video, picture: isFieldCoded ? { ...first, height: first.height * 2 } : first, isFieldCoded }
  }
  if (tooLarge) throw new FrameTooLarge(tooLarge.width, tooLarge.height)
  if (!log.hasRead) throw new EncoderFailed(log.aboutUs ?? 'ffmpeg did not read the file')
  throw new Damaged(log.aboutFile ?? log.aboutUs)
}

/** HEVC has no interlaced frames: pictures that alternate between the fields are half the lines of a frame each. */
function areFields(first: Picture, second: Picture): boolean {
  return first.scan !== 'progressive' && second.scan !== 'progressive' && first.scan !== second.scan
}

function audioTrack(
  candidates: readonly MediaStream[],
  { channelLayouts }: FirstFrames,
): AudioTrack | undefined {
  for (const { index } of candidates) {
    const channelLayout = channelLayouts.get(index)
    if (channelLayout !== undefined) return { index, channelLayout }
  }
  return undefined
}

function checkFrame(width: number, height: number): void {
  if (Math.min(width, height) < MINIMUM_SIDE_PIXELS) throw new FrameTooSmall(width, height)
  if (Math.max(width, height) > MAXIMUM_SIDE_PIXELS || width * height > MAXIMUM_FRAME_PIXELS) {
    throw new FrameTooLarge(width, height)
  }
}
