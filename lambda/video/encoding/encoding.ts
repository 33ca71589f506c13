import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { MAXIMUM_DURATION_SECONDS, MAXIMUM_VIDEO_BYTES } from '../../contracts/video.ts'
import type { Rendition, VideoEncoded } from '../../contracts/video-events.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { logger } from '../../runtime/logger.ts'
import { Unavailable } from '../../runtime/unavailable.ts'
import { renditionKey, uploadKey } from '../object-keys.ts'
import { Damaged, EmptyUpload, TooSlowToEncode, UploadTooLarge } from '../rejections.ts'
import { describeObject, download, upload } from '../videos-bucket.ts'
import { encodingArguments, expectedFrames, POSTER_FILE, renditionFile } from './encoding-command.ts'
import { SOURCE_FILE } from './encoding-input.ts'
import { EncodingProgress } from './encoding-progress.ts'
import { inEmptyDirectory } from './encoding-workspace.ts'
import { type FfmpegExit, runFfmpeg } from './ffmpeg.ts'
import { type Inspection, inspect } from './inspection.ts'
import { largestRenditionBytes, type RenditionSize, renditionSizes } from './rendition-ladder.ts'

const temporaryStorageBytes = Number(environmentVariable('TEMPORARY_STORAGE_MB')) * 1_048_576

/** What fits on the disk beside everything that is made of it. */
const largestUploadBytes = Math.min(
  MAXIMUM_VIDEO_BYTES,
  temporaryStorageBytes - largestRenditionBytes(MAXIMUM_DURATION_SECONDS),
)

/**
 * ffmpeg goes on after what it cannot decode, and calls it a success. Some packets are no frame to be shown, in VP8
 * up to one in ten; where more than this is missing, the video is not worth watching.
 */
const DECODABLE_SHARE = 0.75

export interface EncodingRun {
  /** Ends it because the time is over; a video that ffmpeg was busy with is then too slow to encode. */
  time: AbortSignal
  /** Ends it for any other reason. */
  signal?: AbortSignal
  /** @param share from 0 to 1 */
  onProgress?(share: number): void
}

/** What was made of a video. */
export type Encoding = Pick<VideoEncoded['data'], 'durationSeconds' | 'renditions' | 'poster'>

/**
 * Fetches an uploaded video, inspects and encodes it, and stores its renditions and poster. Doing it again gives the
 * same keys.
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
      const video = await inspect(source.contentType, { directory, signal })
      await encode(video, directory, signal, run.onProgress)
      return video
    })
    return storeEncoding(videoId, video, directory, run.signal)
  })
}

/**
 * However large a file is, the time for it is enough: where it was not, the bucket was slow.
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

/** A video is too slow to encode where the encoding had most of the time, and not where fetching it did. */
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

async function encode(
  video: Inspection,
  directory: string,
  signal: AbortSignal,
  onProgress: EncodingRun['onProgress'],
): Promise<void> {
  const progress = new EncodingProgress(video.durationSeconds)
  const command = encodingArguments(video, availableParallelism())
  // Whoever looks into a video that came out wrong begins with the same command.
  logger.info('ffmpeg', { arguments: command })
  const exit = await runFfmpeg(command, {
    directory,
    signal,
    onOutput: line => {
      progress.read(line)
      if (line.startsWith('progress=')) onProgress?.(progress.share)
    },
  })
  checkExit(exit)
  const expected = expectedFrames(video)
  if (progress.frames < DECODABLE_SHARE * expected) {
    throw new Damaged(`${progress.frames} of ${expected} frames could be decoded`)
  }
}

function checkExit({ code, complaints }: FfmpegExit): void {
  if (code === 0) return
  throw new Damaged(complaints.at(-1) ?? `ffmpeg ended with ${code}`)
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
  // A single frame of a very fast recording rounds to nothing, and a video of no length is none.
  const durationSeconds = Math.max(1, Math.round(video.durationSeconds * 1_000)) / 1_000
  return { durationSeconds, renditions, poster: { key: renditionKey(videoId, POSTER_FILE) } }
}
