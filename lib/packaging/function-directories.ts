import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { BundledCode } from './bundled-code.ts'
import { bundling } from './bundling-options.ts'
import { linkFile } from './linked-file.ts'
import { publishDirectory } from './published-directory.ts'

/**
 * Lays out the directories of functions: the entry as `index.mjs`, its chunks, and their source maps. Each chunk is
 * written once; other functions that load it get a link.
 */
export class FunctionDirectories {
  readonly #code: BundledCode
  readonly #scratch: string
  readonly #written = new Set<string>()

  /** @param output a directory on the file system that the functions' directories are published on */
  constructor(code: BundledCode, output: string) {
    this.#code = code
    mkdirSync(output, { recursive: true })
    this.#scratch = mkdtempSync(join(output, 'unfinished-'))
  }

  /**
   * @param entry the path of the function's first module
   * @param directory the final directory; an existing one is kept
   */
  publish(entry: string, directory: string): void {
    const unfinished = join(this.#scratch, basename(directory))
    mkdirSync(unfinished)
    const [own = '', ...chunks] = this.#code.filesOf(entry)
    this.#writeIndex(own, unfinished)
    for (const chunk of chunks) {
      this.#link(chunk, () => this.#codeOf(chunk), unfinished)
      this.#link(`${chunk}.map`, () => this.#code.content(`${chunk}.map`), unfinished)
    }
    publishDirectory(unfinished, directory)
  }

  /** Removes unpublished files. */
  close(): void {
    rmSync(this.#scratch, { recursive: true })
  }

  /** The last line of the code has the name of its source map, which is changed here. */
  #writeIndex(file: string, directory: string): void {
    const index = this.#codeOf(file).replace(
      `//# sourceMappingURL=${file}.map`,
      '//# sourceMappingURL=index.mjs.map',
    )
    writeFileSync(join(directory, 'index.mjs'), index)
    writeFileSync(join(directory, 'index.mjs.map'), this.#code.content(`${file}.map`))
  }

  #link(file: string, content: () => string | Uint8Array, directory: string): void {
    const shared = join(this.#scratch, file)
    if (!this.#written.has(file)) writeFileSync(shared, content())
    this.#written.add(file)
    linkFile(shared, join(directory, file))
  }

  /**
   * Removes the banner from files that do not use it, because 50 chunks that each create `require` add 8 ms to a start.
   * The line stays, so that the source map is still valid.
   */
  #codeOf(file: string): string {
    const code = Buffer.from(this.#code.content(file)).toString()
    const rest = code.replace(bundling.banner.js, '')
    return /\brequire\b/.test(rest) ? code : rest
  }
}
