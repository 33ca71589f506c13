import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** `local-aws-<host>-<pid>`: containers that share a temporary directory do not share process ids. */
const PREFIX = `local-aws-${hostname()}-`

/**
 * Makes a new, empty directory whose name begins with `purpose`.
 *
 * All of them lie in one directory that is named by the process, so that the next process that makes one clears what a
 * killed process left behind.
 */
export function makeTemporaryDirectory(purpose: string): string {
  clearAbandoned()
  const ofProcess = join(tmpdir(), `${PREFIX}${process.pid}`)
  mkdirSync(ofProcess, { recursive: true })
  return mkdtempSync(join(ofProcess, `${purpose}-`))
}

/** @throws Error where something still writes into it; the next process clears it */
export function removeTemporaryDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  try {
    rmdirSync(dirname(directory))
  } catch {
    // Others of this process are in there, or removed it already.
  }
}

/** Removes the directories of processes that are no more; nobody waits for it. */
function clearAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : 0
    if (pid > 0 && !isAlive(pid)) {
      // What belongs to another user stays.
      rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {})
    }
  }
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
