import { inflateRawSync } from 'node:zlib'
import type { PackedFile } from './deployment-package.ts'
import { invalid } from './errors.ts'
import { QUOTAS } from './quotas.ts'

/* The parts of the ZIP format (PKWARE APPNOTE 6.3.10) that deployment packages consist of. */
const END_OF_DIRECTORY = { signature: 'PK\x05\x06', bytes: 22, entries: 10, offset: 16 }
const DIRECTORY_ENTRY = {
  signature: 0x02014b50,
  bytes: 46,
  method: 10,
  compressed: 20,
  size: 24,
  nameLength: 28,
  extraLength: 30,
  commentLength: 32,
  attributes: 38,
  localHeader: 42,
}
const LOCAL_HEADER = { bytes: 30, nameLength: 26, extraLength: 28 }
const STORED = 0
const DEFLATED = 8
/** The execute permissions in the Unix mode, which is the upper half of the external attributes. */
const EXECUTABLE = 0o111 << 16

/**
 * The files of a deployment package.
 *
 * @throws AwsError `InvalidParameterValueException` for a file that is not a ZIP archive, contains paths outside of it,
 * or is too large
 */
export function unzip(archive: Buffer): PackedFile[] {
  const files: PackedFile[] = []
  let size = 0
  for (const entry of directory(archive)) {
    if (entry.name.endsWith('/')) continue
    if (entry.name.startsWith('/') || entry.name.split('/').includes('..')) {
      throw invalid(`The archive contains a file outside of it: ${JSON.stringify(entry.name)}.`)
    }
    size += entry.size
    if (size > QUOTAS.unzippedBytes) {
      throw invalid(`Unzipped size must be smaller than ${QUOTAS.unzippedBytes} bytes`)
    }
    const { name, executable } = entry
    files.push({ name, executable, content: content(archive, entry) })
  }
  return files
}

interface Entry {
  name: string
  executable: boolean
  method: number
  compressed: number
  size: number
  localHeader: number
}

function directory(archive: Buffer): Entry[] {
  const end = archive.lastIndexOf(END_OF_DIRECTORY.signature, undefined, 'latin1')
  if (end < 0 || end + END_OF_DIRECTORY.bytes > archive.length) throw notAnArchive()
  const count = archive.readUInt16LE(end + END_OF_DIRECTORY.entries)
  const entries: Entry[] = []
  let at = archive.readUInt32LE(end + END_OF_DIRECTORY.offset)
  while (entries.length < count) {
    const complete = at + DIRECTORY_ENTRY.bytes <= archive.length
    if (!complete || archive.readUInt32LE(at) !== DIRECTORY_ENTRY.signature) throw notAnArchive()
    const nameLength = archive.readUInt16LE(at + DIRECTORY_ENTRY.nameLength)
    const nameAt = at + DIRECTORY_ENTRY.bytes
    entries.push({
      name: archive.toString('utf8', nameAt, nameAt + nameLength),
      executable: (archive.readUInt32LE(at + DIRECTORY_ENTRY.attributes) & EXECUTABLE) !== 0,
      method: archive.readUInt16LE(at + DIRECTORY_ENTRY.method),
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

function content(archive: Buffer, { name, method, compressed, size, localHeader }: Entry): Buffer {
  if (localHeader + LOCAL_HEADER.bytes > archive.length) throw notAnArchive()
  const from =
    localHeader +
    LOCAL_HEADER.bytes +
    archive.readUInt16LE(localHeader + LOCAL_HEADER.nameLength) +
    archive.readUInt16LE(localHeader + LOCAL_HEADER.extraLength)
  const data = archive.subarray(from, from + compressed)
  if (method === STORED) return data
  if (method !== DEFLATED) throw invalid(`${name} uses another compression method than deflate.`)
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(size, 1) })
  } catch {
    throw notAnArchive()
  }
}

function notAnArchive() {
  return invalid('Could not unzip uploaded file. Please check your file, then try to upload again.')
}
