import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Unavailable } from '../../runtime/unavailable.ts'
import { complaintOf, type LogLine, logLineOf } from './ffmpeg-log.ts'

/** How many of the first complaints to keep. */
const COMPLAINTS = 5

export interface FfmpegRun {
  /** The working directory. Arguments name files in it, so that messages contain no paths. */
  directory: string
  /** Kills it. */
  signal: AbortSignal
  /** Receives each line of standard output. */
  onOutput?(line: string): void
  /** Receives each line of its log. */
  onLog?(line: LogLine): void
}

/** The result of a run of ffmpeg that ended by itself. */
export interface FfmpegExit {
  /** 0 is success. */
  code: number
  /** Its first errors, of which later ones are consequences, without the file's metadata, which is no error. */
  complaints: readonly string[]
}

/**
 * Runs the `ffmpeg` on the PATH, without the function's environment, which has its credentials, and in the function's
 * process group, so that whatever ends the function ends ffmpeg, too.
 *
 * @throws the signal's reason if it aborted; Unavailable if ffmpeg cannot start; Error if ffmpeg was killed otherwise,
 * or lacked memory or disk space
 */
export async function runFfmpeg(args: readonly string[], run: FfmpegRun): Promise<FfmpegExit> {
  run.signal.throwIfAborted()
  const child = spawn(
    'ffmpeg',
    ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+verbose', ...args],
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
  let shortage: string | undefined
  if (onOutput) createInterface(child.stdout).on('line', onOutput)
  else child.stdout.resume()
  createInterface(child.stderr).on('line', line => {
    const entry = logLineOf(line)
    if (!entry) return
    onLog?.(entry)
    const complaint = complaintOf(entry)
    if (complaint === undefined) return
    if (SHORTAGE.test(entry.text)) shortage ??= complaint
    if (complaints.length < COMPLAINTS) complaints.push(complaint)
  })
  const [code, killedBy] = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw unusable('there is no ffmpeg on the PATH: the function needs the ffmpeg layer')
  })
  signal.throwIfAborted()
  if (code === null) throw new Error(`ffmpeg was killed by ${killedBy}.`)
  if (CANNOT_START.includes(code)) {
    throw unusable(`ffmpeg ended with ${code}: it cannot be started, so its layer is broken`)
  }
  if (code !== 0 && shortage !== undefined) throw new Error(`ffmpeg ended with ${code}: ${shortage}`)
  return { code, complaints }
}

/** A new version may have brought the layer. */
function unusable(fault: string): Unavailable {
  return new Unavailable('other', fault, { refused: true })
}

/** The exit codes of a loader or shell for a program that is not executable or lacks a library. */
const CANNOT_START = [126, 127]

/** A shortage of disk, memory or threads is not the video's fault. */
const SHORTAGE = /No space left on device|Cannot allocate memory|pthread_create/
