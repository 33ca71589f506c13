import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
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
    if (!existsSync(ofProcess)) mkdirSync(ofProcess)
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
    if (pid > 0 && !isAlive(pid)) removeKilled(join(tmpdir(), name))
  }
}

function removeKilled(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true })
  } catch {
    // Another user's, or what the tool started still writes into it.
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
