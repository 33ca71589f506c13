import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

/** `local-aws-<host>-<pid>`: containers that share a temporary directory do not share process ids. */
const PREFIX = `local-aws-${hostname()}-`

/**
 * What a local Lambda has on disk: uploaded code, merged layers, and the `/tmp` of its environments.
 *
 * All of it lies below one directory that is named by the process, so that what a killed one had to leave behind
 * is cleared by the next that needs such a directory.
 */
export class Workspace {
  readonly #processDirectory = join(tmpdir(), `${PREFIX}${process.pid}`)
  #directory: string | undefined

  /** A new, empty directory whose name begins with `purpose`. */
  make(purpose: string): string {
    this.#directory ??= this.#open()
    return mkdtempSync(join(this.#directory, `${purpose}-`))
  }

  /** Removes all that is in it. */
  remove(): void {
    if (!this.#directory) return
    try {
      rmSync(this.#directory, { recursive: true, force: true, maxRetries: 3 })
      this.#directory = undefined
      rmdirSync(this.#processDirectory)
    } catch {
      // Another local Lambda of this process has its own in there, or what was killed has still written into it:
      // then the next local AWS clears it.
    }
  }

  #open(): string {
    clearAbandoned()
    mkdirSync(this.#processDirectory, { recursive: true })
    return mkdtempSync(join(this.#processDirectory, 'lambda-'))
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
