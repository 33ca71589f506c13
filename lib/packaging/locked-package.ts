import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

interface LockEntry {
  readonly version: string
  /** The hash of the package's tarball: `sha512-…`. */
  readonly integrity: string
}

/**
 * A package in the lock file that may not be installed here: npm installs binaries only on systems that can run them.
 */
export class LockedPackage {
  readonly name: string
  readonly version: string
  readonly integrity: string
  readonly #root: string

  /**
   * @param root the directory of `package-lock.json`
   * @throws Error if the lock file has no such package
   */
  constructor(root: string, name: string) {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
    const entry: LockEntry | undefined = packages[`node_modules/${name}`]
    if (!entry)
      throw new Error(`package-lock.json has no ${name}. Add it to package.json's optionalDependencies.`)
    this.name = name
    this.version = entry.version
    this.integrity = entry.integrity
    this.#root = root
  }

  /**
   * Returns the package's directory: installed by npm, or fetched from the registry.
   *
   * @param scratch the directory to unpack a fetched package in
   * @throws Error if the fetched package does not match the lock file
   */
  async directory(scratch: string): Promise<string> {
    const installed = join(this.#root, 'node_modules', this.name)
    return this.#isIn(installed) ? installed : await this.#fetch(scratch)
  }

  /** npm checked an installed package against the lock file, but the lock file may be newer than the installation. */
  #isIn(directory: string): boolean {
    const manifest = join(directory, 'package.json')
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === this.version
  }

  async #fetch(scratch: string): Promise<string> {
    mkdirSync(scratch, { recursive: true })
    const pack = ['pack', `${this.name}@${this.version}`, '--pack-destination', scratch, '--silent']
    const { stdout } = await run('npm', pack, { cwd: this.#root })
    const tarball = join(scratch, stdout.trim())
    this.#verify(tarball)
    await run('tar', ['-xzf', tarball, '-C', scratch])
    rmSync(tarball)
    return join(scratch, 'package')
  }

  #verify(tarball: string): void {
    const [algorithm = ''] = this.integrity.split('-')
    const found = `${algorithm}-${createHash(algorithm).update(readFileSync(tarball)).digest('base64')}`
    if (found === this.integrity) return
    throw new Error(
      `${this.name}@${this.version} from the registry is ${found}, and package-lock.json names ${this.integrity}. ` +
        'Do not use it: find out which registry npm asked (`npm config get registry`).',
    )
  }
}
