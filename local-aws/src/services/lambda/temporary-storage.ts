import { type FSWatcher, rmSync, watch } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Timer } from '../../clock.ts'

/** How often to check the size of the files while a function is working and has written some. */
const LOOK_INTERVAL_MS = 100
/** Checks take at most a tenth of the time, regardless of the number of files. */
const LOOK_SHARE = 0.1
/** The bootstrap's limit is slightly lower than the size measured here, because files occupy whole blocks. */
const TOLERANCE_BYTES = 1024 * 1024
const BLOCK_BYTES = 512
const MB = 1024 * 1024

/**
 * The replacement of `/tmp` for an environment: a separate directory, "preserved for the lifetime of the execution
 * environment", with a size limit.
 *
 * On Lambda, it is a file system of that size, and a write beyond the limit fails with ENOSPC. The same applies here to
 * writes by Node.js (see disk-quota.mjs); writes by other programs are detected within moments, which is too late to
 * refuse them.
 */
export class TemporaryStorage {
  readonly directory: string
  readonly limitBytes: number
  readonly #clock: Clock
  readonly #exceeded: (usedBytes: number) => void
  readonly #watcher: FSWatcher | undefined
  /** An empty directory needs no checks. */
  #touched = false
  #working = false
  #looking = false
  #timer: Timer | undefined

  /** @param exceeded called whenever a check finds more than `limitMb` */
  constructor(directory: string, limitMb: number, clock: Clock, exceeded: (usedBytes: number) => void) {
    this.directory = directory
    this.limitBytes = limitMb * MB
    this.#clock = clock
    this.#exceeded = exceeded
    this.#watcher = this.#watch()
  }

  /** Starts the checks, because the function works and may write. */
  open(): void {
    this.#working = true
    this.#look()
  }

  /** Stops the checks while the function is idle. */
  rest(): void {
    this.#working = false
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** Removes the files when the environment has ended. */
  remove(): void {
    this.rest()
    this.#watcher?.close()
    try {
      rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // A process that is still ending has written in the meantime; the whole workspace is removed later.
    }
  }

  #watch(): FSWatcher | undefined {
    try {
      const watcher = watch(this.directory, { persistent: false }, () => this.#touch())
      watcher.on('error', () => this.#touch())
      return watcher
    } catch {
      // The system has no more file watches, so check without notification.
      this.#touched = true
      return undefined
    }
  }

  #touch(): void {
    this.#touched = true
    this.#look()
  }

  #look(): void {
    if (!this.#working || !this.#touched || this.#looking || this.#timer) return
    this.#looking = true
    this.#touched = this.#watcher === undefined
    const startedAt = this.#clock.now()
    void sizeOf(this.directory).then(used => {
      this.#looking = false
      if (used !== undefined) this.#touched = true
      if (!this.#working) return
      if (used !== undefined && used > this.limitBytes + TOLERANCE_BYTES) return this.#exceeded(used)
      const took = this.#clock.now() - startedAt
      this.#timer = this.#clock.setTimer(Math.max(LOOK_INTERVAL_MS, took / LOOK_SHARE), () => {
        this.#timer = undefined
        this.#look()
      })
    })
  }
}

/** The disk usage of the files in `directory`, in bytes; undefined if there are none. */
async function sizeOf(directory: string): Promise<number | undefined> {
  const entries = await readdir(directory, { recursive: true }).catch(() => [])
  if (entries.length === 0) return undefined
  let used = 0
  for (const name of entries) {
    // A file that was deleted in the meantime occupies nothing.
    const file = await lstat(join(directory, name)).catch(() => undefined)
    used += (file?.blocks ?? 0) * BLOCK_BYTES
  }
  return used
}
