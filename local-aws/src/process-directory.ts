import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** `local-aws-<host>-<pid>`: containers that share a temporary directory do not share process ids. */
const PREFIX = `local-aws-${hostname()}-`

/** The temporary directory of the machine cannot be used. */
export class TemporaryDirectoryError extends Error {
  override readonly name = 'TemporaryDirectoryError'

  constructor(cause: unknown) {
    const why = (cause as Error).message
    super(
      `The temporary directory ${tmpdir()} cannot be used (${why}). Set TMPDIR to a directory that you may write into and that has free space.`,
      { cause },
    )
  }
}

/**
 * Makes a new, empty directory whose name begins with `purpose`.
 *
 * All of them lie in one directory that is named by the process, so that the next process that makes one clears what a
 * killed process left behind.
 *
 * @throws TemporaryDirectoryError
 */
export function makeTemporaryDirectory(purpose: string): string {
  clearAbandoned()
  return usingTemporaryDirectory(() => {
    const ofProcess = join(tmpdir(), `${PREFIX}${process.pid}`)
    // Not recursive, which would make a temporary directory that is missing.
    if (!existsSync(ofProcess)) mkdirSync(ofProcess, { mode: 0o700 })
    // Its name can be guessed, and whoever made it first could replace the code that runs from it.
    if (!isOwnDirectory(ofProcess))
      throw new Error(`${ofProcess} belongs to another user, or is no directory`)
    return mkdtempSync(join(ofProcess, `${purpose}-`))
  })
}

/** @throws TemporaryDirectoryError for what `use` throws */
export function usingTemporaryDirectory<Result>(use: () => Result): Result {
  try {
    return use()
  } catch (cause) {
    throw new TemporaryDirectoryError(cause)
  }
}

/**
 * Tries for a few seconds: a program that a killed process had started may still write.
 *
 * @throws Error where something still writes into it after that; the next process clears it
 */
export function removeTemporaryDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 10 })
  try {
    rmdirSync(dirname(directory))
  } catch {
    // Others of this process are in there, or removed it already.
  }
}

/**
 * Removes the directories of processes that are no more; nobody waits for it.
 *
 * @throws TemporaryDirectoryError
 */
export function clearAbandoned(): void {
  for (const name of usingTemporaryDirectory(() => readdirSync(tmpdir()))) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : 0
    // While another user's is removed, that user could put a link to files of this user in its place.
    if (pid > 0 && !isAlive(pid) && isOwnDirectory(join(tmpdir(), name))) {
      // The app that a killed process synthesized may still write into its directory.
      rm(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
    }
  }
}

/** Whether it is a directory of this user, not a link to one. */
export function isOwnDirectory(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats?.isDirectory() === true && stats.uid === process.getuid?.()
}

/** Whether there is such a process, of whatever user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
