import type { RenditionSize } from './rendition-ladder.ts'

/** Macroblocks (16×16 pixels) that a decoder of a level manages: a second, and a frame. ITU-T H.264, table A-1. */
const LEVELS = [
  { level: '3.0', perSecond: 40_500, perFrame: 1_620 },
  { level: '3.1', perSecond: 108_000, perFrame: 3_600 },
  { level: '3.2', perSecond: 216_000, perFrame: 5_120 },
  { level: '4.2', perSecond: 522_240, perFrame: 8_704 },
] as const

/** Of 4096×2304 at 26 frames a second: more than any rendition has. */
const HIGHEST = '5.1'

/**
 * The lowest level that a rendition needs, which players look at before they try.
 *
 * The encoder would work it out from the frame rate that the container names. Where the rate varies that is the
 * timestamps' resolution, a thousand in WebM, and what every phone can play would be marked as what none can.
 */
export function h264Level(
  { width, height }: Pick<RenditionSize, 'width' | 'height'>,
  framesPerSecond: number,
): string {
  const columns = Math.ceil(width / 16)
  const rows = Math.ceil(height / 16)
  const frame = columns * rows
  const fits = LEVELS.find(
    ({ perSecond, perFrame }) =>
      frame <= perFrame &&
      frame * framesPerSecond <= perSecond &&
      // A.3.1: neither side is longer than the square root of eight times the frame.
      Math.max(columns, rows) <= Math.sqrt(8 * perFrame),
  )
  return fits?.level ?? HIGHEST
}
