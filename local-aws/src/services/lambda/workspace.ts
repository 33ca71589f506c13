import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../../process-directory.ts'

/** What a local Lambda has on disk: uploaded code, merged layers, and the `/tmp` of its environments. */
export class Workspace {
  #directory: string | undefined

  /** A new, empty directory whose name begins with `purpose`. */
  make(purpose: string): string {
    this.#directory ??= makeTemporaryDirectory('lambda')
    return mkdtempSync(join(this.#directory, `${purpose}-`))
  }

  /** Removes all that is in it. */
  remove(): void {
    if (!this.#directory) return
    try {
      removeTemporaryDirectory(this.#directory)
      this.#directory = undefined
    } catch {
      // What was killed has still written into it: then the next local AWS clears it.
    }
  }
}
