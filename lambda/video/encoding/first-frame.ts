import { Damaged } from '../rejections.ts'
import type { ContainerFormat } from './container-format.ts'
import { inputArguments } from './encoding-input.ts'
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts'

/** A decoded frame, rotated upright as the file says. */
export interface Frame {
  width: number
  height: number
  /** The width of a pixel with the height 1. */
  sampleAspectRatio: number
  /** Whether it is for a screen with high dynamic range (ITU-R BT.2100: PQ or HLG). */
  highDynamicRange: boolean
}

/**
 * Decodes one frame of an upload, because only the decoder, not the header, shows what is in a file.
 *
 * @throws Damaged if there is none
 */
export async function decodeFirstFrame(
  format: ContainerFormat,
  { directory, signal }: Pick<FfmpegRun, 'directory' | 'signal'>,
): Promise<Frame> {
  let size: RegExpExecArray | null = null
  let transfer = ''
  const { complaints } = await runFfmpeg(
    [
      ...inputArguments(format, 1),
      ...['-map', '0:V:0', '-frames:v', '1', '-vf', 'showinfo=checksum=0', '-f', 'null', '-'],
    ],
    {
      directory,
      signal,
      onLog: line => {
        if (!line.startsWith('[Parsed_showinfo_0')) return
        size = / sar:(\d+)\/(\d+) s:(\d+)x(\d+) /.exec(line) ?? size
        transfer = / color_trc:(\S+)/.exec(line)?.[1] ?? transfer
      },
    },
  )
  if (!size) throw new Damaged(complaints.at(-1))
  const [, sarNumerator, sarDenominator, width, height] = Array.from(size, Number)
  return {
    width: width ?? 0,
    height: height ?? 0,
    sampleAspectRatio: sarNumerator && sarDenominator ? sarNumerator / sarDenominator : 1,
    highDynamicRange: transfer === 'smpte2084' || transfer === 'arib-std-b67',
  }
}
