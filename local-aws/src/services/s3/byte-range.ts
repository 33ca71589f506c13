import { invalidRange } from './errors.ts'

/** Byte offsets, both inclusive. */
export interface ByteRange {
  first: number
  last: number
}

/**
 * The range in a `Range` header. A header that is not a range of bytes is ignored (RFC 9110), and so are several
 * ranges: "Amazon S3 doesn't support retrieving multiple ranges of data per GET request."
 *
 * @returns undefined for the whole content
 * @throws AwsError `InvalidRange`
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '') ?? []
  if (header === undefined || (from === '' && to === '')) return undefined
  const range = from === '' ? suffix(Number(to), size) : between(Number(from), to, size)
  if (to !== '' && from !== '' && Number(to) < Number(from)) return undefined
  if (range.first >= size || range.last < range.first) throw invalidRange(header, size)
  return range
}

function suffix(length: number, size: number): ByteRange {
  return { first: Math.max(0, size - length), last: size - 1 }
}

function between(first: number, to: string, size: number): ByteRange {
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}
