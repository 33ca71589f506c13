import { type FSWatcher, rmSync, watch } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Timer } from '../../clock.ts'

/** How often the size of what was written is looked at, while a function works that has written something. */
const LOOK_INTERVAL_MS = 100
/** Looking takes a tenth of the time at most, however many files there are. */
const LOOK_SHARE = 0.1
/** What the bootstrap refuses to write is a little less than what is found here: files end within blocks. */
const TOLERANCE_BYTES = 1024 * 1024
const BLOCK_BYTES = 512
const MB = 1024 * 1024

/**
 * What an environment has instead of `/tmp`: a directory of its own, "preserved for the lifetime of the execution
 * environment", and limited.
 *
 * On Lambda it is a file system of that size, and a write beyond it fails with ENOSPC. So do writes by Node.js here
 * (see disk-quota.mjs); what other programs write is noticed within moments, and too late to refuse it.
 */
export class TemporaryStorage {
  readonly directory: string
  readonly limitBytes: number
  readonly #clock: Clock
  readonly #exceeded: (usedBytes: number) => void
  readonly #watcher: FSWatcher | undefined
  /** A directory that stays empty is not looked at. */
  #touched = false
  #working = false
  #looking = false
  #timer: Timer | undefined

  /** @param exceeded is told, each time it is found, that more was written than `limitMb` */
  constructor(directory: string, limitMb: number, clock: Clock, exceeded: (usedBytes: number) => void) {
    this.directory = directory
    this.limitBytes = limitMb * MB
    this.#clock = clock
    this.#exceeded = exceeded
    this.#watcher = this.#watch()
  }

  /** The function works, and may write. */
  open(): void {
    this.#working = true
    this.#look()
  }

  /** The function rests. */
  rest(): void {
    this.#working = false
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** The environment is no more, nor is what it wrote. */
  remove(): void {
    this.rest()
    this.#watcher?.close()
    try {
      rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // What still ends has written meanwhile; the workspace goes later, with all that is in it.
    }
  }

  #watch(): FSWatcher | undefined {
    try {
      const watcher = watch(this.directory, { persistent: false }, () => this.#touch())
      watcher.on('error', () => this.#touch())
      return watcher
    } catch {
      // The system has no more watches to give: look without being told.
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

/** What the files in `directory` take, in bytes; undefined where there are none. */
async function sizeOf(directory: string): Promise<number | undefined> {
  const entries = await readdir(directory, { recursive: true }).catch(() => [])
  if (entries.length === 0) return undefined
  let used = 0
  for (const name of entries) {
    // What is gone by now takes nothing.
    const file = await lstat(join(directory, name)).catch(() => undefined)
    used += (file?.blocks ?? 0) * BLOCK_BYTES
  }
  return used
}
