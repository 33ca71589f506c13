import type { RenditionSize } from './rendition-ladder.ts'

/**
 * Macroblocks (16×16 pixels) that a decoder of each level handles, per second and per frame. ITU-T H.264, table A-1.
 */
const LEVELS = [
  { level: '3.0', perSecond: 40_500, perFrame: 1_620 },
  { level: '3.1', perSecond: 108_000, perFrame: 3_600 },
  { level: '3.2', perSecond: 216_000, perFrame: 5_120 },
  { level: '4.2', perSecond: 522_240, perFrame: 8_704 },
] as const

/** The level of 4096×2304 at 26 frames per second, which is more than any rendition has. */
const HIGHEST = '5.1'

/**
 * The lowest level that a rendition needs. Players check the level before they play.
 *
 * The encoder would derive it from the frame rate in the container. For a variable rate, that is the resolution of the
 * timestamps, a thousand in WebM, so that a rendition that every phone can play would be marked as unplayable.
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
      // By A.3.1, neither side is longer than the square root of eight times the frame size.
      Math.max(columns, rows) <= Math.sqrt(8 * perFrame),
  )
  return fits?.level ?? HIGHEST
}
