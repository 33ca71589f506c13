import type { VideoContentType } from '../../contracts/video.ts'

/** A file format for video, recognized from the first bytes. */
export interface ContainerFormat {
  /** The only demuxer of ffmpeg that may read the file. */
  demuxer: 'mov' | 'matroska'
  /** The content types that the file may be announced with, the most specific first. */
  contentTypes: readonly [VideoContentType, ...VideoContentType[]]
}

/** How many of a file's first bytes {@link containerFormatOf} reads. */
export const HEADER_BYTES = 4_096

/** Detects the format of a file, independently of its name; undefined if it is not supported. */
export function containerFormatOf(header: Buffer): ContainerFormat | undefined {
  return isoFormatOf(header) ?? matroskaFormatOf(header)
}

/** The first atoms of QuickTime files from before `ftyp`. */
const QUICKTIME_ATOMS = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']

/** Still pictures and bursts that use the same format: HEIF, AVIF, Canon's raw. */
const IMAGE_BRANDS = ['avif', 'avis', 'heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'crx ']

/** In ISO/IEC 14496-12, a box is its length in 32 bits, its type in four characters, and its content. */
function isoFormatOf(header: Buffer): ContainerFormat | undefined {
  if (header.length < 12) return undefined
  const length = header.readUInt32BE(0)
  const type = header.toString('latin1', 4, 8)
  if (QUICKTIME_ATOMS.includes(type) && (length === 0 || length === 1 || length >= 8)) {
    return { demuxer: 'mov', contentTypes: ['video/quicktime'] }
  }
  if (type !== 'ftyp' || length < 16 || length > HEADER_BYTES) return undefined
  const [major = '', , ...compatible] = fourCharacterCodes(header.subarray(8, length))
  if (IMAGE_BRANDS.includes(major)) return undefined
  if (major === 'qt  ') return { demuxer: 'mov', contentTypes: ['video/quicktime', ...mp4If(compatible)] }
  const quicktime = compatible.includes('qt  ') ? (['video/quicktime'] as const) : []
  return { demuxer: 'mov', contentTypes: ['video/mp4', ...quicktime] }
}

function mp4If(compatible: readonly string[]): 'video/mp4'[] {
  return compatible.some(brand => /^(iso|mp4)/.test(brand)) ? ['video/mp4'] : []
}

function fourCharacterCodes(bytes: Buffer): string[] {
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) =>
    bytes.toString('latin1', index * 4, index * 4 + 4),
  )
}

const EBML = 0x1a45dfa3
const DOC_TYPE = 0x4282

/** By RFC 8794, the DocType in the EBML header is the type of the document. */
function matroskaFormatOf(header: Buffer): ContainerFormat | undefined {
  const ebml = elementAt(header, 0)
  if (ebml?.id !== EBML) return undefined
  for (let at = 0; at < ebml.content.length; ) {
    const element = elementAt(ebml.content, at)
    if (!element) return undefined
    if (element.id === DOC_TYPE) return matroskaFormats[element.content.toString('latin1')]
    at = element.end
  }
  return undefined
}

const matroskaFormats: Readonly<Record<string, ContainerFormat>> = {
  // "WebM is based on the Matroska container": every WebM file is a Matroska file.
  webm: { demuxer: 'matroska', contentTypes: ['video/webm', 'video/x-matroska'] },
  matroska: { demuxer: 'matroska', contentTypes: ['video/x-matroska'] },
}

interface Element {
  id: number
  content: Buffer
  /** The offset of the next element. */
  end: number
}

function elementAt(bytes: Buffer, start: number): Element | undefined {
  const idLength = vintLength(bytes, start)
  const sizeStart = start + idLength
  const sizeLength = vintLength(bytes, sizeStart)
  const contentStart = sizeStart + sizeLength
  if (idLength === 0 || idLength > 4 || sizeLength === 0 || sizeLength > 6) return undefined
  if (contentStart > bytes.length) return undefined
  const marker = 2 ** (7 * sizeLength)
  const end = contentStart + (bytes.readUIntBE(sizeStart, sizeLength) - marker)
  return {
    id: bytes.readUIntBE(start, idLength),
    content: bytes.subarray(contentStart, end),
    end,
  }
}

/** The length of a variable-size integer in bytes: the number of its leading zero bits, plus one. */
function vintLength(bytes: Buffer, at: number): number {
  const first = bytes[at]
  return first ? Math.clz32(first) - 23 : 0
}
