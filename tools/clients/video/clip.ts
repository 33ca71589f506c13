import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../../terminal/temporary-directory.ts'
import { ffmpeg } from './ffmpeg.ts'

export interface ClipOptions {
  seconds: number
  /** `640x360` */
  size: string
  /** Frames per second. @default 25 */
  rate?: number
}

/** Makes a test pattern with a tone, as an MP4 (H.264, AAC) like those from cameras. */
export async function makeClip({ seconds, size, rate = 25 }: ClipOptions): Promise<Buffer> {
  const directory = makeTemporaryDirectory('clip')
  const file = join(directory, 'clip.mp4')
  const input = (filter: string) => ['-f', 'lavfi', '-t', String(seconds), '-i', filter]
  try {
    await ffmpeg(
      ...input(`testsrc=size=${size}:rate=${rate}`),
      ...input('sine=frequency=440'),
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', file],
    )
    return await readFile(file)
  } finally {
    removeTemporaryDirectory(directory)
  }
}
