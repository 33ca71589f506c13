import type { RenditionName } from '../../contracts/video.ts'

/** The size of a file to make, in square pixels. Both sides are even, as 4:2:0 requires. */
export interface RenditionSize {
  name: RenditionName
  width: number
  height: number
}

const SHORT_SIDES = { '240p': 240, '480p': 480, '720p': 720 } as const

/** The names of `SHORT_SIDES`, in its order. */
const LADDER = ['240p', '480p', '720p'] as const

/**
 * The renditions of a picture, smallest first: every step of the ladder up to its short side, so that a portrait is as
 * sharp as a landscape and nothing is upscaled. A picture below the first step keeps its size.
 */
export function renditionSizes({ width, height }: { width: number; height: number }): RenditionSize[] {
  const short = Math.min(width, height)
  const steps = LADDER.filter(name => SHORT_SIDES[name] <= short)
  if (steps.length === 0) return [{ name: 'source', width: evenBelow(width), height: evenBelow(height) }]
  return steps.map(name => {
    const side = SHORT_SIDES[name]
    const long = evenBelow(Math.round((Math.max(width, height) * side) / short))
    return width < height ? { name, width: side, height: long } : { name, width: long, height: side }
  })
}

function evenBelow(pixels: number): number {
  return Math.floor(pixels / 2) * 2
}

/** The maximum bit rate of the pictures, averaged over two seconds, in bits per second. */
const VIDEO_BITRATES: Readonly<Record<RenditionName, number>> = {
  '240p': 400_000,
  '480p': 1_200_000,
  '720p': 3_000_000,
  source: 1_200_000,
}

export const AUDIO_BITRATE = 128_000

export function videoBitrate(name: RenditionName): number {
  return VIDEO_BITRATES[name]
}

/** Covers the container, and short clips that exceed the average. */
const OVERHEAD = 1.1
const FIXED_OVERHEAD_BYTES = 4 * 1_048_576

/** The maximum size of all renditions and the poster together, in bytes, for a video of this duration. */
export function largestRenditionBytes(durationSeconds: number): number {
  const bitrate = LADDER.reduce((sum, name) => sum + VIDEO_BITRATES[name] + AUDIO_BITRATE, 0)
  return Math.ceil((bitrate / 8) * durationSeconds * OVERHEAD) + FIXED_OVERHEAD_BYTES
}
