import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { MAXIMUM_DURATION_SECONDS, MAXIMUM_VIDEO_BYTES } from '../../contracts/video.ts'
import type { Rendition, VideoEncoded } from '../../contracts/video-events.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { logger } from '../../runtime/logger.ts'
import { Unavailable } from '../../runtime/unavailable.ts'
import { renditionKey, uploadKey } from '../object-keys.ts'
import { Damaged, EmptyUpload, EncoderFailed, TooSlowToEncode, UploadTooLarge } from '../rejections.ts'
import { describeObject, download, upload } from '../videos-bucket.ts'
import { DecodingLog } from './decoding-log.ts'
import { encodingArguments, POSTER_FILE, renditionFile } from './encoding-command.ts'
import { SOURCE_FILE } from './encoding-input.ts'
import { EncodingProgress } from './encoding-progress.ts'
import { inEmptyDirectory } from './encoding-workspace.ts'
import { type FfmpegExit, runFfmpeg } from './ffmpeg.ts'
import type { LogLine } from './ffmpeg-log.ts'
import { type Inspection, inspect } from './inspection.ts'
import { surveyed } from './picture-survey.ts'
import { largestRenditionBytes, type RenditionSize, renditionSizes } from './rendition-ladder.ts'

const temporaryStorageBytes = Number(environmentVariable('TEMPORARY_STORAGE_MB')) * 1_048_576

/** The largest upload that fits on the disk together with its output. */
const largestUploadBytes = Math.min(
  MAXIMUM_VIDEO_BYTES,
  temporaryStorageBytes - largestRenditionBytes(MAXIMUM_DURATION_SECONDS),
)

/**
 * ffmpeg continues after errors in decoding and reports success. If the decoder failed so often that less than this is
 * left, the video is not worth watching.
 */
const DECODABLE_SHARE = 0.75

export interface EncodingRun {
  /** Aborts at the time limit; if ffmpeg was encoding, the video is then too slow to encode. */
  time: AbortSignal
  /** Aborts for any other reason. */
  signal?: AbortSignal
  /** @param share from 0 to 1 */
  onProgress?(share: number): void
}

/** The output of encoding a video. */
export type Encoding = Pick<
  VideoEncoded['data'],
  'durationSeconds' | 'renditions' | 'poster' | 'incomplete' | 'soundUnreadable'
>

/**
 * Fetches, inspects and encodes an uploaded video, and stores its renditions and poster. Repeating it gives the same
 * keys.
 *
 * @throws VideoRejected
 */
export async function encodeUpload(videoId: string, run: EncodingRun): Promise<Encoding> {
  const source = await describeObject(uploadKey(videoId))
  if (source.bytes === 0) throw new EmptyUpload()
  if (source.bytes > largestUploadBytes) throw new UploadTooLarge(source.bytes, largestUploadBytes)

  return inEmptyDirectory(async directory => {
    const signal = AbortSignal.any(run.signal ? [run.signal, run.time] : [run.time])
    const fetchMs = await fetchInTime(run.time, () =>
      download(uploadKey(videoId), join(directory, SOURCE_FILE), signal),
    )
    const video = await inTime(run.time, fetchMs, async () => {
      const video = await inspect({ directory, signal })
      return encode(video, { directory, signal, onProgress: run.onProgress })
    })
    return storeEncoding(videoId, video, directory, run.signal)
  })
}

/**
 * The time is enough for the largest upload, so a timeout means that the bucket was slow.
 *
 * @returns how long it took, in ms
 */
async function fetchInTime(time: AbortSignal, fetch: () => Promise<void>): Promise<number> {
  const begunAt = Date.now()
  try {
    await fetch()
    return Date.now() - begunAt
  } catch (error) {
    throw time.aborted
      ? new Unavailable('s3', 'the upload could not be fetched in time', { cause: error })
      : error
  }
}

/** A video is too slow to encode only if encoding took most of the time, not if fetching did. */
async function inTime<Result>(
  time: AbortSignal,
  fetchMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const begunAt = Date.now()
  try {
    return await work()
  } catch (error) {
    if (!time.aborted) throw error
    if (fetchMs <= Date.now() - begunAt) throw new TooSlowToEncode()
    throw new Unavailable('s3', 'fetching the upload left too little time to encode it', { cause: error })
  }
}

