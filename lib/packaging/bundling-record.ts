import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file as it was when it was read: path from the root, time of its last change in ms, size in bytes. */
type Input = readonly [path: string, modifiedMs: number, bytes: number]

interface Contents {
  /** What the run was asked to do. */
  request: string
  inputs: readonly Input[]
}

/**
 * What a bundling run read, kept beside what it wrote: while none of it has changed, the next run would write
 * the same, and need not take place. As `make` does, it goes by time and size.
 */
export class BundlingRecord {
  readonly #root: string
  readonly #file: string

  /**
   * @param root what the paths of inputs are relative to
   * @param file where the record is kept
   */
  constructor(root: string, file: string) {
    this.#root = root
    this.#file = file
  }

  /** Whether a run with this `request` took place and has read what is there now. */
  isCurrent(request: string): boolean {
    const record = this.#read()
    return record?.request === request && record.inputs.every(input => this.#isUnchanged(input))
  }

  write(request: string, paths: readonly string[]): void {
    const contents: Contents = { request, inputs: paths.map(path => this.#input(path)) }
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(this.#file, JSON.stringify(contents))
  }

  #input(path: string): Input {
    const { mtimeMs, size } = statSync(join(this.#root, path))
    return [path, mtimeMs, size]
  }

  #isUnchanged([path, modifiedMs, bytes]: Input): boolean {
    const now = statSync(join(this.#root, path), { throwIfNoEntry: false })
    return now?.mtimeMs === modifiedMs && now.size === bytes
  }

  #read(): Contents | undefined {
    try {
      return JSON.parse(readFileSync(this.#file, 'utf8'))
    } catch {
      // None yet, or one that was cut short: the run takes place.
      return undefined
    }
  }
}
