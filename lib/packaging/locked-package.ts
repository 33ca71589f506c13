import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

interface LockEntry {
  readonly version: string
  /** `sha512-…`, of the package's tarball. */
  readonly integrity: string
}

/** A package of the lock file that this machine need not have: npm installs a binary where its system can run it. */
export class LockedPackage {
  readonly name: string
  readonly version: string
  readonly integrity: string
  readonly #root: string

  /**
   * @param root the directory of `package-lock.json`
   * @throws Error where the lock file has no such package
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
   * Gives the package's directory: as npm installed it, or fetched from the registry.
   *
   * @param scratch where a fetched package is unpacked
   * @throws Error where what npm fetched is not what the lock file names
   */
  async directory(scratch: string): Promise<string> {
    const installed = join(this.#root, 'node_modules', this.name)
    return this.#isIn(installed) ? installed : await this.#fetch(scratch)
  }

  /** npm has compared an installed package with the lock file; but the lock file may be newer than the installation. */
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
