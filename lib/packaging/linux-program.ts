import { closeSync, openSync, readSync } from 'node:fs'

/** A program for Linux on a processor that Lambda has. */
export interface LinuxProgram {
  readonly processor: 'x86_64' | 'arm64'
  /** The libraries that it is linked with when it starts: `libc.so.6`. */
  readonly libraries: readonly string[]
}

/* An ELF file of 64 bits (System V ABI): its head, its program headers and its dynamic section. */
const MAGIC = Buffer.from('\x7fELF\x02\x01', 'latin1')
const HEAD_BYTES = 64
const MACHINE = 18
const HEADERS = { offset: 32, size: 54, count: 56 } as const
const HEADER_BYTES = 56
const LOADED = 1
const DYNAMIC = 2
const ENTRY_BYTES = 16
const NEEDED = 1
const NAMES = 5
const NAME_BYTES = 100
const PROCESSORS: ReadonlyMap<number, LinuxProgram['processor']> = new Map([
  [0x3e, 'x86_64'],
  [0xb7, 'arm64'],
])

/** A part of the file, and where it is in memory. */
interface Segment {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly bytes: number
}

/** @returns undefined for a file that is no such program: a script, a program for another system or processor */
export function linuxProgram(path: string): LinuxProgram | undefined {
  const file = openSync(path, 'r')
  try {
    const head = read(file, 0, HEAD_BYTES)
    if (!head.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
    const processor = PROCESSORS.get(head.readUInt16LE(MACHINE))
    return processor && { processor, libraries: librariesOf(file, segmentsOf(file, head)) }
  } finally {
    closeSync(file)
  }
}

function segmentsOf(file: number, head: Buffer): Segment[] {
  const start = number(head, HEADERS.offset)
  const size = head.readUInt16LE(HEADERS.size)
  return Array.from({ length: head.readUInt16LE(HEADERS.count) }, (_, index) => {
    const header = read(file, start + index * size, HEADER_BYTES)
    return {
      type: header.readUInt32LE(0),
      offset: number(header, 8),
      address: number(header, 16),
      bytes: number(header, 32),
    }
  })
}

function librariesOf(file: number, segments: readonly Segment[]): string[] {
  const dynamic = segments.find(({ type }) => type === DYNAMIC)
  if (!dynamic) return []
  const section = read(file, dynamic.offset, dynamic.bytes)
  const entries = Array.from({ length: Math.floor(dynamic.bytes / ENTRY_BYTES) }, (_, index) => ({
    tag: number(section, index * ENTRY_BYTES),
    value: number(section, index * ENTRY_BYTES + 8),
  }))
  const address = entries.find(({ tag }) => tag === NAMES)?.value ?? 0
  const loaded = segments.find(
    segment =>
      segment.type === LOADED && address >= segment.address && address < segment.address + segment.bytes,
  )
  const names = address - (loaded?.address ?? 0) + (loaded?.offset ?? 0)
  return entries
    .filter(({ tag }) => tag === NEEDED)
    .map(({ value }) =>
      read(file, names + value, NAME_BYTES)
        .toString('latin1')
        .replace(/\0.*$/s, ''),
    )
}

function number(from: Buffer, at: number): number {
  return Number(from.readBigUInt64LE(at))
}

/** Bytes beyond the end are 0. */
function read(file: number, position: number, bytes: number): Buffer {
  const content = Buffer.alloc(bytes)
  readSync(file, content, 0, bytes, position)
  return content
}
