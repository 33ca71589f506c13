import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** `messaging-tool-<host>-<pid>`: containers that share a temporary directory do not share process ids. */
const PREFIX = `messaging-tool-${hostname()}-`

/** The temporary directory of the machine cannot be used. */
export class TemporaryDirectoryError extends Error {
  override readonly name = 'TemporaryDirectoryError'
}

/**
 * Makes a new, empty directory whose name begins with `purpose`.
 *
 * All of them lie in one directory that is named by the process, so that the next tool that makes one clears what a
 * killed tool left behind.
 *
 * @throws TemporaryDirectoryError
 */
export function makeTemporaryDirectory(purpose: string): string {
  try {
    clearKilled()
    const ofProcess = join(tmpdir(), `${PREFIX}${process.pid}`)
    if (!existsSync(ofProcess)) mkdirSync(ofProcess, { mode: 0o700 })
    // Its name can be guessed, and whoever made it first could replace the code that runs from it.
    if (!isOwnDirectory(ofProcess))
      throw new Error(`${ofProcess} belongs to another user, or is no directory`)
    return mkdtempSync(join(ofProcess, `${purpose}-`))
  } catch (cause) {
    throw new TemporaryDirectoryError(
      `The temporary directory ${tmpdir()} cannot be used (${(cause as Error).message}). ` +
        'Set TMPDIR to a directory that you may write into and that has free space.',
      { cause },
    )
  }
}

export function removeTemporaryDirectory(directory: string): void {
  // A process that is ending may still be writing.
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  try {
    rmdirSync(dirname(directory))
  } catch {
    // Others of this process are in there, or removed it already.
  }
}

function clearKilled(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : 0
    // While another user's is removed, that user could put a link to files of this user in its place.
    const directory = join(tmpdir(), name)
    if (pid > 0 && !isAlive(pid) && isOwnDirectory(directory)) removeKilled(directory)
  }
}

/** Whether it is a directory of this user, not a link to one. */
function isOwnDirectory(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats?.isDirectory() === true && stats.uid === process.getuid?.()
}

function removeKilled(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true })
  } catch {
    // What the tool started still writes into it.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
