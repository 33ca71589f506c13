import { crc32, inflateRawSync } from 'node:zlib'
import type { PackedFile } from './deployment-package.ts'
import { invalid } from './errors.ts'
import { PackagePaths } from './package-paths.ts'
import { QUOTAS } from './quotas.ts'

/* The parts of the ZIP format (PKWARE APPNOTE 6.3.10) that deployment packages consist of. */
const END_OF_DIRECTORY = { signature: 'PK\x05\x06', bytes: 22, entries: 10, offset: 16 }
const DIRECTORY_ENTRY = {
  signature: 0x02014b50,
  bytes: 46,
  /** The system that made the entry, which says what its attributes mean. */
  system: 5,
  flags: 8,
  method: 10,
  checksum: 16,
  compressed: 20,
  size: 24,
  nameLength: 28,
  extraLength: 30,
  commentLength: 32,
  attributes: 38,
  localHeader: 42,
}
const LOCAL_HEADER = { bytes: 30, nameLength: 26, extraLength: 28 }
const ENCRYPTED = 1
const STORED = 0
const DEFLATED = 8
const UNIX = 3
/** The kinds of files in a Unix mode, which is the upper half of the external attributes. */
const KINDS = 0o170000
const UNKNOWN_KIND = 0
const REGULAR_FILE = 0o100000
/** The execute permissions in the attributes. */
const EXECUTABLE = 0o111 << 16
/** Instead of a number that only the ZIP64 extension has room for. */
const IN_ZIP64 = { entries: 0xffff, bytes: 0xffffffff }

/**
 * The files of a deployment package.
 *
 * @throws AwsError `InvalidParameterValueException` for a file that is not a ZIP archive, contains what has no place in
 * a package, or is too large
 */
export function unzip(archive: Buffer): PackedFile[] {
  if (archive.length > QUOTAS.zippedBytes) {
    throw invalid(`Zipped size must be smaller than ${QUOTAS.zippedBytes} bytes`)
  }
  const entries = directory(archive).filter(({ name }) => !name.endsWith('/'))
  if (entries.length === 0) throw invalid('Uploaded file must be a non-empty zip')
  checkSizes(entries, archive.length)
  const paths = new PackagePaths()
  return entries.map(entry => {
    checkEntry(entry)
    const { name, executable } = entry
    return { name: paths.add(name), executable, content: content(archive, entry) }
  })
}

interface Entry {
  name: string
  executable: boolean
  encrypted: boolean
  kind: number
  method: number
  checksum: number
  compressed: number
  size: number
  localHeader: number
}

function directory(archive: Buffer): Entry[] {
  const end = archive.lastIndexOf(END_OF_DIRECTORY.signature, undefined, 'latin1')
  if (end < 0 || end + END_OF_DIRECTORY.bytes > archive.length) throw notAnArchive()
  const count = archive.readUInt16LE(end + END_OF_DIRECTORY.entries)
  let at = archive.readUInt32LE(end + END_OF_DIRECTORY.offset)
  if (count === IN_ZIP64.entries || at === IN_ZIP64.bytes) {
    throw invalid('The local AWS does not read ZIP64 archives: make one with fewer than 65,535 files.')
  }
  const entries: Entry[] = []
  while (entries.length < count) {
    const complete = at + DIRECTORY_ENTRY.bytes <= archive.length
    if (!complete || archive.readUInt32LE(at) !== DIRECTORY_ENTRY.signature) throw notAnArchive()
    const nameLength = archive.readUInt16LE(at + DIRECTORY_ENTRY.nameLength)
    const nameAt = at + DIRECTORY_ENTRY.bytes
    const attributes = archive.readUInt32LE(at + DIRECTORY_ENTRY.attributes)
    entries.push({
      name: archive.toString('utf8', nameAt, nameAt + nameLength),
      executable: (attributes & EXECUTABLE) !== 0,
      encrypted: (archive.readUInt16LE(at + DIRECTORY_ENTRY.flags) & ENCRYPTED) !== 0,
      kind: archive[at + DIRECTORY_ENTRY.system] === UNIX ? (attributes >>> 16) & KINDS : UNKNOWN_KIND,
      method: archive.readUInt16LE(at + DIRECTORY_ENTRY.method),
      checksum: archive.readUInt32LE(at + DIRECTORY_ENTRY.checksum),
      compressed: archive.readUInt32LE(at + DIRECTORY_ENTRY.compressed),
      size: archive.readUInt32LE(at + DIRECTORY_ENTRY.size),
      localHeader: archive.readUInt32LE(at + DIRECTORY_ENTRY.localHeader),
    })
    const extraLength = archive.readUInt16LE(at + DIRECTORY_ENTRY.extraLength)
    const commentLength = archive.readUInt16LE(at + DIRECTORY_ENTRY.commentLength)
    at = nameAt + nameLength + extraLength + commentLength
  }
  return entries
}

/** Checks the declared sizes before anything is inflated; {@link content} checks that they are true. */
function checkSizes(entries: readonly Entry[], archiveBytes: number): void {
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0)
  if (sum(entries.map(({ size }) => size)) > QUOTAS.unzippedBytes) {
    throw invalid(`Unzipped size must be smaller than ${QUOTAS.unzippedBytes} bytes`)
  }
  // Entries that share their data could fill a disk.
  if (sum(entries.map(({ compressed }) => compressed)) > archiveBytes) throw notAnArchive()
}

function checkEntry({ name, encrypted, kind, method, compressed, size }: Entry): void {
  const quoted = JSON.stringify(name)
  if (encrypted) throw invalid(`The archive contains an encrypted file: ${quoted}.`)
  if (kind !== UNKNOWN_KIND && kind !== REGULAR_FILE) {
    throw invalid(`The local AWS accepts regular files alone in an archive, no links or devices: ${quoted}.`)
  }
  if (method !== STORED && method !== DEFLATED) {
    throw invalid(`${name} uses another compression method than deflate.`)
  }
  if (method === STORED && compressed !== size) throw notAnArchive()
}

function content(archive: Buffer, { method, checksum, compressed, size, localHeader }: Entry): Buffer {
  if (localHeader + LOCAL_HEADER.bytes > archive.length) throw notAnArchive()
  const from =
    localHeader +
    LOCAL_HEADER.bytes +
    archive.readUInt16LE(localHeader + LOCAL_HEADER.nameLength) +
    archive.readUInt16LE(localHeader + LOCAL_HEADER.extraLength)
  const data = archive.subarray(from, from + compressed)
  const unpacked = method === STORED ? data : inflated(data, size)
  if (unpacked.length !== size || crc32(unpacked) !== checksum) throw notAnArchive()
  return unpacked
}

function inflated(data: Buffer, size: number): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(size, 1) })
  } catch {
    throw notAnArchive()
  }
}

function notAnArchive() {
  return invalid('Could not unzip uploaded file. Please check your file, then try to upload again.')
}
