import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../../terminal/temporary-directory.ts'
import { ffmpeg } from './ffmpeg.ts'

/** The content of an encoded file. */
export interface Probed {
  /** `h264` */
  video: string
  /** `aac`; undefined without sound. */
  audio: string | undefined
  width: number
  height: number
  seconds: number
  /** Whether the index is at the start, so that a player can begin before it has the whole file. */
  fastStart: boolean
}

/** Decodes the whole file with ffmpeg and describes its content. */
export async function probe(content: Buffer): Promise<Probed> {
  const directory = makeTemporaryDirectory('probe')
  try {
    const file = join(directory, 'video.mp4')
    await writeFile(file, content)
    const found = await ffmpeg('-xerror', '-i', file, '-f', 'null', '-')
    const [, video = '', width, height] = /Video: (\w+).*?, (\d+)x(\d+)/.exec(found) ?? []
    const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(found) ?? []
    return {
      video,
      audio: /Audio: (\w+)/.exec(found)?.[1],
      width: Number(width),
      height: Number(height),
      seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
      fastStart: content.indexOf('moov') < content.indexOf('mdat'),
    }
  } finally {
    removeTemporaryDirectory(directory)
  }
}
