import { type FileHandle, open, rm } from 'node:fs/promises'
import { type Found, foundDocument } from './found.ts'
import { RefusedError } from './refused-error.ts'

/** A new file with a line of JSON for each letter that was dropped: queue, body, attributes, group and reason. */
export class KeptCopy {
  readonly path: string
  readonly #file: FileHandle
  #written: Promise<void> = Promise.resolve()
  #count = 0

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  /** @throws RefusedError where the file exists, or cannot be made */
  static async at(path: string): Promise<KeptCopy> {
    try {
      // Readable by its owner alone: a message holds names and addresses.
      return new KeptCopy(path, await open(path, 'wx', 0o600))
    } catch (cause) {
      throw new RefusedError(
        `Nothing was dropped: no copy can be kept in ${JSON.stringify(path)} (${(cause as Error).message}). ` +
          'Name a file that is not there yet, by --into.',
      )
    }
  }

  /** How many letters are in it. */
  get count(): number {
    return this.#count
  }

  /**
   * Resolves when the letter is on the disk; one after the other.
   *
   * @throws RefusedError where it cannot be written, and for all after it
   */
  async add(found: Found): Promise<void> {
    this.#written = this.#written.then(() => this.#append(`${JSON.stringify(foundDocument(found))}\n`))
    await this.#written
  }

  /** Removes the file if there is nothing in it. */
  async close(): Promise<void> {
    await this.#file.close()
    if (this.#count === 0) await rm(this.path)
  }

  async #append(line: string): Promise<void> {
    try {
      await this.#file.appendFile(line)
      await this.#file.sync()
    } catch (cause) {
      throw new RefusedError(
        `No more was dropped: ${JSON.stringify(this.path)} took no copy (${(cause as Error).message}).`,
      )
    }
    this.#count++
  }
}
