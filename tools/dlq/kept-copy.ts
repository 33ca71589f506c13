import { open } from 'node:fs/promises'
import type { Letter } from './letter.ts'

/** A file with a line of JSON for each letter that was dropped: body, attributes, group and reason. */
export class KeptCopy {
  readonly path: string

  /** @param path new, or one to add to */
  constructor(path: string) {
    this.path = path
  }

  /** Resolves when the letter is on the disk. */
  async add({ receiptHandle: _, ...letter }: Letter): Promise<void> {
    // Readable by its owner alone: a message holds names and addresses.
    const file = await open(this.path, 'a', 0o600)
    try {
      await file.appendFile(`${JSON.stringify(letter)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
  }
}
