import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A registry of one package in one version. */
export class PackageRegistry {
  readonly integrity: string
  readonly #directory = mkdtempSync(join(tmpdir(), 'registry-'))
  readonly #server: Server

  static async with(name: string, version: string, files: Record<string, string>): Promise<PackageRegistry> {
    const registry = new PackageRegistry(name, version, files)
    await registry.#listen()
    return registry
  }

  private constructor(name: string, version: string, files: Record<string, string>) {
    const tarball = this.#pack({ ...files, 'package.json': JSON.stringify({ name, version }) })
    this.integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
    this.#server = createServer((request, response) => {
      if (request.url === '/package.tgz') return void response.end(tarball)
      const dist = { tarball: `${this.url}/package.tgz`, integrity: this.integrity }
      const versions = { [version]: { name, version, dist } }
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }))
    })
  }

  async close(): Promise<void> {
    rmSync(this.#directory, { recursive: true })
    await new Promise(closed => this.#server.close(closed))
  }

  async #listen(): Promise<void> {
    await new Promise<void>(listening => this.#server.listen(0, '127.0.0.1', listening))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  #pack(files: Record<string, string>): Buffer {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.#directory, 'package', path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    const tarball = join(this.#directory, 'package.tgz')
    execFileSync('tar', ['-czf', tarball, '-C', this.#directory, 'package'])
    return readFileSync(tarball)
  }
}
