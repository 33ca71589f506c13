import { createHash } from 'node:crypto'
import { type Dirent, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { invalid } from './errors.ts'
import type { Workspace } from './workspace.ts'

/** "Inline source… up to 4 MB" (`AWS::Lambda::Function Code`). */
const MAX_INLINE_BYTES = 4 * 1024 * 1024

/** Where the files of a function or of a layer are. */
export class DeploymentPackage {
  readonly directory: string
  readonly #temporary: boolean
  #size: number | undefined
  #sha256: string | undefined

  private constructor(directory: string, temporary: boolean) {
    this.directory = directory
    this.#temporary = temporary
  }

  /** Files that the assembly holds, or someone else looks after. */
  static inDirectory(directory: string): DeploymentPackage {
    return new DeploymentPackage(directory, false)
  }

  /**
   * `Code.ZipFile` of a template: the source of `index.js`, which Node reads as ES module or as CommonJS by
   * what it finds in it.
   */
  static inline(workspace: Workspace, source: string): DeploymentPackage {
    if (Buffer.byteLength(source) > MAX_INLINE_BYTES) throw invalid('Inline code must not exceed 4 MB.')
    return DeploymentPackage.unpacked(workspace, [
      { name: 'index.js', content: Buffer.from(source), executable: false },
    ])
  }

  /** Files that are kept on disk until {@link discard}. */
  static unpacked(workspace: Workspace, files: Iterable<PackedFile>): DeploymentPackage {
    const directory = workspace.make('package')
    for (const { name, content, executable } of files) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), content, { mode: executable ? 0o755 : 0o644 })
    }
    return new DeploymentPackage(directory, true)
  }

  /** Of all files together, unzipped, in bytes. */
  get size(): number {
    this.#size ??= filesOf(this.directory).reduce((total, path) => total + statSync(path).size, 0)
    return this.#size
  }

  /** Of all files, in the form of `CodeSha256`. */
  get sha256(): string {
    this.#sha256 ??= digest(this.directory)
    return this.#sha256
  }

  discard(): void {
    if (this.#temporary) rmSync(this.directory, { recursive: true, force: true })
  }
}

/** One file of a ZIP archive. */
export interface PackedFile {
  /** Its path within the package. */
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
  for (const path of filesOf(directory)) hash.update(path.slice(directory.length)).update(readFileSync(path))
  return hash.digest('base64')
}