interface FfmpegEncoding {
  directory: string
  signal: AbortSignal
  onProgress: EncodingRun['onProgress']
}

/**
 * Encodes a video. If its pictures or its sound turn out to change in the middle, it starts again, prepared for that.
 *
 * @returns the inspection that the encoding is of
 */
async function encode(video: Inspection, run: FfmpegEncoding): Promise<Inspection> {
  const change = await encodeUntilChange(video, run)
  if (change === 'picture') {
    const next = await surveyed(video, availableParallelism(), run)
    return encode({ ...next, pictureChanges: true }, run)
  }
  if (change === 'sound') return encode({ ...video, soundChanges: true }, run)
  return video
}

/** @returns what the video is not prepared for, if that ended the encoding */
async function encodeUntilChange(
  video: Inspection,
  { directory, signal, onProgress }: FfmpegEncoding,
): Promise<'picture' | 'sound' | undefined> {
  const progress = new EncodingProgress(video.durationSeconds)
  const decoding = new DecodingLog()
  const changed = new AbortController()
  let change: 'picture' | 'sound' | undefined
  const command = encodingArguments(video, availableParallelism())
  // To investigate a wrong output, start with the same command.
  logger.info('ffmpeg', { arguments: command })
  try {
    const exit = await runFfmpeg(command, {
      directory,
      signal: AbortSignal.any([signal, changed.signal]),
      onOutput: line => {
        progress.read(line)
        if (line.startsWith('progress=')) onProgress?.(progress.share)
      },
      onLog: line => {
        decoding.read(line)
        change ??= unexpectedChange(video, line)
        if (change) changed.abort()
      },
    })
    checkExit(exit, decoding)
  } catch (error) {
    if (!change || signal.aborted) throw error
  }
  return change
}

/** ffmpeg configures its filters again where the properties of what they get change. */
function unexpectedChange(video: Inspection, { text }: LogLine): 'picture' | 'sound' | undefined {
  const [, what] = /^Reconfiguring filter graph because (video|audio) parameters changed/.exec(text) ?? []
  if (what === 'video' && !video.pictureChanges) return 'picture'
  if (what === 'audio' && !video.soundChanges) return 'sound'
  return undefined
}

/**
 * @throws Damaged if the decoder could not read enough of the video
 * @throws EncoderFailed if ffmpeg failed, though it could
 */
function checkExit({ code, complaints: [first] }: FfmpegExit, decoding: DecodingLog): void {
  const { frames, errors } = decoding
  if (frames === 0 && errors > 0) throw new Damaged(decoding.aboutFile ?? first)
  if (code !== 0) throw new EncoderFailed(decoding.aboutUs ?? first ?? `ffmpeg ended with ${code}`)
  if (frames < DECODABLE_SHARE * (frames + errors)) {
    throw new Damaged(`${frames} of ${frames + errors} frames could be decoded`)
  }
}

async function storeEncoding(
  videoId: string,
  video: Inspection,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<Encoding> {
  const store = (file: string, contentType: string) =>
    upload(join(directory, file), renditionKey(videoId, file), contentType, signal)
  const storeRendition = async (size: RenditionSize): Promise<Rendition> => {
    const file = renditionFile(size)
    return { ...size, bytes: await store(file, 'video/mp4'), key: renditionKey(videoId, file) }
  }
  const [renditions] = await Promise.all([
    Promise.all(renditionSizes(video).map(storeRendition)),
    store(POSTER_FILE, 'image/jpeg'),
  ])
  // A single frame of a very fast recording would round to 0, which is not a valid duration.
  const durationSeconds = Math.max(1, Math.round(video.durationSeconds * 1_000)) / 1_000
  return {
    durationSeconds,
    renditions,
    poster: { key: renditionKey(videoId, POSTER_FILE) },
    ...(video.isIncomplete ? { incomplete: true } : {}),
    ...(video.soundIsUnreadable ? { soundUnreadable: true } : {}),
  }
}
