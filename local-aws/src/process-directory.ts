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

/** The directories of the processes on this machine that run. */
export function liveProcessDirectories(): string[] {
  return processDirectories().flatMap(({ directory, pid }) => (isAlive(pid) ? directory : []))
}

/** Removes the directories of processes that are no more; nobody waits for it. */
function clearAbandoned(): void {
  for (const { directory, pid } of processDirectories()) {
    // What belongs to another user stays.
    if (!isAlive(pid)) rm(directory, { recursive: true, force: true }).catch(() => {})
  }
}

function processDirectories(): { directory: string; pid: number }[] {
  return readdirSync(tmpdir()).flatMap(name => {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : 0
    return pid > 0 ? { directory: join(tmpdir(), name), pid } : []
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
