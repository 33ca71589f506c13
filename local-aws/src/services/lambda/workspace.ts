import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../../process-directory.ts'

/** The files of a local Lambda on disk: uploaded code, merged layers, and the `/tmp` of its environments. */
export class Workspace {
  #directory: string | undefined

  /** Creates an empty directory whose name begins with `purpose`. */
  make(purpose: string): string {
    this.#directory ??= makeTemporaryDirectory('lambda')
    return mkdtempSync(join(this.#directory, `${purpose}-`))
  }

  /** Removes the workspace with its content. */
  remove(): void {
    if (!this.#directory) return
    try {
      removeTemporaryDirectory(this.#directory)
      this.#directory = undefined
    } catch {
      // A killed process has still written into it; the next local AWS removes it.
    }
  }
}
