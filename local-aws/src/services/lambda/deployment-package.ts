import { createHash } from 'node:crypto'
import { type Dirent, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { invalid } from './errors.ts'
import type { Workspace } from './workspace.ts'

/** "Inline source… up to 4 MB" (`AWS::Lambda::Function Code`). */
const MAX_INLINE_BYTES = 4 * 1024 * 1024

/** The files of a function or a layer. */
export class DeploymentPackage {
  readonly directory: string
  readonly #temporary: boolean
  #size: number | undefined
  #sha256: string | undefined

  private constructor(directory: string, temporary: boolean) {
    this.directory = directory
    this.#temporary = temporary
  }

  /** Files in the assembly, or managed by another owner. */
  static inDirectory(directory: string): DeploymentPackage {
    return new DeploymentPackage(directory, false)
  }

  /**
   * `Code.ZipFile` in a template: the source of `index.js`, which Node loads as an ES module or as CommonJS depending
   * on its syntax.
   */
  static inline(workspace: Workspace, source: string): DeploymentPackage {
    if (Buffer.byteLength(source) > MAX_INLINE_BYTES) throw invalid('Inline code must not exceed 4 MB.')
    return DeploymentPackage.unpacked(workspace, [
      { name: 'index.js', content: Buffer.from(source), executable: false },
    ])
  }

  /** Files that stay on disk until {@link discard}. */
  static unpacked(workspace: Workspace, files: Iterable<PackedFile>): DeploymentPackage {
    const unpacked = new DeploymentPackage(workspace.make('package'), true)
    try {
      for (const file of files) unpacked.#write(file)
      return unpacked
    } catch (error) {
      unpacked.discard()
      throw error
    }
  }

  /** The unzipped size of all files, in bytes. */
  get size(): number {
    this.#size ??= filesOf(this.directory).reduce((total, path) => total + statSync(path).size, 0)
    return this.#size
  }

  /** The hash of all files, in the format of `CodeSha256`. */
  get sha256(): string {
    this.#sha256 ??= digest(this.directory)
    return this.#sha256
  }

  #write({ name, content, executable }: PackedFile): void {
    const path = join(this.directory, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content, { mode: executable ? 0o755 : 0o644 })
  }

  discard(): void {
    if (this.#temporary) rmSync(this.directory, { recursive: true, force: true })
  }
}

/** One file of a ZIP archive. */
export interface PackedFile {
  /** Its path in the package. */
  name: string
  content: Buffer
  executable: boolean
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(isFile)
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
}

function isFile(entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile()
  return statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.isFile() ?? false
}

function digest(directory: string): string {
  const hash = createHash('sha256')
  for (const path of filesOf(directory)) {
    const content = readFileSync(path)
    // What parts them cannot be part of a name.
    hash.update(`${path.slice(directory.length)}\0${content.length}\0`).update(content)
  }
  return hash.digest('base64')
}
