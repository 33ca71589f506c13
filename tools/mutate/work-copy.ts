import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'

/** What a copy does without: what builds make, and dependencies, which it shares. */
const LEFT_OUT = ['node_modules', '.git', '.build', 'cdk.out', 'dist', 'coverage']

/** A copy of the project whose sources can be changed. */
export class WorkCopy {
  readonly root: string
  /** For what its tests make; emptied after each run. */
  readonly temporary: string
  readonly #originals = new Map<string, string>()

  private constructor(directory: string) {
    this.root = join(directory, 'project')
    this.temporary = join(directory, 'tmp')
    mkdirSync(this.temporary, { recursive: true })
  }

  /** @param directory does not exist yet */
  static of(project: string, directory: string): WorkCopy {
    const copy = new WorkCopy(directory)
    const isKept = (path: string) => path === project || !LEFT_OUT.includes(basename(path))
    cpSync(project, copy.root, { recursive: true, filter: isKept, verbatimSymlinks: true })
    linkDependencies(join(project, 'node_modules'), join(copy.root, 'node_modules'))
    return copy
  }

  /** Another copy, with what the tests of this one have made in `.build`. */
  again(project: string, directory: string): WorkCopy {
    const copy = WorkCopy.of(project, directory)
    const built = join(this.root, '.build')
    // Jest keys its translations by path.
    const isKept = (path: string) => path !== join(built, 'jest')
    if (existsSync(built))
      cpSync(built, join(copy.root, '.build'), { recursive: true, filter: isKept, verbatimSymlinks: true })
    return copy
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8')
  }

  /** Writes another text of a file, until {@link restore}. */
  change(file: string, text: string): void {
    if (!this.#originals.has(file)) this.#originals.set(file, this.read(file))
    writeFileSync(join(this.root, file), text)
  }

  restore(): void {
    for (const [file, text] of this.#originals) writeFileSync(join(this.root, file), text)
    this.#originals.clear()
  }

  clearTemporary(): void {
    rmSync(this.temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    mkdirSync(this.temporary)
  }
}

/** Links each package. A package of the project itself is that of the copy: its link is relative, and stays so. */
function linkDependencies(from: string, to: string): void {
  mkdirSync(to)
  for (const name of readdirSync(from)) {
    const source = join(from, name)
    if (name.startsWith('@')) linkDependencies(source, join(to, name))
    else symlinkSync(lstatSync(source).isSymbolicLink() ? readlinkSync(source) : source, join(to, name))
  }
}
