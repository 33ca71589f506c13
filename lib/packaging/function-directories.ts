import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { BundledCode } from './bundled-code.ts'
import { bundling } from './bundling-options.ts'
import { linkFile } from './linked-file.ts'
import { publishDirectory } from './published-directory.ts'

/**
 * Lays out the directories of functions: the entry as `index.mjs`, the chunks that it loads, and their source maps.
 * A chunk is written once; every other function that loads it gets a link.
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
   * @param directory what to publish the function's files as; one that is there stays
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

  /** Removes what is not published. */
  close(): void {
    rmSync(this.#scratch, { recursive: true })
  }

  /** The code's last line names its source map. */
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
   * Leaves the banner to files that use it: made in each of 50 chunks, `require` takes 8 ms of a start. Its line stays,
   * so that the source map fits.
   */
  #codeOf(file: string): string {
    const code = Buffer.from(this.#code.content(file)).toString()
    const rest = code.replace(bundling.banner.js, '')
    return /\brequire\b/.test(rest) ? code : rest
  }
}
