import { createHash, hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BundledCode } from './bundled-code.ts'

/**
 * Identifies each function's code by its inputs: its own code, bundled alone, and every package module that it reaches.
 *
 * A hash of the function's files would not work: which chunk contains a module, and how much of it, also depends on the
 * other functions, so a new function would redeploy the others.
 */
export class Fingerprints {
  readonly #root: string
  readonly #recipe: string
  readonly #all: BundledCode
  readonly #own: BundledCode
  readonly #digests = new Map<string, string>()

  /**
   * @param root the directory that module paths are relative to
   * @param recipe identifies how functions are bundled and laid out
   * @param all every function with its packages
   * @param own every function without packages, and without chunks that functions share
   */
  constructor(root: string, recipe: string, all: BundledCode, own: BundledCode) {
    this.#root = root
    this.#recipe = recipe
    this.#all = all
    this.#own = own
  }

  /**
   * @param entry the path of the function's first module
   * @returns SHA-256, in hexadecimal
   */
  of(entry: string): string {
    const digest = createHash('sha256').update(this.#recipe)
    for (const file of this.#own.filesOf(entry)) {
      digest.update(this.#own.content(file)).update(this.#own.content(`${file}.map`))
    }
    for (const path of this.#packageModules(entry)) digest.update(`${path} ${this.#digestOf(path)}\n`)
    return digest.digest('hex')
  }

  /**
   * Package modules count as a whole, whether or not their code is in a bundle, because a module that only re-exports
   * decides what an import means. They change only with the lock file.
   */
  #packageModules(entry: string): string[] {
    const own = new Set(this.#own.modulesOf(entry))
    return this.#all
      .modulesOf(entry)
      .filter(path => !own.has(path))
      .toSorted()
  }

  /** Reads each module once, because most belong to many functions. */
  #digestOf(path: string): string {
    const known = this.#digests.get(path)
    if (known !== undefined) return known
    const digest = hash('sha256', readFileSync(join(this.#root, path)))
    this.#digests.set(path, digest)
    return digest
  }
}
