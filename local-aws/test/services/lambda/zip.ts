import { crc32, deflateRawSync } from 'node:zlib'

/** A file's text, in Latin-1 where it is binary. */
export type Packed = string | { text: string; executable: boolean }

/** Made by a Unix; the upper half of the external attributes is the mode. */
const UNIX = 3 << 8

/** A deployment package of these files, as any ZIP tool would make it. */
export function zip(files: Readonly<Record<string, Packed>>): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, file] of Object.entries(files)) {
    const { text, executable } = typeof file === 'string' ? { text: file, executable: false } : file
    const content = executable ? Buffer.from(text, 'latin1') : Buffer.from(text)
    const data = deflateRawSync(content)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt32LE(crc32(content), 10)
    shared.writeUInt32LE(data.length, 14)
    shared.writeUInt32LE(content.length, 18)
    shared.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), data])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE((executable ? 0o100755 : 0o100644) * 2 ** 16, 6)
    tail.writeUInt32LE(offset, 10)
    const signature = Buffer.from('PK\x01\x02\x14\x00')
    signature.writeUInt16LE(UNIX | 20, 4)
    directory.push(Buffer.concat([signature, shared, tail, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, entries, end])
}
