import { availableParallelism } from 'node:os'
import { MAXIMUM_FRAME_RATE } from './encoding-command.ts'
import type { Inspection } from './inspection.ts'
import { isHighDynamicRange } from './picture-colour.ts'
import { renditionSizes } from './rendition-ladder.ts'

/*
 * Processor seconds per million pixels, measured with the encoder's own command on noisy pictures of 1280×720 to
 * 3840×2160. The estimate of all is within a third; plain pictures take as little as half.
 */
const DECODING: Readonly<Record<string, number>> = {
  h264: 0.0035,
  hevc: 0.0055,
  vp9: 0.0105,
  av1: 0.0115,
  mjpeg: 0.012,
  prores: 0.017,
}
/** For codecs that were not measured, which cost less than most of these. */
const OTHER_DECODING = 0.0035
const TONE_MAPPING = 0.0115
const ENCODING = 0.0095

/** The memory of a function for each vCPU (Lambda, Configure memory). */
const MEGABYTES_PER_PROCESSOR = 1_769

type Measured = Pick<Inspection, 'video' | 'picture' | 'width' | 'height' | 'frameTimes' | 'durationSeconds'>

/**
 * Estimates how long an encoding takes, in seconds, from the pixels to decode and to encode. It knows nothing of what the
 * pictures show, so a video that is easy to encode may take half as long.
 *
 * @param processors how many work at once
 */
export function encodingSeconds(video: Measured, processors = availableProcessors()): number {
  const frames = video.frameTimes.length
  const encoded = Math.min(frames, video.durationSeconds * MAXIMUM_FRAME_RATE)
  const sizes = renditionSizes(video).map(({ width, height }) => width * height)
  const largest = Math.max(...sizes)
  const all = sizes.reduce((sum, pixels) => sum + pixels, 0)
  const decoding =
    frames * video.picture.width * video.picture.height * (DECODING[video.video.codec] ?? OTHER_DECODING)
  const encoding =
    encoded * (all * ENCODING + (isHighDynamicRange(video.picture) ? largest * TONE_MAPPING : 0))
  return (decoding + encoding) / 1e6 / processors
}

/** The vCPUs that Lambda gives the function with its memory; its machine may show more. */
function availableProcessors(): number {
  const megabytes = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? Number.POSITIVE_INFINITY)
  return Math.min(megabytes / MEGABYTES_PER_PROCESSOR, availableParallelism())
}
