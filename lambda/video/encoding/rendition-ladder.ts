import type { RenditionName } from '../../contracts/video.ts'

/** One file to be made, in pixels that are square; both sides are even, as 4:2:0 wants them. */
export interface RenditionSize {
  name: RenditionName
  width: number
  height: number
}

const SHORT_SIDES = { '240p': 240, '480p': 480, '720p': 720 } as const

/** The names of `SHORT_SIDES`, in its order. */
const LADDER = ['240p', '480p', '720p'] as const

/**
 * The renditions of a picture, smallest first: every step of the ladder that it reaches by its short side, so that
 * a portrait is as sharp as a landscape and nothing is blown up. A picture below the first step keeps its size.
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

/** Bits per second that pictures may take on average over two seconds. */
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

/** What the container adds, and what a short clip may be over the average. */
const OVERHEAD = 1.1
const FIXED_OVERHEAD_BYTES = 4 * 1_048_576

/** The most bytes that all renditions and the poster take together, of any video so long. */
export function largestRenditionBytes(durationSeconds: number): number {
  const bitrate = LADDER.reduce((sum, name) => sum + VIDEO_BITRATES[name] + AUDIO_BITRATE, 0)
  return Math.ceil((bitrate / 8) * durationSeconds * OVERHEAD) + FIXED_OVERHEAD_BYTES
}
