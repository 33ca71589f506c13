import { inputArguments } from './encoding-input.ts'
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts'
import { PictureLog } from './first-frames.ts'
import type { Inspection } from './inspection.ts'

/**
 * Decodes a whole video whose pictures change, and returns its inspection by all of them: the largest decides on the
 * renditions, so that no part loses sharpness and others get black bars. It takes as long as decoding, so it is only
 * for the few videos that need it.
 */
export async function surveyed(
  video: Inspection,
  threads: number,
  { directory, signal }: Pick<FfmpegRun, 'directory' | 'signal'>,
): Promise<Inspection> {
  let { width, height } = video
  let mayBeInterlaced = false
  const log = new PictureLog()
  await runFfmpeg(
    [
      ...inputArguments(threads, [video.video]),
      ...['-map', `0:${video.video.index}`, '-vf', 'showinfo=checksum=0', '-fps_mode', 'passthrough'],
      ...['-f', 'null', '-'],
    ],
    {
      directory,
      signal,
      onLog({ components, text }) {
        if (!components.at(-1)?.startsWith('Parsed_showinfo')) return
        const picture = log.read(text)
        if (!picture) return
        mayBeInterlaced ||= picture.scan !== 'progressive'
        const shown = Math.round(picture.width * picture.sampleAspectRatio)
        const lines = video.isFieldCoded ? picture.height * 2 : picture.height
        if (shown * lines > width * height) [width, height] = [shown, lines]
      },
    },
  )
  return { ...video, width, height, mayBeInterlaced }
}
