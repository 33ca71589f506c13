import { join } from 'node:path'
import { MAXIMUM_DURATION_SECONDS, MAXIMUM_VIDEO_BYTES } from '../../contracts/video.ts'
import type { Rendition, VideoEncoded } from '../../contracts/video-events.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { Unavailable } from '../../runtime/unavailable.ts'
import { renditionKey, uploadKey } from '../object-keys.ts'
import { EmptyUpload, TooSlowToEncode, UploadTooLarge, VideoRejected } from '../rejections.ts'
import { describeObject, download, upload } from '../videos-bucket.ts'
import { POSTER_FILE, renditionFile } from './encoding-command.ts'
import { EncoderTooSlow, EncodingForecast } from './encoding-forecast.ts'
import { SOURCE_FILE } from './encoding-input.ts'
import { EncodingPace } from './encoding-pace.ts'
import type { EncodingTime } from './encoding-time.ts'
import { inEmptyDirectory } from './encoding-workspace.ts'
import { type Inspection, inspect } from './inspection.ts'
import { largestRenditionBytes, type RenditionSize, renditionSizes } from './rendition-ladder.ts'
import { encodeVideo } from './video-encoding.ts'

const temporaryStorageBytes = Number(environmentVariable('TEMPORARY_STORAGE_MB')) * 1_048_576

/** The largest upload that fits on the disk together with its output. */
const largestUploadBytes = Math.min(
  MAXIMUM_VIDEO_BYTES,
  temporaryStorageBytes - largestRenditionBytes(MAXIMUM_DURATION_SECONDS),
)

export interface EncodingRun {
  /** If it ends while ffmpeg encodes, the video is too slow to encode, or the machine is. */
  time: EncodingTime
  /** Aborts for any other reason. */
  signal?: AbortSignal
  /** Whether to throw what another machine may do better. @default false */
  mayTryAgain?: boolean
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
 * @throws EncoderTooSlow
 */
export async function encodeUpload(videoId: string, run: EncodingRun): Promise<Encoding> {
  const source = await describeObject(uploadKey(videoId))
  if (source.bytes === 0) throw new EmptyUpload()
  if (source.bytes > largestUploadBytes) throw new UploadTooLarge(source.bytes, largestUploadBytes)

  return inEmptyDirectory(async directory => {
    const { signal: time } = run.time
    const signal = AbortSignal.any(run.signal ? [run.signal, time] : [time])
    const fetchMs = await fetchInTime(time, () =>
      download(uploadKey(videoId), join(directory, SOURCE_FILE), signal),
    )
    const video = await spared(time, fetchMs, async () => {
      const video = await inspect({ directory, signal })
      return encodeInTime(video, directory, signal, run)
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

/** A slow encoding has its reason in itself only if fetching left it most of the time. */
async function spared<Result>(
  time: AbortSignal,
  fetchMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const begunAt = Date.now()
  try {
    return await work()
  } catch (error) {
    if (!time.aborted) throw error
    if (fetchMs <= Date.now() - begunAt) throw isExplained(error) ? error : new TooSlowToEncode()
    throw new Unavailable('s3', 'fetching the upload left too little time to encode it', { cause: error })
  }
}

function isExplained(error: unknown): boolean {
  return error instanceof VideoRejected || error instanceof EncoderTooSlow
}

/** Refuses what cannot end in time, before it starts or as soon as its pace shows it. */
async function encodeInTime(
  video: Inspection,
  directory: string,
  signal: AbortSignal,
  { time, mayTryAgain, onProgress }: EncodingRun,
): Promise<Inspection> {
  const forecast = new EncodingForecast(video, time.seconds)
  forecast.refuseTooSlow()
  const pace = new EncodingPace(time.seconds)
  const hopeless = new AbortController()
  try {
    return await encodeVideo(video, {
      directory,
      signal: AbortSignal.any([signal, hopeless.signal]),
      onProgress(share) {
        if (pace.isHopeless(share, time.passed)) hopeless.abort()
        onProgress?.(share)
      },
    })
  } catch (error) {
    if (error !== hopeless.signal.reason && !time.signal.aborted) throw error
    throw forecast.reasonOfSlowness(mayTryAgain)
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
