import { invalid } from './errors.ts'

/** Of a name in a folder, in bytes: the limit of Linux. */
const MAX_NAME_BYTES = 255
const MAX_PATH_BYTES = 1_024
/** Files and folders. */
const MAX_PATHS = 65_535

/** The paths of the files in a package; checks that a disk can hold them all. */
export class PackagePaths {
  readonly #files = new Set<string>()
  readonly #folders = new Set<string>()

  /**
   * @param name in the archive, with slashes
   * @returns the path of the file, relative to the package
   * @throws AwsError `InvalidParameterValueException`
   */
  add(name: string): string {
    const parts = name.split('/').filter(part => part !== '' && part !== '.')
    checkParts(name, parts)
    const path = parts.join('/')
    for (let length = 1; length < parts.length; length++) this.#addFolder(parts.slice(0, length).join('/'))
    if (this.#folders.has(path)) throw fileAndFolder(path)
    this.#files.add(path)
    if (this.#files.size + this.#folders.size > MAX_PATHS) {
      throw invalid(`The local AWS accepts archives with up to ${MAX_PATHS} files and folders.`)
    }
    return path
  }

  #addFolder(path: string): void {
    if (this.#files.has(path)) throw fileAndFolder(path)
    this.#folders.add(path)
  }
}

function checkParts(name: string, parts: readonly string[]): void {
  const quoted = JSON.stringify(name.slice(0, MAX_PATH_BYTES))
  if (name.startsWith('/') || parts.includes('..')) {
    throw invalid(`The archive contains a file outside of it: ${quoted}.`)
  }
  if (parts.length === 0 || name.includes('\0')) throw invalid(`The archive contains a file named ${quoted}.`)
  const tooLong = parts.some(part => Buffer.byteLength(part) > MAX_NAME_BYTES)
  if (tooLong || Buffer.byteLength(name) > MAX_PATH_BYTES) {
    throw invalid(
      `The archive contains a file whose name is too long: a name has up to ${MAX_NAME_BYTES} bytes, a path up to ${MAX_PATH_BYTES}: ${quoted}.`,
    )
  }
}

const fileAndFolder = (path: string) =>
  invalid(`The archive contains ${JSON.stringify(path)} both as a file and as a folder.`)
