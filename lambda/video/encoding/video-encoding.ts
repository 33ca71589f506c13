import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { logger } from '../../runtime/logger.ts'
import { Damaged, EncoderFailed } from '../rejections.ts'
import { DecodingLog } from './decoding-log.ts'
import { encodingArguments, posterArguments, renditionFile } from './encoding-command.ts'
import { EncodingProgress } from './encoding-progress.ts'
import { type FfmpegExit, type FfmpegRun, runFfmpeg } from './ffmpeg.ts'
import type { LogLine } from './ffmpeg-log.ts'
import type { Inspection } from './inspection.ts'
import { surveyed } from './picture-survey.ts'
import { renditionSizes } from './rendition-ladder.ts'

/**
 * ffmpeg continues after errors in decoding and reports success. If the decoder failed so often that less than this is
 * left, the video is not worth watching.
 */
const DECODABLE_SHARE = 0.75

export interface VideoEncodingRun extends Pick<FfmpegRun, 'directory' | 'signal'> {
  /** @param share from 0 to 1 */
  onProgress?(share: number): void
}

/**
 * Makes the renditions and the poster of an inspected video in its working directory. If its pictures or its sound turn
 * out to change in the middle, it starts again, prepared for that.
 *
 * @returns the inspection that the encoding is of
 * @throws Damaged if the decoder could not read enough of the video
 * @throws EncoderFailed if ffmpeg failed, though the decoder could read it
 */
export async function encodeVideo(video: Inspection, run: VideoEncodingRun): Promise<Inspection> {
  const change = await encodeUntilChange(video, run)
  if (change) await removeRenditions(video, run)
  if (change === 'picture') {
    const next = await surveyed(video, availableParallelism(), run)
    return encodeVideo({ ...next, pictureChanges: true }, run)
  }
  if (change === 'sound') return encodeVideo({ ...video, soundChanges: true }, run)
  if (video.pictureChanges) await makePoster(video, run)
  return video
}

/** Those of the next attempt may have other names. */
async function removeRenditions(video: Inspection, { directory }: VideoEncodingRun): Promise<void> {
  const files = renditionSizes(video).map(renditionFile)
  await Promise.all(files.map(file => rm(join(directory, file), { force: true })))
}

async function makePoster(video: Inspection, { directory, signal }: VideoEncodingRun): Promise<void> {
  const { code, complaints } = await runFfmpeg(posterArguments(video), { directory, signal })
  if (code !== 0) throw new EncoderFailed(complaints[0] ?? `ffmpeg ended with ${code}`)
}

/** @returns what the video is not prepared for, if that ended the encoding */
async function encodeUntilChange(
  video: Inspection,
  { directory, signal, onProgress }: VideoEncodingRun,
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

function checkExit({ code, complaints: [first] }: FfmpegExit, decoding: DecodingLog): void {
  const { frames, errors } = decoding
  if (frames === 0 && errors > 0) throw new Damaged(decoding.aboutFile ?? first)
  if (code !== 0) throw new EncoderFailed(decoding.aboutUs ?? first ?? `ffmpeg ended with ${code}`)
  if (frames < DECODABLE_SHARE * (frames + errors)) {
    throw new Damaged(`${frames} of ${frames + errors} frames could be decoded`)
  }
}
