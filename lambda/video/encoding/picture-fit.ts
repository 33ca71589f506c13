import type { RenditionSize } from './rendition-ladder.ts'

/** How far the rounding to even sides may distort a picture, in pixels. */
const ROUNDING = 3

/**
 * ffmpeg's filters that bring pictures of any size and shape of pixels to one size with square pixels. Pictures may
 * change their size in the middle: what does not fill the frame gets black bars.
 */
export function fittedInto({ width, height }: Pick<RenditionSize, 'width' | 'height'>): string[] {
  const ratio = `${width}/${height}`
  const fills = `lt(min(abs(${width}-${height}*dar),abs(${height}-${width}/dar)),${ROUNDING})`
  const isWider = `gt(dar,${ratio})`
  const w = `if(${fills},${width},if(${isWider},${width},2*max(1,round(${height}*dar/2))))`
  const h = `if(${fills},${height},if(${isWider},2*max(1,round(${width}/dar/2)),${height}))`
  return [`scale=w='${w}':h='${h}':flags=bicubic`, 'setsar=1']
}

/** Centres what {@link fittedInto} made. */
export function centredIn({ width, height }: Pick<RenditionSize, 'width' | 'height'>): string {
  return `pad=${width}:${height}:-1:-1:eval=frame`
}
