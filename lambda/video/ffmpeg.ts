import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** How many of the last complaints are kept, each of at most so many characters. */
const COMPLAINTS = 5
const COMPLAINT_LENGTH = 200

export interface FfmpegRun {
  /** Where it works: its arguments name files in there, so that no path gets into what it says. */
  directory: string
  /** Kills it. */
  signal: AbortSignal
  /** Takes each line of standard output. */
  onOutput?(line: string): void
  /** Takes each line of standard error. */
  onLog?(line: string): void
}

/** How a run of ffmpeg ended by itself. */
export interface FfmpegExit {
  /** 0 is success. */
  code: number
  /** Its last errors, without the file's metadata, which ffmpeg logs as information. */
  complaints: readonly string[]
}

/**
 * Runs the `ffmpeg` on the PATH: without the function's environment, which holds its credentials, and in the
 * function's process group, so that what ends the one ends the other.
 *
 * @throws the signal's reason where that ended it; Error where ffmpeg is missing or was killed by somebody else
 */
export async function runFfmpeg(args: readonly string[], run: FfmpegRun): Promise<FfmpegExit> {
  run.signal.throwIfAborted()
  const child = spawn(
    'ffmpeg',
    ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+info', ...args],
    {
      cwd: run.directory,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const kill = () => child.kill('SIGKILL')
  run.signal.addEventListener('abort', kill, { once: true })
  process.once('exit', kill)
  try {
    return await ended(child, run)
  } finally {
    kill()
    run.signal.removeEventListener('abort', kill)
    process.removeListener('exit', kill)
  }
}

async function ended(
  child: ChildProcessByStdio<null, Readable, Readable>,
  { signal, onOutput, onLog }: FfmpegRun,
): Promise<FfmpegExit> {
  const complaints: string[] = []
  if (onOutput) createInterface(child.stdout).on('line', onOutput)
  else child.stdout.resume()
  createInterface(child.stderr).on('line', line => {
    onLog?.(line)
    if (!/\[(error|fatal|panic)\]/.test(line)) return
    complaints.push(complaintOf(line))
    if (complaints.length > COMPLAINTS) complaints.shift()
  })
  const [code, killedBy] = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new Error('There is no ffmpeg on the PATH: the function needs the layer that brings it.')
  })
  signal.throwIfAborted()
  if (code === null) throw new Error(`ffmpeg was killed by ${killedBy}.`)
  return { code, complaints }
}

/** `[mov @ 0x55a0] [error] moov atom not found` without the component's address and the level. */
function complaintOf(line: string): string {
  return line.replace(/^(\[[^\]]*\] )*/, '').slice(0, COMPLAINT_LENGTH)
}
