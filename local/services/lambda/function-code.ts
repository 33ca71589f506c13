import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { invalid } from './function-configuration.ts'

/** "Inline source… up to 4 MB" (`AWS::Lambda::Function Code`). */
const INLINE_LIMIT = 4 * 1024 * 1024

/** Where the files of a function are. */
export class FunctionCode {
  readonly directory: string
  readonly #temporary: boolean
  #digest: { sha256: string; size: number } | undefined

  private constructor(directory: string, temporary: boolean) {
    this.directory = directory
    this.#temporary = temporary
  }

  /** Files that the assembly holds, or someone else looks after. */
  static inDirectory(directory: string): FunctionCode {
    return new FunctionCode(directory, false)
  }

  /**
   * `Code.ZipFile` of a template: the source of `index.js`, which Node reads as ES module or as CommonJS by
   * what it finds in it.
   */
  static inline(source: string): FunctionCode {
    if (Buffer.byteLength(source) > INLINE_LIMIT) throw invalid('Inline code must not exceed 4 MB.')
    return FunctionCode.unpacked(new Map([['index.js', Buffer.from(source)]]))
  }

  /** Files by name, kept in a directory of the machine's until {@link discard}. */
  static unpacked(files: ReadonlyMap<string, Buffer>): FunctionCode {
    const directory = mkdtempSync(join(tmpdir(), 'local-aws-function-'))
    for (const [name, content] of files) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), content)
    }
    return new FunctionCode(directory, true)
  }

  /** Of all files, in the form of `CodeSha256` and `CodeSize`. */
  get digest(): { sha256: string; size: number } {
    this.#digest ??= digest(this.directory)
    return this.#digest
  }

  discard(): void {
    if (this.#temporary) rmSync(this.directory, { recursive: true, force: true })
  }
}

function digest(directory: string): { sha256: string; size: number } {
  const hash = createHash('sha256')
  let size = 0
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(directory, name)
    if (!statSync(path).isFile()) continue
    const content = readFileSync(path)
    hash.update(name).update(content)
    size += content.length
  }
  return { sha256: hash.digest('base64'), size }
}
